"""Putting nodes in the place of others."""

from typing import Any

from castle.aigr._fields import Role
from castle.aigr._node import Node
from castle.aigr._registry import kind_of
from castle.aigr._rewriting._rules import RewriteError
from castle.aigr._traversal import walk
from castle.aigr._visitors import FieldInfo

Replacements = dict[int, tuple[Node, list[Node]]]
"""By the identity of a node: the node itself, kept alive, and what takes its place."""


def adopt(old: Node, new: list[Node]) -> None:
    """Give new nodes that have no location that of the node whose place they take.

    The location then also says from what kind of node they were derived.
    """
    if old.location is None:
        return
    location = old.location._replace(derived_from=old.location.derived_from or kind_of(type(old)))
    stack = list(new)
    while stack:
        node = stack.pop()
        if node.location is None:
            node.location = location
            node.visitors.children(node, stack)


def rebuild(node: Node, pending: Replacements) -> None:
    """Put what takes the place of a node's children into its fields, and strike it off the list."""
    for field in node.visitors.fields:
        if field.role is Role.CHILD:
            value = getattr(node, field.name)
            if field.many:
                value[:] = [new for item in value for new in _new(item, pending)]
            elif value is not None:
                setattr(node, field.name, _single(node, field, value, pending))


def _new(item: Node, pending: Replacements) -> list[Node]:
    return pending.pop(id(item), (item, [item]))[1]


def _single(owner: Node, field: FieldInfo, value: Node, pending: Replacements) -> Node | None:
    new = _new(value, pending)
    if len(new) == 1:
        return new[0]
    if not new and field.optional:
        return None
    where = f"{type(owner).__name__}.{field.name}"
    raise RewriteError(f"{len(new)} nodes for {where}, which takes one", value, "rewrite")


def redirect(root: Node, moved: Replacements) -> None:
    """Let references to nodes that were replaced lead to what took their place.

    A node that still is in the tree keeps what refers to it. One that was removed, or replaced by
    several, leaves references to it as they are; `verify` reports them.
    """
    for node in walk(root):
        moved.pop(id(node), None)
    for node in walk(root) if moved else ():
        for field in node.visitors.fields:
            if field.role is Role.REFERENCE:
                value = getattr(node, field.name)
                if field.many:
                    value[:] = [_final(item, moved) for item in value]
                elif value is not None:
                    setattr(node, field.name, _final(value, moved))


def _final(target: Any, moved: Replacements) -> Any:
    while (found := moved.get(id(target))) is not None and len(found[1]) == 1:
        target = found[1][0]
    return target
