import click
from click.shell_completion import get_completion_class

_SHELLS = ("bash", "zsh", "fish")


@click.command(short_help="Print what makes a shell complete commands.")
@click.argument("shell", type=click.Choice(_SHELLS))
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
    root = ctx.find_root().command
    click.echo(made(root, {}, "castle", COMPLETE_VARIABLE).source(), nl=False)
