"""Plugins on a command line."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castle.monorail.configuration import specified
from castle.monorail.errors import ConfigurationError


def values(text: str, **more: Any) -> list[Any]:
    """What each plugin of a text gets."""
    found = specified("transformers", text, name="t", folder=Path("/"), more=more)
    return [section.values for section in found.sections]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a", [{"module": "a"}]),
        ("a,b.c", [{"module": "a"}, {"module": "b.c"}]),
        ("a{}", [{"module": "a"}]),
        (" a { x = 1 } , b ", [{"module": "a", "x": 1}, {"module": "b"}]),
        ("a{x=1,y=[1,2],z={k: v}}", [{"module": "a", "x": 1, "y": [1, 2], "z": {"k": "v"}}]),
        ("a{x='}, {',y=\"]\"}", [{"module": "a", "x": "}, {", "y": "]"}]),
        ("a{x='it''s'}", [{"module": "a", "x": "it's"}]),
        ("a:Class{x=no}", [{"module": "a:Class", "x": "no"}]),
    ],
)
def test_text(text: str, wanted: list[Any]) -> None:
    """Values are those of YAML; quotes, brackets and braces keep commas together."""
    assert values(text) == wanted


def test_keys_that_the_text_does_not_give() -> None:
    """What is given beside it yields to the text."""
    assert values("a{x=1},b", x=2) == [{"module": "a", "x": 1}, {"module": "b", "x": 2}]


@given(st.text(alphabet="ab{}[]=,'\" 1\\:", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing else is raised, and every refusal points into the text."""
    try:
        values(text)
    except ConfigurationError as error:
        places = [found.location for found in error.diagnostics]
        assert all(place is not None and place.start <= len(text) for place in places)


@pytest.mark.parametrize("text", ["\udcff", "a{x=\udcff}", "a{\udcff=1}"])
def test_other_bytes(text: str) -> None:
    """What a command line gives for bytes that are no UTF-8 is refused."""
    with pytest.raises(ConfigurationError, match="bytes that are not UTF-8"):
        values(text)
