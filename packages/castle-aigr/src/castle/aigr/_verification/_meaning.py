"""Invariants of the language that every stage may rely on."""

from collections.abc import Iterator, Sequence

from castle.aigr._diagnostics import Diagnostic, Note, Severity
from castle.aigr._node import Declaration, Node
from castle.aigr._nodes.expressions import Part, SendEvent
from castle.aigr._nodes.handlers import EventHandler
from castle.aigr._nodes.implementations import ComponentImplementation
from castle.aigr._nodes.interfaces import ComponentInterface, Port, PortDirection
from castle.aigr._nodes.namespaces import Forest, NameSpace
from castle.aigr._nodes.protocols import Event, EventProtocol
from castle.aigr._queries import events_at, events_of
from castle.aigr._traversal import walk


def check_meaning(forest: Forest) -> list[Diagnostic]:
    """Report duplicate names, and sends and handlers that do not fit their port."""
    return [diagnostic for node in walk(forest) for diagnostic in _check(node)]


def _check(node: Node) -> Iterator[Diagnostic]:
    if isinstance(node, NameSpace):
        yield from _duplicates([d for d in node.declarations if not _implements(d)], node.name)
        yield from _duplicates([d for d in node.declarations if _implements(d)], node.name)
    elif isinstance(node, ComponentInterface):
        yield from _duplicates(node.ports, node.name)
    elif isinstance(node, EventProtocol):
        yield from _duplicates(events_of(node), node.name)
    elif isinstance(node, SendEvent):
        yield from _travels(node, node.port, node.target, node.event)
    elif isinstance(node, EventHandler):
        yield from _travels(node, node.port, node.event, node.name)


def _implements(declaration: Declaration) -> bool:
    return isinstance(declaration, ComponentImplementation)


def _duplicates(declarations: Sequence[Declaration], where: str) -> Iterator[Diagnostic]:
    seen: dict[str, Declaration] = {}
    for declaration in declarations:
        first = seen.setdefault(declaration.name, declaration)
        if first is not declaration:
            yield Diagnostic(
                "CAS0304",
                Severity.ERROR,
                f"{where} holds two declarations of the name {declaration.name}",
                declaration.location,
                (Note("the first is here", first.location),),
            )


def _travels(node: Node, through: Node, event: Event | None, name: str) -> Iterator[Diagnostic]:
    port = through.target if isinstance(through, Part) else None
    if not isinstance(port, Port) or not events_at(port):
        return
    if event not in events_at(port):
        yield Diagnostic(
            "CAS0305",
            Severity.ERROR,
            f"the port {port.name} carries no event {name}",
            node.location,
            (Note("the port is declared here", port.location),),
        )
    elif not _right_way(node, through, port):
        yield Diagnostic(
            "CAS0306",
            Severity.ERROR,
            f"{port.name} is an {port.direction.value}-port: its events do not go this way",
            node.location,
            (Note("the port is declared here", port.location),),
        )


def _right_way(node: Node, through: Node, port: Port) -> bool:
    """Own out-ports and in-ports of subs send; own in-ports and pins handle."""
    own = isinstance(through, Part) and not isinstance(through.base, Part)
    sends = isinstance(node, SendEvent)
    return (port.direction is PortDirection.OUT) == (own == sends)
