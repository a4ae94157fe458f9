"""What keeps the time to read in proportion to the text, without a clock."""

import gc
from collections.abc import Callable, Iterator

import pytest

from castle.aigr import Forest, SourceFile
from castle.readers.source._problems import Problems
from castle.readers.source._syntax._source import parse

TEXT = "component A { } implement A { int n; " + "f() { .n := 1 + 2 * .n; }\n" * 1000 + "}"


@pytest.fixture
def collections() -> Iterator[list[str]]:
    """The garbage collections that happen, as a list that grows."""
    found: list[str] = []

    def note(phase: str, _: dict[str, int]) -> None:
        found.append(phase)

    gc.callbacks.append(note)
    yield found
    gc.callbacks.remove(note)


def test_no_garbage_is_collected_while_text_becomes_nodes(collections: list[str]) -> None:
    """Each collection would look at all nodes made so far; the one that was due comes after."""
    collections.clear()
    space = parse(SourceFile("a", TEXT), TEXT, "a", "a.Castle", Problems())
    assert collections.count("start") <= 1
    assert len(space.declarations) == 2
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off(read: Callable[..., Forest]) -> None:
    """Whoever switched it off has reasons."""
    gc.disable()
    try:
        read("component A { }")
        assert not gc.isenabled()
    finally:
        gc.enable()
