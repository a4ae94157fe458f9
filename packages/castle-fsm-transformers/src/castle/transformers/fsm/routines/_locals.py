"""Names of variables in code that was put together of several blocks."""

from collections.abc import Iterable
from typing import TypeGuard

from castle.aigr import (
    Body,
    Declaration,
    For,
    Identifier,
    LocalVariable,
    LoopVariable,
    NamedType,
    Node,
    children,
    walk,
)
from castle.transformers.plugins.fsm import fresh

_Variable = LocalVariable | LoopVariable


def rename_variables(body: Body, parameters: Iterable[Declaration]) -> None:
    """Let no variable hide, or meet, a name that the code beside it uses without a dot.

    A block knew what it hides. What it came to stand beside, in one body, was written elsewhere.
    """
    used = {each.name for each in walk(body) if _is_from_outside(each)}
    _rename(body, used, {each.name for each in parameters})
    for use in walk(body):
        if isinstance(use, Identifier) and isinstance(use.target, _Variable):
            use.name = use.target.name


def _is_from_outside(node: Node) -> TypeGuard[Identifier | NamedType]:
    if isinstance(node, Identifier):
        return not isinstance(node.target, _Variable)
    return isinstance(node, NamedType)


def _rename(node: Node, used: set[str], known: set[str]) -> None:
    """Rename what a node declares; what is known there grows as far as its braces."""
    inside = set(known) if isinstance(node, Body | For) else known
    for each in children(node):
        if isinstance(each, _Variable):
            each.name = fresh(each.name, inside | used)
            inside.add(each.name)
        _rename(each, used, inside)
