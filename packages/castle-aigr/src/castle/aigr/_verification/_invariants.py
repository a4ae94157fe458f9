"""The table of invariants, by the class of node that they are about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from castle.aigr._diagnostics import Diagnostic
from castle.aigr._node import Node
from castle.aigr._nodes.handlers import (
    DefaultHandler,
    EventHandler,
    Init,
    Method,
    PowerOn,
)
from castle.aigr._nodes.implementations import ComponentImplementation
from castle.aigr._nodes.interfaces import ComponentInterface
from castle.aigr._nodes.machines import EntryAction, EventTrigger, LeaveAction, Rule, StateMachine
from castle.aigr._nodes.protocols import EventProtocol
from castle.aigr._nodes.statements import For, While
from castle.aigr._verification._facts import Facts


@dataclass(frozen=True, slots=True)
class Scope:
    """What surrounds a node."""

    facts: Facts
    """What is known of the whole program."""
    interface: ComponentInterface | None = None
    """The component whose element `self` is, or None outside of an implementation."""
    routine: Node | None = None
    """The handler, method or other piece of code, or None outside of code."""
    known: set[int] = field(default_factory=set)
    """The parameters and locals of the routine so far, by `id`."""
    loop: bool = False
    """Whether `break` has something to end."""


Invariant = Callable[[Any, Scope], Iterator[Diagnostic]]
Check = TypeVar("Check", bound=Invariant)

_table: dict[type[Node], list[Invariant]] = {}
_Routine = (
    DefaultHandler,
    EntryAction,
    EventHandler,
    EventProtocol,
    Init,
    LeaveAction,
    Method,
    PowerOn,
    Rule,
)


def invariant(*classes: type[Node]) -> Callable[[Check], Check]:
    """Let a function check each node of these classes, and of classes derived from them."""

    def add(check: Check) -> Check:
        for cls in classes:
            _table.setdefault(cls, []).append(check)
        return check

    return add


def invariants_of(cls: type[Node]) -> tuple[Invariant, ...]:
    """The invariants of the nodes of a class."""
    return tuple(check for base in cls.__mro__ for check in _table.get(base, ()))


def opens_scope(cls: type[Node]) -> bool:
    """Whether more, or something else, is known inside of the nodes of a class."""
    return issubclass(cls, (ComponentImplementation, StateMachine, For, While, *_Routine))


def inside(node: Node, scope: Scope) -> Scope:
    """What surrounds the children of a node."""
    if isinstance(node, ComponentImplementation | StateMachine):
        target = node.interface.target
        interface = target if isinstance(target, ComponentInterface) else None
        return Scope(scope.facts, interface)
    if isinstance(node, _Routine):
        return replace(scope, routine=node, known=_parameters(node), loop=False)
    if isinstance(node, For):
        scope.known.add(id(node.variable))
    return replace(scope, loop=True)


def _parameters(node: Node) -> set[int]:
    if isinstance(node, Rule):
        trigger = node.trigger
        return {id(p) for p in trigger.parameters} if isinstance(trigger, EventTrigger) else set()
    if isinstance(node, EntryAction | LeaveAction):
        return set()
    if isinstance(node, DefaultHandler):
        return {id(node)}
    assert isinstance(node, EventHandler | EventProtocol | Init | Method | PowerOn)
    return {id(parameter) for parameter in node.parameters}
