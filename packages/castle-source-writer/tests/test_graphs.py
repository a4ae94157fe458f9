"""Graphs, whoever made them: what is written reads as the same graph."""

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from taming import forget, tame_file

from castle.aigr import (
    BinaryOperation,
    BinaryOperator,
    Body,
    ComponentImplementation,
    Constant,
    DiagnosticError,
    Expression,
    Forest,
    Identifier,
    Method,
    NamedType,
    NameSpace,
    Part,
    Return,
    Self,
    SourceNS,
    UnaryOperation,
    UnaryOperator,
    dump,
    equal,
    verify,
)
from castle.readers.source import SourceReader
from castle.TESTDOUBLES.aigr.programs import any_forest, program, source
from castle.writers.source import SourceWriter
from castle.writers.source._program import text, texts

Parsed = Callable[[str], NameSpace]

EXAMPLES = int(os.environ.get("CASTLE_EXAMPLES", "60"))
SEEDS = st.integers(0, 10**9)


def again(forest: Forest, folder: Path, main: str) -> Forest:
    """Write a program, and read what was written."""
    SourceWriter().write(forest, folder)
    return SourceReader(files=[folder / main]).read([])


@pytest.mark.parametrize("seed", range(8))
def test_a_program_without_source_reads_as_it_was_made(seed: int, tmp_path: Path) -> None:
    """Nothing in it has a location; what was written is written the same again."""
    forest = program(Random(seed), 4)
    found = again(forest, tmp_path / "first", "main.Castle")
    assert equal(found, forest)
    again(found, tmp_path / "second", "main.Castle")
    assert _contents(tmp_path / "first") == _contents(tmp_path / "second")


@pytest.mark.parametrize("seed", range(8))
def test_a_program_reads_as_before(seed: int, tmp_path: Path) -> None:
    """All of the language, names resolved; what was written is written the same again."""
    files = source(Random(seed), 2)
    main = next(iter(files))
    for name, written in files.items():
        (tmp_path / name).write_text(written, encoding="utf-8")
    forest = SourceReader(files=[tmp_path / main]).read([])
    found = again(forest, tmp_path / "first", main)
    assert equal(found, forest)
    assert verify(found) == verify(forest)
    again(found, tmp_path / "second", main)
    assert _contents(tmp_path / "first") == _contents(tmp_path / "second")


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@settings(max_examples=2 * EXAMPLES, deadline=None)
@given(SEEDS)
def test_any_tree_reads_as_it_was_made_or_is_refused(parsed: Parsed, seed: int) -> None:
    """Whether it means something or not: as soon as the grammar has words for it."""
    space = tame_file(Random(seed))
    written = _written(space) if space is not None else None
    if space is not None and written is not None:
        found = parsed(written)
        assert text(found) == written
        forget(found)
        assert dump(found) == dump(space)


@settings(max_examples=EXAMPLES, deadline=None)
@given(SEEDS)
def test_any_graph_is_written_or_refused(seed: int) -> None:
    """However wild its names and values; nothing else is ever raised."""
    forest = any_forest(Random(seed), 100)
    written = [_written(space) for space in forest.namespaces]
    assert len(written) == len(forest.namespaces)


def _written(space: NameSpace) -> str | None:
    """The text of a namespace, or None where it was refused in the one way there is."""
    try:
        return text(space)
    except DiagnosticError as error:
        if [found.code for found in error.diagnostics] != ["CAS0721"]:
            raise
        return None


@settings(max_examples=2 * EXAMPLES, deadline=None)
@given(SEEDS)
def test_no_parentheses_can_be_left_out(parsed: Parsed, seed: int) -> None:
    """Without any pair of them the tree is another, or there is none."""
    written = text(_returning(_operation(Random(seed), 4)))
    tree = dump(parsed(written))
    for opening, closing in _pairs(written):
        before, inside, behind = (
            written[:opening],
            written[opening + 1 : closing],
            written[closing + 1 :],
        )
        try:
            assert dump(parsed(f"{before} {inside} {behind}")) != tree, written
        except DiagnosticError:
            continue


def _returning(value: Expression) -> SourceNS:
    method = Method("m", Body([Return(value)]))
    return SourceNS("x", [ComponentImplementation("X", NamedType("X"), [method])], "x.Castle")


def _operation(random: Random, depth: int) -> Expression:
    """An expression of operators."""
    kind = random.randrange(4) if depth else 0
    if kind == 0:
        leaf = [Identifier("a"), Constant(7), Part(Self(), "b"), Constant(-(2**63))]
        return random.choice(leaf)
    if kind == 1:
        return UnaryOperation(random.choice(list(UnaryOperator)), _operation(random, depth - 1))
    sides = _operation(random, depth - 1), _operation(random, depth - 1)
    return BinaryOperation(random.choice(list(BinaryOperator)), *sides)


def _pairs(written: str) -> list[tuple[int, int]]:
    """The parentheses that hold an expression together: those of the method hold nothing."""
    found, opened = [], []
    for place, character in enumerate(written):
        if character == "(":
            opened.append(place)
        elif character == ")":
            found.append((opened.pop(), place))
    return [(opening, closing) for opening, closing in found if closing > opening + 1]


def test_a_graph_that_is_too_deep_is_refused() -> None:
    """The stack of the process is not at its mercy."""
    value: Expression = Identifier("a")
    for _ in range(50_000):
        value = UnaryOperation(UnaryOperator.NEGATE, value)
    with pytest.raises(DiagnosticError, match="CAS0724"):
        texts(Forest([_returning(value)]))
