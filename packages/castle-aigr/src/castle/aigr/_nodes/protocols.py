"""Protocols: the events that may travel between two ports."""

from castle.aigr import _registry
from castle.aigr._fields import child, data
from castle.aigr._node import Declaration, Type, node
from castle.aigr._nodes.types import NamedType, Specialise, TypedParameter

_registry.declare_family(__name__, "protocols", version=1)


@node
class Event(Declaration):
    """One event of a protocol: `input(int:try);`."""

    name: str = data()
    """Its name."""
    parameters: list[TypedParameter] = child(factory=list)
    """What it carries, in order."""
    returns: Type | None = child(default=None)
    """The type of the value that comes back, or None when nothing does."""
    documentation: str | None = data(default=None)
    """The text of its docstring, or None."""


class Protocol(Declaration):
    """A protocol of any kind."""

    __slots__ = ()


@node
class EventProtocol(Protocol):
    """A protocol that is a set of events: `protocol SimpleSieve : EventProtocol { ... }`."""

    name: str = data()
    """Its name."""
    base: NamedType | Specialise | None = child(default=None)
    """The protocol whose events it inherits, or None for the predefined root."""
    events: list[Event] = child(factory=list)
    """The events it adds, in order; inherited ones come first and keep their numbers."""
    parameters: list[TypedParameter] = child(factory=list)
    """What must be bound before the protocol can be used, in order."""
    documentation: str | None = data(default=None)
    """The text of its docstring, or None."""
