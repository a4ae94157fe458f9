"""Walks beside a naive one that goes by `dataclasses.fields`."""

import dataclasses
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castle.aigr import (
    Become,
    BinaryOperation,
    BinaryOperator,
    Body,
    Break,
    Constant,
    Forest,
    Identifier,
    Node,
    Return,
    Role,
    UnaryOperation,
    UnaryOperator,
    children,
    references,
    walk,
)
from castle.TESTDOUBLES.aigr.programs import any_forest

seeds = st.integers(0, 2**32)


def values(node: Node, role: Role) -> list[Node]:
    """The nodes in the fields of a role, by looking at each field."""
    found: list[Node] = []
    for field in dataclasses.fields(node):
        if field.metadata["role"] is role:
            value = getattr(node, field.name)
            found += value if isinstance(value, list) else [] if value is None else [value]
    return found


def naive_walk(node: Node) -> Iterator[Node]:
    """A node and what it owns, by recursion."""
    yield node
    for one in values(node, Role.CHILD):
        yield from naive_walk(one)


@given(seeds)
def test_a_walk_meets_every_node_in_order(seed: int) -> None:
    """Parents first, children in the order of the fields, each once."""
    forest = any_forest(Random(seed), 100)
    assert [*map(id, walk(forest))] == [*map(id, naive_walk(forest))]


@given(seeds)
def test_children_and_references_are_what_the_fields_hold(seed: int) -> None:
    """No field is forgotten, whatever the class."""
    for node in naive_walk(any_forest(Random(seed), 100)):
        assert [*map(id, children(node))] == [*map(id, values(node, Role.CHILD))]
        assert [*map(id, references(node))] == [*map(id, values(node, Role.REFERENCE))]


@given(seeds)
def test_going_on_from_a_node_leaves_the_rest_on_the_stack(seed: int) -> None:
    """A step goes to the first child, or the last; or back to what was left."""
    rest = Constant(0)
    for node in naive_walk(any_forest(Random(seed), 50)):
        owned = values(node, Role.CHILD)
        stack: list[Node] = [rest]
        assert [node.visitors.step("on", forwards=True)(node, stack), *stack[::-1]] == [
            *owned,
            rest,
        ]
        stack = [rest]
        assert [node.last_in(stack), *stack[::-1]] == [*owned[::-1], rest]


@pytest.mark.parametrize("count", range(7))
def test_lists_of_any_length_are_walked_in_order(count: int) -> None:
    """Of a list that comes first in a node, and of one that comes after it."""
    targets = [Identifier(f"a{number}") for number in range(count)]
    values = [Constant(number) for number in range(count)]
    become = Become(targets, values)  # type: ignore[arg-type]  # lists of narrower types
    assert list(walk(become)) == [become, *targets, *values]
    assert list(walk(Body([become, Break()])))[1:-1] == list(walk(become))


@given(seeds)
def test_push_puts_the_first_child_on_top(seed: int) -> None:
    """What goes by a stack meets children in order."""
    for node in naive_walk(any_forest(Random(seed), 50)):
        stack: list[Node] = []
        node.visitors.push(node, stack)
        assert stack[::-1] == values(node, Role.CHILD)


def test_walk_yields_each_node_once(filter_program: Forest) -> None:
    """References are no way for a walk: what is referred to is met where it is owned."""
    order = list(walk(filter_program))
    assert len({id(node) for node in order}) == len(order)


def test_references_lead_to_the_declaration(filter_program: Forest) -> None:
    """The use of a name refers to what it names."""
    uses = [node for node in walk(filter_program) if isinstance(node, Identifier)]
    assert uses
    for use in uses:
        assert [target.name for target in references(use)] == ["n"]  # type: ignore[attr-defined]


def test_children_may_be_replaced_when_their_parent_is_met() -> None:
    """A walk looks for the children of a node after it has given the node away."""
    total = BinaryOperation(BinaryOperator.ADD, Constant(1), Constant(2))
    met = []
    for node in walk(total):
        met.append(node)
        if node is total:
            total.left = UnaryOperation(UnaryOperator.NEGATE, Constant(3))
    assert met == [total, total.left, total.left.operand, total.right]  # type: ignore[attr-defined]


def test_an_only_child_may_be_replaced_when_its_parent_is_met() -> None:
    """Also where a node owns one other, or may own one."""
    back = Return()
    met: list[Node] = []
    for node in walk(Body([back])):
        met.append(node)
        if node is back:
            back.value = Constant(1)
    assert met[1:] == [back, back.value]


def test_a_walk_passes_over_children_that_are_missing() -> None:
    """A broken graph, with None where a node must be, can be walked, and reported."""
    broken = BinaryOperation(BinaryOperator.ADD, None, Constant(2))  # type: ignore[arg-type]
    assert list(walk(broken)) == [broken, broken.right]
    broken = UnaryOperation(UnaryOperator.PLUS, None)  # type: ignore[arg-type,assignment]
    assert list(walk(broken)) == [broken]


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_a_walk_may_be_given_up(count: int) -> None:
    """A walk that is not finished leaves nothing behind, and another begins at the root."""
    body = Body([Body(), Body([Body()]), Body()])
    for _, node in zip(range(count), walk(body), strict=False):
        assert isinstance(node, Body)
    assert next(walk(body)) is body
