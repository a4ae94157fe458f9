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
        (["run", "castle.yaml", "--set", "engine."], ["engine.main=", "engine.module="]),
        (["run", "castle.yaml", "--set", "engine.fails="], ["engine.fails=true"]),
        (["run", "castle.yaml", "--set", "writer.module=li"], ["writer.module=listing"]),
        (["run", "castle.yaml", "--set", "na"], ["name="]),
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


def test_settings_of_several(project: "Project") -> None:
    """Of several plugins each key says which; what is in a mapping is set key by key."""
    project.write(
        "castle.yaml",
        """
        name: example
        reader: {module: plain, files: [one.Castle]}
        writer: [{module: listing}, {module: absent, options: {a: 1, b: {c: 2}}}]
        """,
    )
    assert values(project, "run", "castle.yaml", "--set", "writer.") == [
        "writer.0.module=",
        "writer.0.target=",
        "writer.1.module=",
        "writer.1.options.a=",
        "writer.1.options.b.c=",
    ]


def test_settings_without_a_configuration(project: "Project") -> None:
    """Where the configuration cannot be read there is nothing to offer."""
    project.write("broken.yaml", "name: [")
    assert not any(asked(project, "run", "broken.yaml", "--set", "e"))
    assert not any(asked(project, "run", "absent.yaml", "--set", "e"))


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
    assert f"{shell}_complete" in ran.stdout.partition("_CASTLE_COMPLETE")[2]


def test_scripts_are_accepted_by_their_shells(castle: "Castle", tmp_path: Path) -> None:
    """Every shell that this machine has parses its script."""
    here = [shell for shell in ("bash", "zsh", "fish") if shutil.which(shell)]
    for shell in here:
        script = tmp_path / shell
        script.write_text(castle("completion", shell).stdout)
        done = subprocess.run([shell, "-n", script], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


BASH = """
eval "$(castle completion bash)"
COMP_LINE="castle $1" COMP_POINT=$((7 + ${#1}))
compopt() { :; }
_castle_completion castle
printf '%s\n' "${COMPREPLY[@]}"
"""
FISH = """
castle completion fish | source
complete --do-complete "castle $argv[1]"
"""


def told(project: "Project", folder: Path, shell: str, typed: str) -> list[str]:
    """What a shell itself offers for a line; nothing, where this machine has no such shell."""
    program = folder / "castle"
    program.write_text(f"#!/bin/sh\nexec {sys.executable} -c '{CODE}' \"$@\"\n")
    program.chmod(0o755)
    environment = {
        **os.environ,
        "PYTHONPATH": str(project.site),
        "PATH": os.pathsep.join([str(folder), os.environ["PATH"]]),
        "HOME": str(folder),
    }
    script = {"bash": [BASH, "bash"], "fish": [FISH]}[shell]
    command = [shell, "-c", *script, typed]
    if not shutil.which(shell):
        return []
    ran = subprocess.run(
        command, cwd=project.folder, env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stderr == ""
    return [line.partition("\t")[0] for line in ran.stdout.splitlines()]


def test_bash_itself(project: "Project", tmp_path: Path) -> None:
    """A colon, or an equals sign, begins a word for bash, which replaces what stands behind it."""
    if shutil.which("bash"):
        assert told(project, tmp_path, "bash", "transform rename,gr") == ["rename,group.reverse"]
        typed = "run castle.yaml --dump-after transform:gr"
        assert told(project, tmp_path, "bash", typed) == ["group.reverse"]
        typed = "run castle.yaml --set engine.module=ec"
        assert told(project, tmp_path, "bash", typed) == ["echo"]


def test_fish_itself(project: "Project", tmp_path: Path) -> None:
    """A comma in a name does not end it."""
    if shutil.which("fish"):
        assert told(project, tmp_path, "fish", "transform rename,gr") == ["rename,group.reverse"]
        typed = "run castle.yaml --set engine.fa"
        assert told(project, tmp_path, "fish", typed) == ["engine.fails="]


def test_nothing_else_asks(castle: "Castle", monkeypatch: pytest.MonkeyPatch) -> None:
    """Words of a shell that does not ask are ignored."""
    monkeypatch.setenv("COMP_WORDS", "castle ru")
    assert castle("run", "project/castle.yaml").stdout == "one\ntwo\n"
