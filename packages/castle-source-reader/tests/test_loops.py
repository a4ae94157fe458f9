"""Loops, choices and locals that stay, as nodes."""

from collections.abc import Callable
from typing import TypeVar

import pytest

from castle.aigr import (
    Break,
    Case,
    Continue,
    For,
    Forest,
    Identifier,
    LocalVariable,
    Match,
    Node,
    verify,
    walk,
)

T = TypeVar("T", bound=Node)
InBody = Callable[[str], Forest]


def only(forest: Forest, kind: type[T]) -> T:
    """The one node of a kind."""
    (found,) = [node for node in walk(forest) if isinstance(node, kind)]
    return found


def text(node: Node) -> str:
    """What a node was read from."""
    place = node.location
    assert place is not None
    assert place.file.text is not None
    return place.file.text[place.start : place.end]


def test_a_loop_over_a_list(in_body: InBody) -> None:
    """Its variable is what the names in its body name; `in` is a word of its own here only."""
    line = "for (i in range(0, 3)) { .n := i; if (.b) { break; } continue; }"
    forest = in_body(f"{line} int in := 1;")
    loop = only(forest, For)
    assert (text(loop), text(loop.variable), text(loop.iterable)) == (line, "i", "range(0, 3)")
    assert [n.target for n in walk(loop) if isinstance(n, Identifier) and n.name == "i"] == [
        loop.variable
    ]
    assert (text(only(forest, Break)), text(only(forest, Continue))) == ("break;", "continue;")
    assert verify(forest) == []


def test_a_match(in_body: InBody) -> None:
    """Cases have one value or more; `else` is apart from them."""
    line = "match x + 1 { case 1, -2: { .n := 1; } case 3: { } else: { } }"
    forest = in_body(line)
    match = only(forest, Match)
    assert (text(match), text(match.subject)) == (line, "x + 1")
    assert [[text(v) for v in case.values] for case in match.cases] == [["1", "-2"], ["3"]]
    assert [text(n) for n in walk(match) if isinstance(n, Case)][1] == "case 3: { }"
    assert match.orelse is not None
    assert verify(forest) == []


@pytest.mark.parametrize("line", ["local int k := 3;", "local int k;"])
def test_a_local_that_is_kept(in_body: InBody, line: str) -> None:
    """It is a local with a mark; others have none."""
    forest = in_body(f"{line} int other;")
    kept, other = [node for node in walk(forest) if isinstance(node, LocalVariable)]
    assert (kept.retained, other.retained, text(kept)) == (True, False, line)
    assert verify(forest) == []
