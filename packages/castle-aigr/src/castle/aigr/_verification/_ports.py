"""Ports where they are used."""

from typing import NamedTuple

from castle.aigr._node import Declaration, Expression
from castle.aigr._nodes.expressions import Identifier, Index, Part, Self
from castle.aigr._nodes.interfaces import ComponentInterface, DataProtocol, Port, PortDirection
from castle.aigr._nodes.members import SubElement
from castle.aigr._nodes.protocols import Event, EventProtocol
from castle.aigr._nodes.unreadable import BadExpression
from castle.aigr._typing import meant
from castle.aigr._verification._facts import Facts

IN, OUT = PortDirection.IN, PortDirection.OUT


class PortUse(NamedTuple):
    """A port in a place where a port is needed."""

    port: Port
    """The port."""
    own: bool
    """Whether it is a port of the element itself."""
    holder: Declaration | None
    """The sub-element, alias, local or parameter whose port it is, as far as there is one."""

    @property
    def of_sub(self) -> bool:
        """Whether it is a port of a sub-element."""
        return isinstance(self.holder, SubElement)


def port_use(node: Expression) -> PortUse | None:
    """The port that an expression names, or None when it names none."""
    match node:
        case Part(target=Port() as port, base=Self()):
            return PortUse(port, True, None)
        case Part(target=Port() as port, base=Part(target=holder) | Identifier(target=holder)):
            return PortUse(port, False, holder)
        case Part(target=Port() as port):
            return PortUse(port, False, None)
        case Identifier(target=Port() as port):
            return PortUse(port, True, None)
    return None


def names_no_port(node: Expression) -> bool:
    """Whether an expression is known to be something else than a port."""
    if isinstance(node, Part | Identifier):
        return node.target is not None and not isinstance(node.target, Port)
    return not isinstance(node, BadExpression)


def component_of(base: Expression, facts: Facts) -> ComponentInterface | None:
    """The component of the element that stands before a dot, as far as it is known."""
    match base:
        case Part(target=target) | Identifier(target=target) if isinstance(target, Port):
            kind = None
        case Part() | Identifier() | Index():
            kind = facts.types.of(base)
        case _:
            kind = None
    return kind if isinstance(kind, ComponentInterface) else None


def has_port(component: ComponentInterface, port: Port, facts: Facts) -> bool:
    """Whether a port is one of a component, inherited ones included."""
    home = facts.owner(port)
    return not isinstance(home, ComponentInterface) or facts.inheritance.extends(component, home)


def carries(port: Port, event: Event | None, facts: Facts) -> bool:
    """Whether an event is one of those that a port carries; in doubt it is."""
    if isinstance(port.protocol, DataProtocol):
        return event is port.protocol.event
    protocol = port.protocol.target
    if not isinstance(protocol, EventProtocol):
        return True
    return event is not None and belongs(event, protocol, facts)


def belongs(event: Event, protocol: EventProtocol, facts: Facts) -> bool:
    """Whether an event is one of a protocol, inherited ones included."""
    home = facts.owner(event)
    return isinstance(home, EventProtocol) and facts.inheritance.extends(protocol, home)


def fits(sink: Port, source: Port, facts: Facts) -> bool:
    """Whether all events of one port may arrive at another; in doubt they may."""
    one, other = sink.protocol, source.protocol
    if isinstance(one, DataProtocol) or isinstance(other, DataProtocol):
        return (
            isinstance(one, DataProtocol)
            and isinstance(other, DataProtocol)
            and [meant(p.type) for p in one.event.parameters]
            == [meant(p.type) for p in other.event.parameters]
        )
    if isinstance(one.target, EventProtocol) and isinstance(other.target, EventProtocol):
        return facts.inheritance.extends(one.target, other.target)
    return True
