"""Which handler serves which event of which port."""

from castle.aigr._nodes.expressions import Part
from castle.aigr._nodes.handlers import DefaultHandler, EventHandler
from castle.aigr._nodes.implementations import ComponentImplementation
from castle.aigr._nodes.interfaces import ComponentInterface, DataProtocol, Port, PortDirection
from castle.aigr._nodes.machinery import DispatchEntry, DispatchTable
from castle.aigr._nodes.members import SubElement
from castle.aigr._queries import events_at, ports_of, protocol_of


def dispatch_tables(implementation: ComponentImplementation) -> list[DispatchTable]:
    """Make the dispatch tables of a component: of its in-ports in order, then of its pins.

    The tables are new nodes that nobody owns yet, located where their port's handlers begin.
    """
    interface = implementation.interface.target
    if not isinstance(interface, ComponentInterface):
        return []
    handlers = [m for m in implementation.members if isinstance(m, EventHandler | DefaultHandler)]
    inlets = [p for p in ports_of(interface) if p.direction is PortDirection.IN]
    tables = [_table(port, None, handlers) for port in inlets]
    tables += [_table(port, sub, handlers) for sub, port in _pins(handlers)]
    return [table for table in tables if table is not None]


def pin_of(handler: EventHandler | DefaultHandler) -> SubElement | None:
    """The sub-element whose out-port a handler listens to, or None for an own in-port."""
    base = handler.port.base
    return base.target if isinstance(base, Part) and isinstance(base.target, SubElement) else None


def _pins(handlers: list[EventHandler | DefaultHandler]) -> list[tuple[SubElement, Port]]:
    pins: dict[tuple[int, int], tuple[SubElement, Port]] = {}
    for handler in handlers:
        sub, port = pin_of(handler), handler.port.target
        if sub is not None and isinstance(port, Port):
            pins.setdefault((id(sub), id(port)), (sub, port))
    return list(pins.values())


def _table(
    port: Port, sub: SubElement | None, handlers: list[EventHandler | DefaultHandler]
) -> DispatchTable | None:
    protocol = protocol_of(port)
    if protocol is None and not isinstance(port.protocol, DataProtocol):
        return None
    mine = [h for h in handlers if h.port.target is port and pin_of(h) is sub]
    served = {id(h.event): h for h in mine if isinstance(h, EventHandler)}
    default = next((h for h in mine if isinstance(h, DefaultHandler)), None)
    entries = [DispatchEntry(e.name, e, served.get(id(e), default)) for e in events_at(port)]
    name = port.name if sub is None else f"{sub.name}.{port.name}"
    location = mine[0].location if mine else port.location
    return DispatchTable(name, port, protocol, sub, entries, location=location)
