"""What makes shells complete: each asks the command by the protocol that click has for it.

The scripts are those of click with what plugins need: names with colons and commas in them, and no
blank behind a key that waits for its value.
"""

import click
from click.shell_completion import get_completion_class

_BASH = """\
%(complete_func)s() {
    local line=${COMP_LINE:0:COMP_POINT} words=() kind value
    local current=${line##*[[:space:]]}
    read -ra words <<< "$line"
    local number=${#words[@]}
    [[ $current ]] && number=$((number - 1))
    # For bash a colon or an equals sign begins a new word, and only that is replaced.
    local before=${current%%"${current##*[:=]}"}
    COMPREPLY=()
    while IFS=, read -r kind value; do
        case $kind in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain)
                COMPREPLY+=("${value#"$before"}")
                [[ $value == *= ]] && compopt -o nospace ;;
        esac
    done < <(COMP_WORDS=$line COMP_CWORD=$number %(complete_var)s=bash_complete "$1")
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""
_ZSH = """\
#compdef %(prog_name)s
%(complete_func)s() {
    local -a answers plain described unfinished
    local kind value help
    answers=("${(@f)$(COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT - 1)) \\
        %(complete_var)s=zsh_complete ${words[1]})}")
    for kind value help in "${answers[@]}"; do
        case $kind in
            dir) _path_files -/ ;;
            file) _path_files -f ;;
            plain)
                if [[ $value == *= ]]; then unfinished+=("$value")
                elif [[ $help == _ ]]; then plain+=("$value")
                else described+=("$value:$help")
                fi ;;
        esac
    done
    (( $#described )) && _describe -V unsorted described -U
    (( $#plain )) && compadd -U -V unsorted -a plain
    (( $#unfinished )) && compadd -U -S '' -V unsorted -a unfinished
    return 0
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""
_FISH = """\
function %(complete_func)s
    set -lx %(complete_var)s fish_complete
    set -lx COMP_WORDS (commandline -cp)
    set -lx COMP_CWORD (commandline -ct)
    for answer in (%(prog_name)s)
        set -l parts (string split -m 1 , -- $answer)
        switch $parts[1]
            case dir
                __fish_complete_directories $parts[2]
            case file
                __fish_complete_path $parts[2]
            case plain
                echo $parts[2]
        end
    end
end
complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""
_SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


@click.command(short_help="Print what makes a shell complete commands.")
@click.argument("shell", type=click.Choice(list(_SCRIPTS)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that makes SHELL complete commands, options and the names of plugins.

    \b
    bash   eval "$(castle completion bash)"   # in ~/.bashrc
    zsh    eval "$(castle completion zsh)"    # in ~/.zshrc, after compinit
    fish   castle completion fish | source    # in ~/.config/fish/config.fish
    """  # noqa: D301  # click looks for the character, not for the escape
    from castle.cli._app import COMPLETE_VARIABLE  # noqa: PLC0415  # which imports this module

    made = get_completion_class(shell)
    assert made is not None  # click brings one for each of them
    asking = made(ctx.find_root().command, {}, "castle", COMPLETE_VARIABLE)
    click.echo(_SCRIPTS[shell] % asking.source_vars(), nl=False)
