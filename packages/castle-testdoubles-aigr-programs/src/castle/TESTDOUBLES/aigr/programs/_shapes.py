"""What the field declarations say of how small a node of some class can be."""

from collections.abc import Iterable
from functools import cache

from castle.aigr import FieldInfo, Node, Role, class_of, kinds

Choice = tuple[type[Node], ...]


@cache
def concrete(types: tuple[type, ...], families: str) -> Choice:
    """The node classes of some families that a field of these types takes, sorted by name."""
    known = (class_of(kind) for kind in kinds() if kind.startswith(families) or not families)
    return tuple(cls for cls in known if cls is not None and issubclass(cls, types))


@cache
def smallest(families: str) -> dict[type[Node], int]:
    """For each class, how many nodes deep the smallest tree is that it is the root of."""
    depth: dict[type[Node], int] = {}
    classes = concrete((Node,), families)
    while True:
        found = {cls: _depth(cls, depth, families) for cls in classes if cls not in depth}
        ready = {cls: height for cls, height in found.items() if height is not None}
        if not ready:
            return depth
        depth.update(ready)


def _depth(cls: type[Node], known: dict[type[Node], int], families: str) -> int | None:
    """The height of the smallest tree, or None while a child that it must have has no height."""
    heights = [0]
    for field in must_own(cls.visitors.fields):
        options = [known[c] for c in concrete(field.types, families) if c in known]
        if not options:
            return None
        heights.append(min(options))
    return 1 + max(heights)


def must_own(fields: Iterable[FieldInfo]) -> list[FieldInfo]:
    """The fields that hold one child, and never None."""
    return [f for f in fields if f.role is Role.CHILD and not f.many and not f.optional]
