"""Copies of guards and actions, and where what was made comes from."""

from collections.abc import Mapping
from typing import TypeVar

from castle.aigr import HandlerParameter, Identifier, Location, Node, copy, kind_of, walk

N = TypeVar("N", bound=Node)


def copied(node: N, parameters: Mapping[HandlerParameter, HandlerParameter] | None = None) -> N:
    """Copy a guard or an action; what it takes from its event, it takes from other parameters."""
    twin = copy(node)
    for each in walk(twin) if parameters else ():
        if isinstance(each, Identifier) and isinstance(each.target, HandlerParameter):
            found = parameters.get(each.target) if parameters else None
            if found is not None:
                each.target, each.name = found, found.name
    return twin


def derived(node: Node) -> Location | None:
    """The place of what is made from a node."""
    place = node.location
    if place is None:
        return None
    return place._replace(derived_from=place.derived_from or kind_of(type(node)))
