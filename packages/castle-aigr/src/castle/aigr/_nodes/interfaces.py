"""Interfaces: what of a component can be seen from outside."""

from enum import Enum

from castle.aigr import _registry
from castle.aigr._fields import child, data
from castle.aigr._node import Declaration, Type, node
from castle.aigr._nodes.protocols import Event
from castle.aigr._nodes.types import NamedType, TypedParameter

_registry.declare_family(__name__, "interfaces", version=1)


class PortDirection(Enum):
    """Which way the events of a port go, seen from its component."""

    IN = "in"
    """The component handles them."""
    OUT = "out"
    """The component sends them."""


@node
class DataProtocol(Type):
    """A type in the place of a protocol: the port carries values of it."""

    event: Event = child()
    """The only event, `value`, whose only parameter `v` has the type."""


@node
class Port(Declaration):
    """Where events enter or leave a component: `port SimpleSieve<in>:try;`."""

    name: str = data()
    """Its name."""
    direction: PortDirection = data()
    """In or out."""
    protocol: NamedType | DataProtocol = child()
    """The protocol whose events it carries; or, for a data port, the type of its values."""
    documentation: str | None = data(default=None)
    """The text of its docstring, or None."""


@node
class ComponentInterface(Declaration):
    """A component as others see it: `component Sieve(int:onPrime) : Component { ... }`."""

    name: str = data()
    """Its name."""
    base: NamedType | None = child(default=None)
    """The component whose ports it inherits, or None for the predefined root."""
    ports: list[Port] = child(factory=list)
    """The ports it adds, in order."""
    parameters: list[TypedParameter] = child(factory=list)
    """What must be given to make an element of it, in order."""
    documentation: str | None = data(default=None)
    """The text of its docstring, or None."""
