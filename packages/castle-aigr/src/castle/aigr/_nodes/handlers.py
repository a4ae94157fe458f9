"""What an element does: when it is made, when the program begins, on an event, when called."""

from castle.aigr import _registry
from castle.aigr._fields import child, data, reference
from castle.aigr._node import Declaration, Type, node
from castle.aigr._nodes.expressions import Part
from castle.aigr._nodes.protocols import Event
from castle.aigr._nodes.statements import Body
from castle.aigr._nodes.types import NamedType, TypedParameter

_registry.declare_family(__name__, "handlers", version=1)


@node
class Init(Declaration):
    """`init(...) { }`: runs once, when the element is made."""

    body: Body = child()
    """What is done."""
    parameters: list[TypedParameter] = child(factory=list)
    """The parameters of the component, repeated."""
    documentation: str | None = data(default=None)
    """The text of its docstring, or None."""
    name: str = data(default="init")
    """Always `init`."""


@node
class PowerOn(Declaration):
    """`powerOn(...) { }`: where a program begins; makes the component a possible main."""

    body: Body = child()
    """What is done."""
    parameters: list[TypedParameter] = child(factory=list)
    """The arguments of the program."""
    documentation: str | None = data(default=None)
    """The text of its docstring, or None."""
    name: str = data(default="powerOn")
    """Always `powerOn`."""


@node
class Method(Declaration):
    """A private method: `int: name(int:x) { return x; }`."""

    name: str = data()
    """Its name."""
    body: Body = child()
    """What is done."""
    parameters: list[TypedParameter] = child(factory=list)
    """What it is given, in order."""
    returns: Type | None = child(default=None)
    """The type of its value, or None when it has none."""
    documentation: str | None = data(default=None)
    """The text of its docstring, or None."""


@node
class HandlerParameter(Declaration):
    """The name that a handler gives to a parameter of its event."""

    name: str = data()
    """The name in the handler's body."""
    parameter: TypedParameter | None = reference(default=None)
    """The event's parameter, which has the type; or None when the event is not known."""


@node
class EventHandler(Declaration):
    """What is done with an event: `SimpleSieve.input(try) on .try { }`."""

    name: str = data()
    """The event's name."""
    protocol: NamedType | None = child()
    """The protocol as written before the event; None on a data port, which has none."""
    port: Part = child()
    """An own in-port, or a pin: an out-port of a sub-element."""
    body: Body = child()
    """What is done."""
    parameters: list[HandlerParameter] = child(factory=list)
    """One for each parameter of the event."""
    event: Event | None = reference(default=None)
    """The event, or None when the protocol has none of this name."""
    documentation: str | None = data(default=None)
    """The text of its docstring, or None."""


@node
class DefaultHandler(Declaration):
    """What is done with each event that has no other handler: `* on .port as e { }`."""

    name: str = data()
    """The name that the event has in the body, where it can only be forwarded."""
    port: Part = child()
    """An own in-port, or a pin: an out-port of a sub-element."""
    body: Body = child()
    """What is done."""
    documentation: str | None = data(default=None)
    """The text of its docstring, or None."""
