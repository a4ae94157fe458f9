"""Putting nodes in the place of others."""

from typing import Any, NamedTuple

from castle.aigr._fields import Role
from castle.aigr._node import Node
from castle.aigr._registry import kind_of
from castle.aigr._rewriting._rules import RewriteError, RewriteRule, rule_name
from castle.aigr._traversal import walk
from castle.aigr._visitors import FieldInfo


class Replacement(NamedTuple):
    """What takes the place of a node."""

    old: Node
    """The node; kept, so that nothing else gets its identity."""
    new: list[Node]
    """What takes its place, in order."""
    rule: RewriteRule
    """The rule that says so."""


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


def rebuild(node: Node, pending: dict[int, Replacement]) -> None:
    """Put what takes the place of a node's children into its fields, and strike it off the list."""
    for field in node.visitors.fields:
        if field.role is Role.CHILD:
            value = getattr(node, field.name)
            if field.many:
                value[:] = [new for item in value for new in _new(item, pending)]
            elif id(value) in pending:
                setattr(node, field.name, _single(node, field, pending.pop(id(value))))


def _new(item: Node, pending: dict[int, Replacement]) -> list[Node]:
    found = pending.pop(id(item), None)
    return [item] if found is None else found.new


def _single(owner: Node, field: FieldInfo, found: Replacement) -> Node | None:
    if len(found.new) == 1:
        return found.new[0]
    if not found.new and field.optional:
        return None
    where = f"{type(owner).__name__}.{field.name}"
    message = f"{len(found.new)} nodes for {where}, which takes one"
    raise RewriteError(message, found.old, rule_name(found.rule))


def redirect(root: Node, moved: dict[int, Replacement]) -> None:
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
                elif id(value) in moved:
                    setattr(node, field.name, _final(value, moved))


def _final(target: Any, moved: dict[int, Replacement]) -> Any:
    passed: set[int] = set()
    while (found := moved.get(id(target))) is not None and len(found.new) == 1:
        if id(target) in passed:  # two that took each other's place, and then went
            break
        passed.add(id(target))
        target = found.new[0]
    return target
