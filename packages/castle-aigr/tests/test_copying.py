"""Copies and comparisons of generated graphs, beside a naive listing of what a graph holds."""

import dataclasses
import struct
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from castle.aigr import (
    Body,
    Forest,
    Identifier,
    Location,
    NameSpace,
    Node,
    Return,
    Role,
    SourceFile,
    copy,
    equal,
    walk,
)
from castle.TESTDOUBLES.aigr.programs import any_forest

seeds = st.integers(0, 2**32)


def listing(root: Node) -> list[object]:
    """All that a graph holds but locations: by the numbers that its nodes have in order."""
    nodes: list[Node] = []

    def collect(node: Node) -> None:
        nodes.append(node)
        for field in dataclasses.fields(node):
            if field.metadata["role"] is Role.CHILD:
                value = getattr(node, field.name)
                for one in value if isinstance(value, list) else [value]:
                    if one is not None:
                        collect(one)

    collect(root)
    numbers = {id(node): number for number, node in enumerate(nodes)}
    return [
        (type(node), field.name, plain(getattr(node, field.name), numbers))
        for node in nodes
        for field in dataclasses.fields(node)
        if field.metadata["role"] is not None
    ]


def plain(value: Any, numbers: dict[int, int]) -> object:
    """A value that is equal to another when they mean the same."""
    if isinstance(value, Node):
        return ("node", numbers.get(id(value), id(value)))
    if isinstance(value, list | tuple):
        return (type(value), [plain(one, numbers) for one in value])
    return (type(value), struct.pack("<d", value) if isinstance(value, float) else value)


def changed(random: Random, forest: Forest) -> str:
    """Change one field of a node of a forest, in a way that may make no difference."""
    node = random.choice([node for node in walk(forest) if node.visitors.fields])
    others = list(walk(any_forest(random, 30)))
    field = random.choice([f for f in dataclasses.fields(node) if f.metadata["role"]])
    value = getattr(node, field.name)
    if isinstance(value, list):
        value[:] = random.choice([value[::-1], [], [*value, random.choice(others)]])
    elif field.metadata["role"] is Role.DATA:
        new = random.choice([value, None, "", 0, 0.0, -0.0, 1, True, (), "x", ("x",), (1, 1.0)])
        setattr(node, field.name, new)
    else:
        setattr(node, field.name, random.choice([None, value, copy(value) if value else None]))
    return f"{node!r}.{field.name}"


@given(seeds)
def test_a_copy_holds_the_same_in_nodes_of_its_own(seed: int) -> None:
    """A copy is equal to what it was made of, has its locations, and shares no node with it."""
    forest = any_forest(Random(seed), 80)
    twin = copy(forest)
    assert listing(twin) == listing(forest)
    assert equal(twin, forest)
    assert [node.location for node in walk(twin)] == [node.location for node in walk(forest)]
    assert not {*map(id, walk(twin))} & {*map(id, walk(forest))}


@given(seeds)
def test_lists_of_a_copy_are_its_own(seed: int) -> None:
    """What is done to the lists of a copy is not done to the original."""
    forest = any_forest(Random(seed), 50)
    before, twin = listing(forest), copy(forest)
    for node in list(walk(twin)):
        for field in node.visitors.fields:
            if field.many:
                getattr(node, field.name).clear()
    assert listing(forest) == before


@given(seeds)
def test_graphs_are_equal_when_they_hold_the_same(seed: int) -> None:
    """After a change somewhere, `equal` says what a naive comparison of all fields says."""
    random = Random(seed)
    forest = any_forest(random, 40)
    twin = copy(forest)
    where = changed(random, twin)
    same = listing(twin) == listing(forest)
    assert equal(twin, forest) is same, where
    assert equal(forest, twin) is same, where


def test_references_out_of_a_copied_tree_stay() -> None:
    """A copied part refers to what the part refers to."""
    space = NameSpace("a")
    use = Identifier("a", space)
    assert copy(use).target is space
    assert equal(copy(use), use)
    assert not equal(use, Identifier("a", NameSpace("a")))


def test_a_node_that_is_owned_twice_makes_no_tree() -> None:
    """What owns a node twice differs from what owns two, either way round."""
    one = Return()
    assert not equal(Body([one, one]), Body([Return(), Return()]))
    assert not equal(Body([Return(), Return()]), Body([one, one]))


def test_a_copy_has_the_locations_of_the_original() -> None:
    """A copy stands where the original stands."""
    place = Location(SourceFile("a.Castle", "{ }"), 0, 3)
    assert copy(Body(location=place)).location is place
