"""The command itself: help, version, usage, and what it costs to start."""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import castle
from castle.cli import _app

if TYPE_CHECKING:
    from conftest import Castle

MODULES = """
import sys, castle_launcher
sys.argv = ["castle", *sys.argv[1:]]
try:
    castle_launcher.main()
except SystemExit as end:
    assert not end.code, end.code
heavy = "castle.aigr castle.monorail yaml pydantic numpy json importlib.metadata".split()
print([name for name in heavy if name in sys.modules])
"""


def imported(*arguments: str) -> str:
    """The costly modules that a call of the command has imported, as its last line."""
    command = [sys.executable, "-c", MODULES, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return ran.stdout.splitlines()[-1]


def test_help_imports_nothing_that_costs() -> None:
    """The list of commands comes without any command, pydantic and numpy least of all.

    Where other distributions have brought commands, the loader looks for them.
    """
    others = any((Path(place) / "subcommands").is_dir() for place in castle.__path__)
    assert imported("--help") == ("['castle.monorail']" if others else "[]")


def test_listing_imports_neither_pydantic_nor_the_graph() -> None:
    """`castle plugins` needs the loader's discovery alone."""
    found = imported("plugins")
    assert "castle.monorail" in found
    assert not any(name in found for name in ("castle.aigr", "yaml", "pydantic", "numpy"))


@pytest.mark.parametrize("name", _app._COMMANDS)
def test_help_of_each_command(castle: "Castle", name: str) -> None:
    """Every command that is listed can be had; its help begins as the list says."""
    ran = castle(name, "--help")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"Usage: castle {name}")
    assert _app._COMMANDS[name].summary in castle("--help").stdout


def test_version_names_every_distribution(castle: "Castle") -> None:
    """The versions of all installed castle distributions, one a line."""
    lines = castle("--version").stdout.splitlines()
    assert {"castle-aigr", "castle-cli", "castle-monorail"} <= {line.split()[0] for line in lines}
    assert all(len(line.split()) == 2 for line in lines)


@pytest.mark.parametrize(
    "arguments", [["rum"], ["--colour"], ["run"], ["run", "a", "b"], ["check"]]
)
def test_wrong_usage(castle: "Castle", arguments: list[str]) -> None:
    """Usage errors have an exit status of their own."""
    ran = castle(*arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "Usage: castle" in ran.stderr
