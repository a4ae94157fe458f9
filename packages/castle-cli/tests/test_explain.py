"""`castle explain`: what codes mean."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import castle.cli
import castle_launcher
from castle.monorail.diagnostics import installed_codes

if TYPE_CHECKING:
    from conftest import Castle, Project


def test_a_code_is_explained(castle: "Castle") -> None:
    """With its title, what to do, an example and its cure."""
    ended = castle("explain", "CAS0804")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("error[CAS0804]: an unknown key\n\n")
    example, cure = ended.stdout.split("Rather:")
    assert "    backend:\n      module: npz\n      compresed: true\n" in example
    assert "compressed: true" in cure


@pytest.mark.parametrize("code", ["804", "0804", "cas0804", " CAS804 "])
def test_a_code_may_be_typed_in_haste(castle: "Castle", code: str) -> None:
    """Letters and leading zeros can be left out."""
    assert castle("explain", code).stdout.startswith("error[CAS0804]")


def test_without_a_code_all_are_listed(castle: "Castle") -> None:
    """One a line, with severity and title, in order."""
    lines = castle("explain").stdout.splitlines()
    assert "CAS0804  error    an unknown key" in lines
    assert lines == sorted(lines)


@pytest.mark.parametrize("code", ["CAS0799", "CAS9999", "nonsense"])
def test_an_unknown_code_is_wrong_usage(castle: "Castle", code: str) -> None:
    """The closest codes are named."""
    ended = castle("explain", code)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert f"no installed package reports `{code}`" in ended.stderr
    assert ("CAS0801, CAS0802" in ended.stderr) == (code == "CAS0799")
    assert ("the closest:" in ended.stderr) == (code != "nonsense")


def test_json(castle: "Castle") -> None:
    """A tool gets an object for a code, and an array for all."""
    one = json.loads(castle("explain", "CAS0804", "--json").stdout)
    assert {key: one[key] for key in ("code", "title", "severity", "language")} == {
        "code": "CAS0804",
        "title": "an unknown key",
        "severity": "error",
        "language": "yaml",
    }
    assert one in json.loads(castle("explain", "--json").stdout)


def test_a_damaged_index_is_told_beside_the_answer(castle: "Castle", project: "Project") -> None:
    """On standard error; what was asked for is answered."""
    leaf = project.site / "castle" / "readers" / "plain"
    (leaf / "diagnostics.toml").write_text("?")
    ended = castle("explain", "CAS0804")
    assert (ended.returncode, "CAS0830" in ended.stderr) == (0, True)
    assert ended.stdout.startswith("error[CAS0804]")


def test_each_code_of_the_command_is_explained() -> None:
    """What the command and its launcher report themselves are codes of the packages below."""
    folder = Path(castle.cli.__file__).parent
    files = [*folder.rglob("*.py"), Path(castle_launcher.__file__)]
    texts = [path.read_text(encoding="utf-8") for path in files]
    used = {code for text in texts for code in re.findall('["[](CAS\\d{4})["\\]]', text)}
    assert used
    assert used - set(installed_codes()[0]) == set()
