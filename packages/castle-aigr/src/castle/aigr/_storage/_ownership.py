"""Whether the nodes of a file make one tree."""

from collections.abc import Iterator
from typing import NoReturn

from castle.aigr._fields import Role
from castle.aigr._node import Node
from castle.aigr._storage._damage import NO_TREE, DamagedError, Step, path_of
from castle.aigr._traversal import walk

Groups = dict[str, list[Node]]
"""All nodes of a file by kind, in the order of the file."""


def check_tree(root: Node, root_number: int, owned: list[int], groups: Groups) -> None:
    """Raise DamagedError unless each node but the root is owned, once, and reached from the root.

    Args:
        root: where the tree begins.
        root_number: its number in the file.
        owned: the numbers that stand in fields of children.
        groups: all nodes.
    """
    others = sum(map(len, groups.values())) - 1
    distinct = set(owned)
    once = len(owned) == len(distinct) == others
    # Only where no node is owned twice does a walk end before its stack outgrows the file.
    if not once or root_number in distinct or sum(1 for _ in walk(root)) != others + 1:
        _explain(root, groups)


def _explain(root: Node, groups: Groups) -> NoReturn:
    owners: dict[int, tuple[Step, ...]] = {}
    for child, place in _children(groups):
        if child is root:
            raise DamagedError("the root is owned here", *place, code=NO_TREE)
        if id(child) in owners:
            message = f"this node is owned already by {path_of(owners[id(child)])}"
            raise DamagedError(message, *place, code=NO_TREE)
        owners[id(child)] = place
    for kind, group in groups.items():
        for index, node in enumerate(group):
            if node is not root and id(node) not in owners:
                place = ("nodes", kind, "at", "source", index)
                raise DamagedError("no node owns this one", *place, code=NO_TREE)
    reached = set(map(id, walk(root)))
    place = next(place for key, place in owners.items() if key not in reached)
    raise DamagedError("nodes own each other in a circle", *place, code=NO_TREE)


def _children(groups: Groups) -> Iterator[tuple[Node, tuple[Step, ...]]]:
    for kind, group in groups.items():
        for field in group[0].visitors.fields if group else ():
            if field.role is Role.CHILD:
                for row, node in enumerate(group):
                    value = getattr(node, field.name)
                    place = ("nodes", kind, "fields", field.name, row)
                    if field.many:
                        yield from ((item, (*place, index)) for index, item in enumerate(value))
                    elif value is not None:
                        yield value, place
