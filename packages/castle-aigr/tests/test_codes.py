"""The index of codes: how it is read, and that it is right about the codes of castle.aigr."""

import io
import re
from pathlib import Path
from typing import Any

import pytest

import castle.aigr
from castle.aigr import (
    AigrError,
    CodeEntry,
    DiagnosticError,
    Severity,
    advise,
    read_codes,
    save,
    verify,
)

LEAF = Path(castle.aigr.__file__).parent
ENTRIES = {entry.code: entry for entry in read_codes(LEAF / "diagnostics.toml")}
RUN = [entry for entry in ENTRIES.values() if entry.language == "python"]
MINIMAL = {
    "title": "t",
    "severity": "warning",
    "explanation": "e",
    "example": "x",
    "cure": "c",
}


def written(folder: Path, table: dict[str, str], code: str = "CAS0999") -> Path:
    """An index with one entry."""
    lines = [f"[{code}]", *(f'{key} = "{value}"' for key, value in table.items())]
    path = folder / "diagnostics.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_an_index_is_read(tmp_path: Path) -> None:
    """All that an entry says comes back; examples are Castle unless it says otherwise."""
    (entry,) = read_codes(written(tmp_path, MINIMAL))
    assert entry == CodeEntry("CAS0999", "t", Severity.WARNING, "e", "x", "c", "castle")
    (entry,) = read_codes(written(tmp_path, {**MINIMAL, "language": "yaml"}))
    assert entry.language == "yaml"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"title": ""}, "lacks ['title']"),
        ({"titel": "t"}, "should not have ['titel']"),
        ({"severity": "fatal"}, "'fatal'"),
        ({"language": "klingon"}, "language"),
    ],
)
def test_an_entry_is_complete(tmp_path: Path, change: dict[str, str], told: str) -> None:
    """What is missing, or is not known, is told with the code."""
    with pytest.raises(AigrError, match=re.escape(told)):
        read_codes(written(tmp_path, {**MINIMAL, **change}))


@pytest.mark.parametrize("text", ["[CAS99]", "CAS0999 = 3", "[CAS0999]\ntitle = 3", "=", "\xff"])
def test_what_is_no_index_is_refused(tmp_path: Path, text: str) -> None:
    """The error names the file."""
    path = tmp_path / "diagnostics.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(AigrError, match=r"diagnostics\.toml"):
        read_codes(path)
    with pytest.raises(AigrError, match=r"missing\.toml"):
        read_codes(tmp_path / "missing.toml")


def test_the_index_has_each_code_that_occurs_and_no_other() -> None:
    """What castle.aigr can report is explained."""
    texts = [path.read_text(encoding="utf-8") for path in LEAF.rglob("*.py")]
    assert list(ENTRIES) == sorted({code for t in texts for code in re.findall('"(CAS\\d{4})"', t)})


def provoked(world: Any, code: str, severity: Severity) -> set[str]:
    """What is reported after some code has changed the world; warnings only about such."""
    helpers = {name: getattr(world, name) for name in dir(world) if not name.startswith("_")}
    names = {name: getattr(castle.aigr, name) for name in castle.aigr.__all__}
    try:
        exec(code, {**names, **helpers, "save": lambda forest, _: save(forest, io.BytesIO())})
    except DiagnosticError as error:
        return {diagnostic.code for diagnostic in error.diagnostics}
    found = verify(world.forest)
    if severity is Severity.WARNING:
        found += advise(world.forest)
    return {diagnostic.code for diagnostic in found}


@pytest.mark.parametrize("entry", RUN, ids=lambda entry: entry.code)
def test_each_example_provokes_its_code(world: Any, entry: CodeEntry) -> None:
    """It and no other, save where a file would be needed."""
    if "load(" not in entry.example:
        assert provoked(world, entry.example, entry.severity) == {entry.code}


@pytest.mark.parametrize("entry", RUN, ids=lambda entry: entry.code)
def test_each_cure_is_one(world: Any, entry: CodeEntry) -> None:
    """What the index recommends is sound."""
    if "load(" not in entry.cure:
        assert provoked(world, entry.cure, entry.severity) == set()
