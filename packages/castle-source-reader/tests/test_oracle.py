"""The grammar in `castle.lark` and the reader take the same texts for Castle.

`CASTLE_TEXTS=100000` compares them on that many texts.
"""

import os
from pathlib import Path
from random import Random

import pytest
from oracle import differs, is_derived, refusals
from texts import any_text, derived

TEXTS = int(os.environ.get("CASTLE_TEXTS", "1500"))
EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"


def _text(number: int) -> tuple[str, str]:
    return any_text(Random(number))


@pytest.mark.parametrize("first", range(0, TEXTS, 500))
def test_the_reader_takes_what_the_grammar_derives(first: int) -> None:
    """And refuses all else; each text is made anew from its number."""
    numbers = range(first, min(first + 500, TEXTS))
    assert [text for text in map(_text, numbers) if differs(*text)] == []


def test_many_texts_are_derived_and_many_are_not() -> None:
    """Neither side could say the same to all."""
    verdicts = [is_derived(*_text(number)) for number in range(300)]
    assert min(verdicts.count(True), verdicts.count(False)) > 80


@pytest.mark.parametrize("number", range(50))
def test_a_text_that_is_derived_is_read(number: int) -> None:
    """Without a mistake in it, the grammar and the reader have nothing against a text."""
    made = derived(Random(number), "moat")
    assert (is_derived(made, "moat"), refusals(made, "moat") or set()) == (True, set())


@pytest.mark.parametrize("statement", ["(a) := 1;", "f(1)(2);", "x := 1 < not y;", "if x { }"])
def test_both_refuse(statement: str) -> None:
    """Some that a grammar could easily let through."""
    text = f"implement A {{ f() {{ {statement} }} }}"
    assert not is_derived(text)
    assert refusals(text)


@pytest.mark.parametrize(
    "path", sorted(EXAMPLES.rglob("*.[MC][oa]*t*")), ids=lambda path: path.name
)
def test_the_examples_are_derived(path: Path) -> None:
    """Every file of the documentation is Castle by the grammar."""
    assert is_derived(path.read_text(encoding="utf-8"), path.suffix[1:].lower())
