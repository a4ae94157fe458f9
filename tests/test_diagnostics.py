"""The index of all codes, and the page of the documentation that is generated from it.

`pytest tests/test_diagnostics.py --regenerate` writes the page.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import castle
import castle.aigr
import castle_launcher
from castle.aigr import DiagnosticError, read_codes
from castle.monorail.diagnostics import installed_codes, listening
from castle.readers.source import SourceReader

if TYPE_CHECKING:
    from castle.aigr import CodeEntry

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "diagnostics.md"
CODE = re.compile(r'(?:"|error\[)(CAS\d{4})(?:"|\])')
HEAD = """\
# Diagnostics

What each code means, by number; `castle explain CAS0108` shows the same. This page is generated
from the `diagnostics.toml` beside the code of each package, and not edited by hand.
"""
STAGES = {
    "CAS01": "Words and sentences of Castle",
    "CAS02": "Names and types of Castle",
    "CAS03": "Graphs",
    "CAS04": "AIGR files",
    "CAS05": "Transformers and machinery",
    "CAS06": "State machines",
    "CAS07": "Writers",
    "CAS08": "Configuration and plugins",
    "CAS09": "Engines and programs that run",
    "CAS10": "Backends",
    "CAS11": "Processors",
    "CAS12": "Systems",
    "CAS13": "Wheels and new plugins",
}


def page(entries: list[CodeEntry]) -> str:
    """The text of the page: a table of all codes for each stage, then an entry for each."""
    parts = [HEAD]
    for prefix, stage in STAGES.items():
        mine = [entry for entry in entries if entry.code.startswith(prefix)]
        if mine:
            rows = [
                f"| [{e.code}](#{e.code.lower()}) | {e.severity.value} | {e.title} |" for e in mine
            ]
            parts.append(
                "\n".join([f"## {stage}\n", "| code | | |", "| --- | --- | --- |", *rows, ""])
            )
            parts += [_entry(entry) for entry in mine]
    return "\n".join(parts)


def _entry(entry: CodeEntry) -> str:
    return "\n".join(
        [
            f"### {entry.code}\n",
            f"**{entry.title}** ({entry.severity.value})\n",
            f"{entry.explanation}\n",
            f"```{entry.language}\n{entry.example}\n```\n",
            f"Rather:\n\n```{entry.language}\n{entry.cure}\n```\n",
        ]
    )


def test_the_page_is_what_the_index_gives(request: pytest.FixtureRequest) -> None:
    """Who changes an entry generates the page anew."""
    codes, problems = installed_codes()
    text = page(list(codes.values()))
    if request.config.getoption("--regenerate"):
        PAGE.write_text(text, encoding="utf-8")
    assert problems == []
    assert PAGE.read_text(encoding="utf-8") == text, "write it with --regenerate"


def test_every_code_has_a_stage() -> None:
    """A new range of codes gets a heading of its own."""
    assert {code[:5] for code in installed_codes()[0]} - set(STAGES) == set()


def test_no_code_is_explained_in_two_packages() -> None:
    """A code belongs to one leaf; others may report it, too."""
    paths = [path for path in _files("diagnostics.toml") if path.suffix == ".toml"]
    codes = [entry.code for path in paths for entry in read_codes(path)]
    assert sorted(codes) == sorted(set(codes))
    assert set(codes) == set(installed_codes()[0])


def test_every_code_that_is_reported_is_explained() -> None:
    """Whichever package reports it."""
    texts = [path.read_text(encoding="utf-8") for path in _files("*.py")]
    used = {code for text in texts for code in CODE.findall(text)}
    assert used - set(installed_codes()[0]) == set()


def _castle_of_graphs() -> list[object]:
    """The codes of graphs that authors of Castle meet, and whose examples are Castle."""
    entries = read_codes(Path(castle.aigr.__file__).with_name("diagnostics.toml"))
    return [pytest.param(one, id=one.code) for one in entries if one.language == "castle"]


@pytest.mark.parametrize("entry", _castle_of_graphs())
def test_what_is_told_of_graphs_is_told_of_their_source(entry: CodeEntry, tmp_path: Path) -> None:
    """The reader gives the code of the example and no other, and none of the cure."""
    assert _told(entry.example, tmp_path) == [entry.code]
    assert _told(entry.cure, tmp_path) == []


def _told(text: str, folder: Path) -> list[str]:
    file = folder / "example.Castle"
    file.write_text(text, encoding="utf-8")
    with listening() as warnings:
        try:
            SourceReader(files=[file]).inspect([file])
        except DiagnosticError as error:
            return [each.code for each in error.diagnostics]
    return [each.code for each in warnings]


def _files(pattern: str) -> list[Path]:
    """The files of the namespace, test doubles left out, and the launcher beside it."""
    roots = [Path(root) for root in castle.__path__]
    found = {path.resolve() for root in roots for path in root.rglob(pattern)}
    launcher = Path(castle_launcher.__file__).resolve()
    return sorted(path for path in {*found, launcher} if "TESTDOUBLES" not in path.parts)
