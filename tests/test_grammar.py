"""The page of the documentation that shows the grammar, which is generated from it.

`pytest tests/test_grammar.py --regenerate` writes the page.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "language" / "grammar.md"
GRAMMAR = ROOT / "packages" / "castle-source-reader" / "tests" / "castle.lark"
HEAD = """\
# Grammar

Which texts are Castle. This page is generated from the grammar that the tests make a parser of,
`packages/castle-source-reader/tests/castle.lark`: the reader has to take what it derives, and to
refuse all else.

How to read it: a rule `name: ...` says what a `name` is made of, in this order; `|` separates
choices, `?` follows what may be absent, `*` what may stand any number of times or be absent. Words
and signs of Castle stand between quotes. Names in capitals are described by regular expressions,
and what `%ignore` names may stand between any two words. A file is derived from `moat` or `castle`.

What no grammar can say is not here: that a name is declared, that types fit, how deep things may be
nested, that as many values as targets are assigned. How open points were decided is said in
[decisions](decisions.md).
"""


def page(grammar: str) -> str:
    """The text of the page: a section for each title, its comments as text."""
    parts = [HEAD]
    for paragraph in grammar.strip().split("\n\n"):
        lines = paragraph.splitlines()
        title = re.fullmatch("// == (.*) ==", lines[0])
        if title:
            parts.append(f"## {title[1]}\n")
            del lines[0]
        if lines and lines[0].startswith("//"):
            parts.append("\n".join(line.removeprefix("// ") for line in lines) + "\n")
        elif lines:
            parts.append("```lark\n" + "\n".join(lines) + "\n```\n")
    return "\n".join(parts)


def test_the_page_is_what_the_grammar_gives(request: pytest.FixtureRequest) -> None:
    """Who changes the grammar generates the page anew."""
    text = page(GRAMMAR.read_text(encoding="utf-8"))
    if request.config.getoption("--regenerate"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text, "write it with --regenerate"
