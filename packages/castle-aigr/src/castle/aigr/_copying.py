"""Copies of trees."""

from typing import Any, TypeVar

from castle.aigr._node import Node
from castle.aigr._traversal import walk

N = TypeVar("N", bound=Node)


def copy(root: N) -> N:
    """Copy a tree; references within it lead to the copies, references out of it stay."""
    nodes = list(walk(root))
    twins: dict[int, Any] = {id(node): _blank(node) for node in nodes}
    for node in nodes:
        node.visitors.fill(twins[id(node)], node, twins)
    return twins[id(root)]  # type: ignore[no-any-return]  # the twin has the class of root


def _blank(node: Node) -> Node:
    twin = object.__new__(type(node))
    twin.location = node.location
    return twin
