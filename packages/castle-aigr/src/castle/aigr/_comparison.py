"""Structural comparison of two graphs."""

import struct
from typing import Any

from castle.aigr._fields import Role
from castle.aigr._node import Node


def equal(left: Node, right: Node) -> bool:
    """Whether two trees have the same shape, the same data, and references to matching nodes.

    Locations are ignored. A reference out of the tree matches the very same node only. What owns a
    node twice, and so is no tree, equals nothing.
    """
    counterparts: dict[int, Node] = {}
    others: set[int] = set()
    pending: list[tuple[Node | None, Node | None]] = []
    stack: list[tuple[Node, Node]] = [(left, right)]
    while stack:
        one, other = stack.pop()
        if type(one) is not type(other) or id(one) in counterparts or id(other) in others:
            return False
        counterparts[id(one)] = other
        others.add(id(other))
        if not _pair(one, other, stack, pending):
            return False
    return all(_matches(one, other, counterparts) for one, other in pending)


def _matches(one: Node | None, other: Node | None, counterparts: dict[int, Node]) -> bool:
    return counterparts.get(id(one), one) is other


def _pair(
    one: Node,
    other: Node,
    stack: list[tuple[Node, Node]],
    pending: list[tuple[Node | None, Node | None]],
) -> bool:
    for field in one.visitors.fields:
        mine, its = getattr(one, field.name), getattr(other, field.name)
        if field.role is Role.DATA:
            if not same_data(mine, its):
                return False
            continue
        pairs = _aligned(mine, its, field.many)
        if pairs is None:
            return False
        if field.role is Role.REFERENCE:
            pending += pairs
        elif not all(_push(pair, stack) for pair in pairs):
            return False
    return True


def _aligned(mine: Any, its: Any, many: bool) -> list[tuple[Node | None, Node | None]] | None:
    if not many:
        return [(mine, its)]
    return list(zip(mine, its, strict=True)) if len(mine) == len(its) else None


def _push(pair: tuple[Node | None, Node | None], stack: list[tuple[Node, Node]]) -> bool:
    one, other = pair
    if one is None or other is None:
        return one is other
    stack.append((one, other))
    return True


def same_data(one: object, other: object) -> bool:
    """Whether two data values are alike: 1, 1.0 and true differ, and so do 0.0 and -0.0."""
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same_data, one, other))
    if isinstance(one, float):
        return struct.pack("<d", one) == struct.pack("<d", other)
    return one == other
