"""Invariants of what is given to parameters."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from castle.aigr._diagnostics import Diagnostic
from castle.aigr._node import Declaration, Node
from castle.aigr._nodes.expressions import Call, SendEvent
from castle.aigr._nodes.handlers import EventHandler, HandlerParameter, Method
from castle.aigr._nodes.interfaces import ComponentInterface
from castle.aigr._nodes.machinery import Dispatch
from castle.aigr._nodes.machines import EventTrigger
from castle.aigr._nodes.predefined import BuiltinFunction
from castle.aigr._nodes.protocols import Event, EventProtocol
from castle.aigr._nodes.statements import SuperInit
from castle.aigr._nodes.types import Argument, Scalar, Specialise, TypedParameter
from castle.aigr._typing import ListOf, StaticType, meant
from castle.aigr._verification._invariants import Scope, invariant
from castle.aigr._verification._problems import declared, problem, shortened
from castle.aigr._verification._values import NUMBERS, describe, gives_nothing, goes_into


class _Builtin(NamedTuple):
    """What a built-in function takes."""

    least: int
    most: int | None
    takes: Callable[[StaticType], bool]


def _anything(kind: StaticType) -> bool:
    return not isinstance(kind, ComponentInterface)


def _number(kind: StaticType) -> bool:
    return kind in NUMBERS


def _simple(kind: StaticType) -> bool:
    return isinstance(kind, Scalar)


def _long(kind: StaticType) -> bool:
    return kind is Scalar.STR or isinstance(kind, ListOf)


_BUILTINS = {
    "abs": _Builtin(1, 1, _number),
    "append": _Builtin(2, 2, lambda kind: True),
    "float": _Builtin(1, 1, _simple),
    "int": _Builtin(1, 1, _simple),
    "len": _Builtin(1, 1, _long),
    "max": _Builtin(2, None, _number),
    "min": _Builtin(2, None, _number),
    "print": _Builtin(0, None, _anything),
    "printf": _Builtin(1, None, _anything),
    "range": _Builtin(2, 2, lambda kind: kind is Scalar.INT),
    "remove": _Builtin(2, 2, lambda kind: True),
    "str": _Builtin(1, 1, _anything),
}


@invariant(Call)
def call(node: Call, scope: Scope) -> Iterator[Diagnostic]:
    """A call gives each parameter a value of its type; what is called can be called."""
    match node.callee.target:
        case Method() | ComponentInterface() as receiver:
            yield from _give(node, node.arguments, receiver.parameters, receiver, scope)
        case BuiltinFunction() as function:
            yield from _give_builtin(node, function, scope)


@invariant(SendEvent)
def send(node: SendEvent, scope: Scope) -> Iterator[Diagnostic]:
    """A send gives each parameter of the event a value of its type."""
    if isinstance(node.target, Event):
        yield from _give(node, node.arguments, node.target.parameters, node.target, scope)


@invariant(Dispatch)
def dispatch(node: Dispatch, scope: Scope) -> Iterator[Diagnostic]:
    """A dispatch gives each parameter of the event a value of its type."""
    yield from _give(node, node.arguments, node.event.parameters, node.event, scope)


@invariant(Specialise)
def specialise(node: Specialise, scope: Scope) -> Iterator[Diagnostic]:
    """Each parameter of a protocol is bound to a value of its type."""
    protocol = node.target
    if isinstance(protocol, EventProtocol):
        yield from _give(node, node.arguments, protocol.parameters, protocol, scope)


@invariant(SuperInit)
def super_init(node: SuperInit, scope: Scope) -> Iterator[Diagnostic]:
    """The `init` of the base gets what its component takes."""
    use = scope.interface.base if scope.interface is not None else None
    base = use.target if use is not None else None
    if isinstance(base, ComponentInterface):
        yield from _give(node, node.arguments, base.parameters, base, scope)


@invariant(EventHandler)
def handler(node: EventHandler, scope: Scope) -> Iterator[Diagnostic]:
    """A handler has a name for each parameter of its event, in order."""
    if node.event is not None:
        yield from _named(node, node.parameters, node.event)
        if len(node.parameters) < len(node.event.parameters):
            yield _count(node, len(node.event.parameters), len(node.parameters), node.event)


@invariant(EventTrigger)
def trigger(node: EventTrigger, scope: Scope) -> Iterator[Diagnostic]:
    """A trigger has names for the first parameters of its event, or for all."""
    if node.event is not None:
        yield from _named(node, node.parameters, node.event)


def _named(node: Node, names: list[HandlerParameter], event: Event) -> Iterator[Diagnostic]:
    if len(names) > len(event.parameters):
        yield _count(node, len(event.parameters), len(names), event)
    for own, parameter in zip(names, event.parameters, strict=False):
        if own.parameter is not parameter:
            message = f"`{shortened(own.name)}` is not the event's parameter in this place"
            yield problem("CAS0314", own, message, declared(parameter))


def _give(
    node: Node,
    arguments: Sequence[Argument],
    parameters: Sequence[TypedParameter],
    receiver: Declaration,
    scope: Scope,
) -> Iterator[Diagnostic]:
    needed = sum(1 for parameter in parameters if parameter.default is None)
    if not needed <= len(arguments) <= len(parameters):
        yield _count(node, len(parameters), len(arguments), receiver)
        return
    for argument, parameter in zip(arguments, parameters, strict=False):
        place = meant(parameter.type)
        if not goes_into(place, argument.value, scope.facts):
            given = _given(argument, scope)
            message = f"`{shortened(parameter.name)}` is {describe(place)}, and this is {given}"
            yield problem("CAS0313", argument, message, declared(parameter))


def _give_builtin(node: Call, function: BuiltinFunction, scope: Scope) -> Iterator[Diagnostic]:
    builtin = _BUILTINS.get(function.name)
    if builtin is None:
        return
    count = len(node.arguments)
    if count < builtin.least or (builtin.most is not None and count > builtin.most):
        yield _count(node, builtin.least, count, function)
    for argument in node.arguments:
        kind = scope.facts.types.of(argument.value)
        if gives_nothing(argument.value) or not (kind is None or builtin.takes(kind)):
            message = f"`{function.name}` is not for {_given(argument, scope)}"
            yield problem("CAS0313", argument, message)


def _given(argument: Argument, scope: Scope) -> str:
    if gives_nothing(argument.value):
        return "no value"
    return describe(scope.facts.types.of(argument.value))


def _count(node: Node, wanted: int, given: int, receiver: Declaration) -> Diagnostic:
    values = "value" if wanted == 1 else "values"
    message = f"`{shortened(receiver.name)}` has {wanted} {values}, and {given} stand here"
    return problem("CAS0312", node, message, declared(receiver))
