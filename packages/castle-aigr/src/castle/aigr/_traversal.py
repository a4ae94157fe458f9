"""Walking the tree and following the graph, as the fields say."""

from collections.abc import Iterator
from types import FunctionType

from castle.aigr._node import Node


def walk(root: Node) -> Iterator[Node]:
    """Yield a node and everything it owns, parents first, children in order.

    The children of a node are looked up after it was yielded, so a consumer may replace them.
    """
    stack: list[Node] = []
    back = stack.pop
    node = root
    try:
        while True:
            yield node
            ahead = node.ahead
            if ahead is None:
                node = back()
            elif type(ahead) is FunctionType:
                node = ahead(node, stack)
            else:
                node = ahead
    except IndexError:
        return  # the stack is empty


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
