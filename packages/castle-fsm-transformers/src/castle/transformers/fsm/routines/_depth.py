"""How deep code is nested, and how long its choices are: a reader takes so much and no more."""

from collections.abc import Sequence
from itertools import chain, islice

from castle.aigr import (
    BinaryOperation,
    Body,
    Case,
    Expression,
    If,
    Match,
    Node,
    Part,
    Statement,
    children,
    walk,
)

MOST = 64
"""How many branches an `if` may have, and how many braces and parentheses may be open."""


def height(code: Sequence[Node]) -> int:
    """How many braces and parentheses are open at most inside of code, or somewhat more."""
    highest = 0
    pending = [(node, 0) for node in code]
    while pending:
        node, depth = pending.pop()
        highest = max(highest, depth)
        pending += [(inner, depth + _opened(node, inner)) for inner in children(node)]
    return highest


def is_deeper(code: Sequence[Node], most: int) -> bool:
    """Whether the height of code is more than so many; most code has too few nodes for that."""
    nodes = chain.from_iterable(map(walk, code))
    fewest = most // 2  # because a node opens two at most
    return next(islice(nodes, fewest, None), None) is not None and height(code) > most


def branches(code: Sequence[Statement]) -> int:
    """How many branches code has that is nothing but one `if`; 0 when it is something else."""
    found = 0
    branch = code[0] if len(code) == 1 else None
    while isinstance(branch, If):
        found += 1
        branch = branch.orelse
    return found


def _opened(node: Node, inner: Node) -> int:
    """What is opened between a node and one that it owns: each operand may need parentheses."""
    match node, inner:
        case Match(), Body():
            return 2
        case (_, Body()) | (Match(), Case()):
            return 1
        case (Part(), _):
            return 0
        case BinaryOperation(), BinaryOperation():
            return int(node.operator is not inner.operator or inner is not node.left)
        case (Expression(), _):
            return 1
    return 0
