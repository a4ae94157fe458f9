"""Commands of other distributions, and what is said to who mistypes."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Castle, Project

GREET = '''
    """Greets who is named."""
    import click
    @click.command()
    @click.argument("name")
    def greet(name):
        """Greet NAME."""
        click.echo(f"hello {name}")
'''


def test_command_of_another_distribution(castle: "Castle", project: "Project") -> None:
    """A leaf is a command: listed with its summary, and called like those of the house."""
    project.plugin("subcommands.greet_all", GREET)
    assert "greet-all   Greets who is named." in castle("--help").stdout
    assert castle("greet-all", "world").stdout == "hello world\n"
    assert castle("greet-all", "--help").stdout.startswith("Usage: castle greet-all")


def test_listing_imports_no_command(castle: "Castle", project: "Project") -> None:
    """One that explodes is listed, and hides no other."""
    project.plugin("subcommands.bad", '"""Explodes."""\nraise SystemExit(9)\n')
    ran = castle("--help")
    assert (ran.returncode, "Explodes." in ran.stdout) == (0, True)


def test_command_of_the_house_wins(castle: "Castle", project: "Project") -> None:
    """No other distribution can take the place of one."""
    project.plugin("subcommands.run", '"""Steals."""\nraise SystemExit(9)\n')
    assert "Steals." not in castle("--help").stdout
    assert castle("run", "project/castle.yaml").returncode == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"""Breaks."""\nimport no_such_module\n', "No module named 'no_such_module'"),
        ('"""Leaves."""\nclass Odd(BaseException): pass\nraise Odd("away")\n', "Odd: away"),
        ('"""Odd."""\n__all__ = [5]\n', "must be string, not 'int'"),
        ('"""Holds none."""\n', "holds none"),
        (GREET + "    other = click.Command('other')\n", "holds greet, other"),
    ],
)
def test_broken_command(castle: "Castle", project: "Project", text: str, said: str) -> None:
    """It is named with its distribution and the cause, without a traceback."""
    project.plugin("subcommands.bad", text)
    info = project.site / "acme_bad-1.2.dist-info"
    info.mkdir()
    (info / "RECORD").write_text("castle/subcommands/bad/__init__.py,,\n")
    ran = castle("bad")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("error[CAS0811]: the command `bad` (from acme-bad 1.2) ")
    assert said in ran.stderr
    is_missing = "no_such_module" in text
    cure = "install acme-bad again, which" if is_missing else "this is a mistake in it: tell"
    assert f"help: {cure}" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rnu"], "Did you mean run?"),
        (["trnsform"], "Did you mean transform?"),
        (["greeet"], "Did you mean greet?"),
        (["zzz"], "No such command 'zzz'."),
        (["run", "--timing"], "--timings"),
        (["run", "--no-verfy"], "--no-verify"),
        (["--verison"], "--version"),
    ],
)
def test_did_you_mean(castle: "Castle", project: "Project", words: list[str], said: str) -> None:
    """What looks like the word is named, commands of others included; nothing is guessed."""
    project.plugin("subcommands.greet", GREET)
    ran = castle(*words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr
