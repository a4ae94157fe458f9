"""The index of this reader's codes: each example provokes its code, each cure mends it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import castle.readers.source
from castle.aigr import CodeEntry, DiagnosticError, Severity, read_codes
from castle.monorail.diagnostics import listening
from castle.readers.source._problems import Code

LEAF = Path(castle.readers.source.__file__).parent
ENTRIES = {entry.code: entry for entry in read_codes(LEAF / "diagnostics.toml")}
WARNINGS = {entry.code for entry in ENTRIES.values() if entry.severity is Severity.WARNING}
SHOWN = [entry for entry in ENTRIES.values() if entry.language == "castle"]

Files = dict[str, str]


def files_of(text: str) -> Files:
    """The files that an example consists of; `main.Castle` when it does not name any."""
    name, *rest = re.split(r"^// file: (.*)\n", f"{text}\n", flags=re.MULTILINE)
    return dict(zip(rest[::2], rest[1::2], strict=True)) or {"main.Castle": name}


def codes(read: Callable[..., object], text: str) -> set[str]:
    """The codes that reading an example gives."""
    with listening() as warnings:
        try:
            read(files_of(text), roots=("lib",))
        except DiagnosticError as error:
            return {diagnostic.code for diagnostic in error.diagnostics}
    return {diagnostic.code for diagnostic in warnings}


@pytest.fixture(params=SHOWN, ids=lambda entry: entry.code)
def entry(request: pytest.FixtureRequest) -> CodeEntry:
    """Each entry whose example is Castle, in turn."""
    found: CodeEntry = request.param
    return found


def test_the_index_has_each_code_and_no_other() -> None:
    """What this reader can report is explained."""
    assert list(ENTRIES) == sorted(code.value for code in Code)


def test_each_code_is_in_use() -> None:
    """A code that nothing reports would only confuse."""
    source = "".join(path.read_text(encoding="utf-8") for path in LEAF.rglob("*.py"))
    assert [code.name for code in Code if f"Code.{code.name}" not in source] == []


def test_each_example_provokes_its_code(read: Callable[..., object], entry: CodeEntry) -> None:
    """It and no other."""
    assert codes(read, entry.example) == {entry.code}


def test_each_cure_is_one(read: Callable[..., object], entry: CodeEntry) -> None:
    """What the index recommends is read without an error, and mends what it is to mend."""
    found = codes(read, entry.cure)
    assert found <= WARNINGS
    assert entry.code not in found


def test_examples_that_are_commands_are_few() -> None:
    """Only what is about files rather than their text is shown as a command."""
    assert {code for code, entry in ENTRIES.items() if entry not in SHOWN} == {
        "CAS0120",
        "CAS0121",
        "CAS0122",
    }
