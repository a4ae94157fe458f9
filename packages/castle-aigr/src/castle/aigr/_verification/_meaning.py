"""Invariants of the language, that every stage may rely on."""

from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from castle.aigr._diagnostics import Diagnostic
from castle.aigr._node import Node
from castle.aigr._nodes.namespaces import Forest
from castle.aigr._nodes.statements import LocalVariable
from castle.aigr._verification import (
    _arguments,
    _communication,
    _instantly,
    _kinds,
    _machines,
    _names,
    _places,
    _state_names,
)
from castle.aigr._verification._facts import Facts
from castle.aigr._verification._invariants import (
    Invariant,
    Scope,
    inside,
    invariants_of,
    opens_scope,
)

# Importing these put their invariants into the table.
INVARIANTS = (
    _arguments,
    _communication,
    _instantly,
    _kinds,
    _machines,
    _names,
    _places,
    _state_names,
)
OF_MACHINES = frozenset((_instantly.__name__, _machines.__name__))


class _Plan(NamedTuple):
    """What is done at the nodes of one class."""

    invariants: tuple[Invariant, ...]
    opens: bool
    local: bool
    push: Callable[[Any, list[Any]], None]


def check_meaning(
    forest: Forest, owners: dict[int, Node], modules: Collection[str] = ()
) -> list[Diagnostic]:
    """Report every broken invariant of a forest whose structure is sound.

    Where modules are named, only the invariants in these are looked at.
    """
    found: list[Diagnostic] = []
    plans: dict[type[Node], _Plan] = {}
    pending: list[tuple[Node, Scope]] = [(forest, Scope(Facts(forest, owners)))]
    owned: list[Node] = []
    while pending:
        node, scope = pending.pop()
        plan = plans.get(type(node))
        if plan is None:
            plan = plans[type(node)] = _plan(type(node), modules)
        for check in plan.invariants:
            found.extend(check(node, scope))
        if plan.local:
            scope.known.add(id(node))
        inner = inside(node, scope) if plan.opens else scope
        plan.push(node, owned)
        pending += [(each, inner) for each in owned]
        owned.clear()
    return found


def _plan(cls: type[Node], modules: Collection[str]) -> _Plan:
    wanted = [one for one in invariants_of(cls) if not modules or one.__module__ in modules]
    return _Plan(tuple(wanted), opens_scope(cls), issubclass(cls, LocalVariable), cls.visitors.push)
