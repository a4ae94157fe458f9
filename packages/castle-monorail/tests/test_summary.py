"""The summary of a leaf."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castle.monorail._summary import first_line, summary_of


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ('"""One line."""\n', "One line."),
        ("'one'", "one"),
        ('"""\n    Begins below.\n\n    More."""', "Begins below."),
        ('# a comment\n\n  # another\nr"""A \\d pattern."""', "A \\d pattern."),
        ('\ufeff"""After a mark."""', "After a mark."),
        ('"""It says \\"hello\\"."""', 'It says "hello".'),
        ('"""Never closed', "Never closed"),
        ("import os\n'''No docstring.'''", ""),
        ('f"""Not a docstring."""', ""),
        ("", ""),
    ],
)
def test_first_line(text: str, summary: str) -> None:
    """The first line that says something is the summary."""
    assert first_line(text) == summary


def test_module_is_not_executed(tmp_path: Path) -> None:
    """A leaf that would fail, and is not even Python, still has its summary."""
    init = tmp_path / "__init__.py"
    init.write_text('"""Works, one day."""\nraise SystemExit(1)\nthis is not python\n')
    assert summary_of(str(init)) == "Works, one day."


def test_missing_file_has_no_summary(tmp_path: Path) -> None:
    """A file that cannot be read says nothing."""
    assert summary_of(str(tmp_path / "__init__.py")) == ""


# What `repr` does not write as a number: those escapes are not worth their decoding here.
printable = st.characters(codec="utf-8", categories=("L", "N", "P", "S"), include_characters=" ")
texts = st.text(printable, max_size=30)


@given(texts, texts, st.sampled_from(["", "#!/bin/sh\n", "\n\n# x\n"]))
def test_agrees_with_the_compiler(first: str, second: str, before: str) -> None:
    """Where the module can be compiled, its docstring begins as the compiler says."""
    source = f"{before}{f'{first}{chr(10)}{second}'!r}\n"
    docstring = ast.get_docstring(ast.parse(source)) or ""
    lines = docstring.strip().splitlines()
    assert first_line(source) == (lines[0].strip() if lines else "")
