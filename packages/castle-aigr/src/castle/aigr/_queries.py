"""Questions that every stage asks of protocols and components."""

from castle.aigr._node import Declaration
from castle.aigr._nodes.interfaces import ComponentInterface, DataProtocol, Port
from castle.aigr._nodes.namespaces import Forest
from castle.aigr._nodes.protocols import Event, EventProtocol
from castle.aigr._nodes.types import NamedType, Specialise


def events_of(protocol: EventProtocol) -> list[Event]:
    """All events of a protocol by number, inherited ones first.

    An inheritance cycle (an error that `verify` reports) is cut where it closes.
    """
    chain = _bases(protocol)
    return [
        event for one in reversed(chain) if isinstance(one, EventProtocol) for event in one.events
    ]


def protocol_of(port: Port) -> EventProtocol | None:
    """The protocol of a port; None for a data port, or when it is not known."""
    use = port.protocol
    target = use.target if isinstance(use, NamedType) else None
    return target if isinstance(target, EventProtocol) else None


def events_at(port: Port) -> list[Event]:
    """All events that a port carries, by number."""
    if isinstance(port.protocol, DataProtocol):
        return [port.protocol.event]
    protocol = protocol_of(port)
    return events_of(protocol) if protocol is not None else []


def ports_of(interface: ComponentInterface) -> list[Port]:
    """All ports of a component, inherited ones first."""
    chain = _bases(interface)
    return [p for one in reversed(chain) if isinstance(one, ComponentInterface) for p in one.ports]


def extends(protocol: EventProtocol, base: EventProtocol) -> bool:
    """Whether a protocol is another, or inherits from it."""
    return any(one is base for one in _bases(protocol))


def declarations(forest: Forest, kind: type[Declaration]) -> list[Declaration]:
    """All declarations of a kind that stand directly in a namespace, in order."""
    return [d for space in forest.namespaces for d in space.declarations if isinstance(d, kind)]


def _bases(start: EventProtocol | ComponentInterface) -> list[Declaration]:
    chain: dict[int, Declaration] = {}
    current: Declaration | None = start
    while isinstance(current, EventProtocol | ComponentInterface) and id(current) not in chain:
        chain[id(current)] = current
        current = _target(current.base)
    return list(chain.values())


def _target(base: NamedType | Specialise | None) -> Declaration | None:
    return base.target if base is not None else None
