"""Invariants of what names name: a protocol where one is needed, a component where one is."""

from collections.abc import Iterator

from castle.aigr._diagnostics import Diagnostic
from castle.aigr._node import Declaration, Node, Type
from castle.aigr._nodes.enumerations import Enumeration
from castle.aigr._nodes.expressions import Call
from castle.aigr._nodes.handlers import EventHandler, Method
from castle.aigr._nodes.implementations import ComponentImplementation
from castle.aigr._nodes.interfaces import ComponentInterface, DataProtocol, Port
from castle.aigr._nodes.machines import StateMachine
from castle.aigr._nodes.members import Alias, Member, SubElement
from castle.aigr._nodes.namespaces import Forest, NameSpace
from castle.aigr._nodes.predefined import BuiltinFunction
from castle.aigr._nodes.protocols import Event, EventProtocol, Protocol
from castle.aigr._nodes.statements import LocalVariable
from castle.aigr._nodes.types import ListType, NamedType, Specialise, TypedParameter
from castle.aigr._verification._invariants import Scope, invariant
from castle.aigr._verification._problems import declared, problem, shortened

_COMPONENT = "a component"
_PROTOCOL = "a protocol"
_NO_TYPES = (BuiltinFunction, Event, Method, NameSpace, Port, Protocol)


@invariant(Forest)
def inheritance(node: Forest, scope: Scope) -> Iterator[Diagnostic]:
    """No protocol or component inherits from itself."""
    for circle in scope.facts.inheritance.cycles():
        first, *others = circle
        notes = [(f"by way of `{shortened(one.name)}`", one) for one in others]
        message = f"`{shortened(first.name)}` inherits from itself"
        yield problem("CAS0309", first, message, *notes)


@invariant(EventProtocol)
def base_of_protocol(node: EventProtocol, scope: Scope) -> Iterator[Diagnostic]:
    """A protocol inherits from a protocol, whose parameters are bound."""
    yield from _is(node.base, EventProtocol, _PROTOCOL)
    if isinstance(node.base, NamedType):
        yield from _bound(node.base)


@invariant(ComponentInterface)
def base_of_component(node: ComponentInterface, scope: Scope) -> Iterator[Diagnostic]:
    """A component inherits from a component."""
    yield from _is(node.base, ComponentInterface, _COMPONENT)


@invariant(Port)
def protocol_of_port(node: Port, scope: Scope) -> Iterator[Diagnostic]:
    """A port carries a protocol whose parameters are bound, or values."""
    if isinstance(node.protocol, NamedType):
        yield from _is(node.protocol, Protocol, _PROTOCOL)
        yield from _bound(node.protocol)


@invariant(DataProtocol)
def data_protocol(node: DataProtocol, scope: Scope) -> Iterator[Diagnostic]:
    """The only event of a data port is `value`, with one parameter."""
    event = node.event
    if event.name != "value" or len(event.parameters) != 1 or event.returns is not None:
        yield problem("CAS0317", node, "a data port carries one event, `value`, with one value")


@invariant(ComponentImplementation, StateMachine)
def interface(node: ComponentImplementation | StateMachine, scope: Scope) -> Iterator[Diagnostic]:
    """What is implemented is a component."""
    yield from _is(node.interface, ComponentInterface, _COMPONENT)


@invariant(Alias, SubElement)
def element(node: Alias | SubElement, scope: Scope) -> Iterator[Diagnostic]:
    """A sub-element or alias is an element of a component."""
    yield from _is(node.type, ComponentInterface, _COMPONENT)


@invariant(EventHandler)
def protocol_of_handler(node: EventHandler, scope: Scope) -> Iterator[Diagnostic]:
    """What stands before a handler's event is a protocol."""
    yield from _is(node.protocol, Protocol, _PROTOCOL)


@invariant(LocalVariable, Member, TypedParameter)
def variable(node: LocalVariable | Member | TypedParameter, scope: Scope) -> Iterator[Diagnostic]:
    """A variable or parameter has a type that values have; an event carries no elements."""
    yield from _is_type(node, node.type)
    if isinstance(node, TypedParameter) and isinstance(scope.facts.owner(node), Event):
        yield from _no_elements(node, node.type)


@invariant(Event, Method)
def result(node: Event | Method, scope: Scope) -> Iterator[Diagnostic]:
    """What comes back has a type that values have; no element comes back with an event."""
    if node.returns is not None:
        yield from _is_type(node, node.returns)
        if isinstance(node, Event):
            yield from _no_elements(node, node.returns)


@invariant(Call)
def callee(node: Call, scope: Scope) -> Iterator[Diagnostic]:
    """What is called is a method, a built-in function, or a component that makes an element."""
    target = node.callee.target
    wrong = (Enumeration, EventProtocol, LocalVariable, Member, NameSpace, Port, TypedParameter)
    if isinstance(target, wrong):
        message = f"`{shortened(node.callee.name)}` cannot be called"
        yield problem("CAS0308", node, message, declared(target))


def _is(
    use: NamedType | Specialise | None, kind: type[Declaration], wanted: str
) -> Iterator[Diagnostic]:
    target = use.target if use is not None else None
    if use is not None and target is not None and not isinstance(target, kind):
        message = f"`{shortened(use.name)}` is not {wanted}, and one is needed here"
        yield problem("CAS0308", use, message, declared(target))


def _bound(use: NamedType) -> Iterator[Diagnostic]:
    target = use.target
    if isinstance(target, EventProtocol) and target.parameters:
        message = f"the parameters of `{shortened(use.name)}` are not bound"
        help_ = f"inherit from `{shortened(use.name)}(...)`, and use that protocol"
        yield problem("CAS0331", use, message, declared(target), help=help_)


def _is_type(node: Node, use: Type) -> Iterator[Diagnostic]:
    use = _innermost(use)
    named = isinstance(use, NamedType) and isinstance(use.target, _NO_TYPES)
    if named or isinstance(use, DataProtocol | Specialise):
        yield problem("CAS0308", node, "this has no type that values can have")


def _no_elements(node: Declaration, use: Type) -> Iterator[Diagnostic]:
    use = _innermost(use)
    if isinstance(use, NamedType) and isinstance(use.target, ComponentInterface):
        message = f"`{shortened(node.name)}` is an element, which no event carries"
        yield problem("CAS0308", node, message, declared(use.target))


def _innermost(use: Type) -> Type:
    while isinstance(use, ListType):
        use = use.element
    return use
