"""Walking the tree and following the graph, as the fields say."""

from collections.abc import Iterator
from typing import Any

from castle.aigr._node import Node

_END: Any = object()


def walk(root: Node) -> Iterator[Node]:
    """Yield a node and everything it owns, parents first, children in order.

    The children of a node are looked up after it was yielded, so a consumer may replace them.
    """
    stack: list[Any] = [_END]
    node = root
    while node is not _END:
        yield node
        node = node.next_in(stack)


def children(node: Node) -> list[Node]:
    """The nodes that a node owns directly, in order."""
    found: list[Node] = []
    node.visitors.children(node, found)
    return found


def references(node: Node) -> list[Node]:
    """The nodes owned elsewhere that a node refers to, in order."""
    found: list[Node] = []
    node.visitors.references(node, found)
    return found
