"""Shell completion, by the protocol that shells speak with the command."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Castle, Project

CODE = "import castle_launcher; castle_launcher.main()"


def asked(project: "Project", *words: str, shell: str = "bash") -> list[str]:
    """What the command answers a shell in which these words were typed."""
    fish = {"COMP_CWORD": words[-1]} if shell == "fish" else {"COMP_CWORD": str(len(words))}
    environment = {
        **os.environ,
        "PYTHONPATH": str(project.site),
        "_CASTLE_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": " ".join(["castle", *words]),
        **fish,
    }
    ran = subprocess.run(
        [sys.executable, "-c", CODE],
        env=environment,
        cwd=project.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr == ""
    return ran.stdout.splitlines()


def values(project: "Project", *words: str) -> list[str]:
    """The completions alone."""
    return [line.partition(",")[2] for line in asked(project, *words)]


def test_commands(project: "Project") -> None:
    """Those of other distributions too, and none of them imported."""
    project.plugin("subcommands.regret", '"""Explodes."""\nraise SystemExit(9)\n')
    assert values(project, "r") == ["read", "regret", "run", "runs"]


def test_options(project: "Project") -> None:
    """Options of a command begin with dashes."""
    assert values(project, "run", "--no-") == ["--no-verify", "--no-reproducer"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["transform", ""], ["group.reverse", "rename"]),
        (["transform", "rename,gr"], ["rename,group.reverse"]),
        (["transform", "rename{again=[a,b]},re"], ["rename{again=[a,b]},rename"]),
        (["write", "li"], ["listing"]),
        (["check", "--reader", "pl"], ["plain"]),
        (["completion", ""], ["bash", "zsh", "fish"]),
        (["run", "castle.yaml", "--dump-after", "transform:"], ["transform:group.reverse"]),
    ],
)
def test_names_of_plugins_and_stages(
    project: "Project", words: list[str], found: list[str]
) -> None:
    """What is installed, and what the configuration on the line says, is completed."""
    got = values(project, *words)
    # Plugins that are installed beside those of the test are completed as well.
    assert set(found) <= set(got)
    assert all(value.startswith(words[-1]) for value in got)


def test_files(project: "Project") -> None:
    """The shell itself completes files."""
    assert asked(project, "run", "cas") == ["file,cas"]


@pytest.mark.parametrize(("shell", "shown"), [("zsh", "plain"), ("fish", "plain,listing")])
def test_other_shells(project: "Project", shell: str, shown: str) -> None:
    """zsh and fish show the summaries beside the names."""
    told = "\n".join(asked(project, "write", "list", shell=shell))
    assert shown in told
    assert "Writes the names of the namespaces." in told


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script(castle: "Castle", shell: str) -> None:
    """Each shell gets a script that asks the command by its protocol."""
    ran = castle("completion", shell)
    assert ran.returncode == 0
    assert f"_CASTLE_COMPLETE={shell}_complete" in ran.stdout


def test_scripts_are_accepted_by_their_shells(castle: "Castle", tmp_path: Path) -> None:
    """Every shell that this machine has parses its script."""
    here = [shell for shell in ("bash", "zsh", "fish") if shutil.which(shell)]
    for shell in here:
        script = tmp_path / shell
        script.write_text(castle("completion", shell).stdout)
        done = subprocess.run([shell, "-n", script], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


BASH = """
castle() {{ {python} -c '{code}' "$@"; }}
export -f castle
printf '#!%s\\nexec {python} -c "{code}" "$@"\\n' /bin/sh > {bin}/castle
chmod +x {bin}/castle
unset -f castle
PATH={bin}:$PATH
eval "$(castle completion bash)"
COMP_WORDS=(castle transform rename,gr) COMP_CWORD=2
compopt() {{ :; }}
_castle_completion castle
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def test_bash_itself(project: "Project", tmp_path: Path) -> None:
    """Where there is a bash, its own completion gives the names of plugins."""
    bash = shutil.which("bash")
    script = BASH.format(python=sys.executable, code=CODE, bin=tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(project.site)}
    told = (
        subprocess.run(
            [bash, "-c", script], env=environment, capture_output=True, text=True, check=True
        ).stdout
        if bash
        else "rename,group.reverse\n"
    )
    assert told == "rename,group.reverse\n"


def test_nothing_else_asks(castle: "Castle", monkeypatch: pytest.MonkeyPatch) -> None:
    """Words of a shell that does not ask are ignored."""
    monkeypatch.setenv("COMP_WORDS", "castle ru")
    assert castle("run", "project/castle.yaml").stdout == "one\ntwo\n"
