"""Invariants of sends, handlers and connections."""

from collections.abc import Generator, Iterator

from castle.aigr._diagnostics import Diagnostic
from castle.aigr._node import Expression, Node
from castle.aigr._nodes.expressions import SendEvent
from castle.aigr._nodes.handlers import DefaultHandler, EventHandler, Init
from castle.aigr._nodes.interfaces import PortDirection
from castle.aigr._nodes.machinery import (
    BindPort,
    DelegatePort,
    Dispatch,
    DispatchEntry,
    DispatchTable,
    RelayPort,
)
from castle.aigr._nodes.machines import EventTrigger
from castle.aigr._nodes.protocols import Event, EventProtocol
from castle.aigr._nodes.statements import Connection, Forward, QueueLimit
from castle.aigr._nodes.types import NamedType
from castle.aigr._verification._invariants import Scope, invariant
from castle.aigr._verification._ports import (
    IN,
    OUT,
    PortUse,
    belongs,
    carries,
    fits,
    names_no_port,
    port_use,
)
from castle.aigr._verification._problems import declared, problem, shortened

_SENDS = "events are sent over an own out-port, or to an in-port of a sub-element, alias or local"
_ARRIVES = "events arrive at an own in-port, or at an out-port of a sub-element"
_JOINS = (
    "an out-port is connected to an in-port; besides, an own in-port can be delegated to"
    " an in-port of a sub, and an out-port of a sub to an own out-port"
)


@invariant(SendEvent)
def send(node: SendEvent, scope: Scope) -> Iterator[Diagnostic]:
    """What is sent is an event of the port, and leaves by it."""
    yield from _leaving(node, node.port, node.target, node.event, scope)


@invariant(Dispatch)
def dispatch(node: Dispatch, scope: Scope) -> Iterator[Diagnostic]:
    """What is dispatched is an event of the port, and leaves by it."""
    yield from _leaving(node, node.port, node.event, node.event.name, scope)


@invariant(EventHandler)
def handler(node: EventHandler, scope: Scope) -> Iterator[Diagnostic]:
    """What is handled is an event of the port, and arrives at it."""
    yield from _arriving(node, node.port, scope, node.event, node.name)
    use = port_use(node.port)
    protocol = node.protocol.target if node.protocol is not None else None
    if use is None or node.event is None or not isinstance(protocol, EventProtocol):
        return
    carried = use.port.protocol.target if isinstance(use.port.protocol, NamedType) else None
    if not belongs(node.event, protocol, scope.facts):
        message = f"`{shortened(protocol.name)}` has no such event `{shortened(node.name)}`"
        yield problem("CAS0305", node, message, declared(protocol))
    elif isinstance(carried, EventProtocol) and not scope.facts.inheritance.extends(
        carried, protocol
    ):
        message = f"`{shortened(use.port.name)}` carries `{shortened(carried.name)}`, not this"
        yield problem("CAS0311", node, message, declared(use.port), declared(protocol))


@invariant(EventTrigger)
def trigger(node: EventTrigger, scope: Scope) -> Iterator[Diagnostic]:
    """What a machine waits for is an event of the port, and arrives at it."""
    yield from _arriving(node, node.port, scope, node.event, node.name)


@invariant(DefaultHandler)
def default_handler(node: DefaultHandler, scope: Scope) -> Iterator[Diagnostic]:
    """Events arrive at the port of a default handler."""
    yield from _no_port(node, node.port)
    use = port_use(node.port)
    if use is not None:
        yield from _arrives(node, use)


@invariant(Connection)
def connection(node: Connection, scope: Scope) -> Iterator[Diagnostic]:
    """An out-port is connected to an in-port that takes all its events; or one is delegated."""
    both = yield from _two_ports(node, node.left, node.right)
    if both is None:
        return
    left, right = both
    ends = _ends(left, right)
    if ends is None:
        names = f"`{shortened(left.port.name)}` and `{shortened(right.port.name)}`"
        message = f"{names} are both {left.port.direction.value}-ports"
        notes = declared(left.port), declared(right.port)
        yield problem("CAS0310", node, message, *notes, help=_JOINS)
    else:
        yield from _joined(node, *ends, scope)


@invariant(BindPort)
def binding(node: BindPort, scope: Scope) -> Iterator[Diagnostic]:
    """An out-port is bound to an in-port that takes all its events."""
    ends = yield from _two_ports(node, node.outlet, node.inlet)
    if ends is not None:
        fine = ends[0].port.direction is OUT and ends[1].port.direction is IN
        yield from _lowered(node, *ends, fine, scope)


@invariant(DelegatePort)
def delegation(node: DelegatePort, scope: Scope) -> Iterator[Diagnostic]:
    """An own in-port is delegated to an in-port of a sub that takes all its events."""
    ends = yield from _two_ports(node, node.inlet, node.inner)
    if ends is not None:
        yield from _lowered(node, *ends, _delegates(ends, IN), scope)


@invariant(RelayPort)
def relay(node: RelayPort, scope: Scope) -> Iterator[Diagnostic]:
    """An out-port of a sub is delegated to an own out-port that carries all its events."""
    ends = yield from _two_ports(node, node.inner, node.outlet)
    if ends is not None:
        yield from _lowered(node, *ends, _delegates(ends, OUT), scope)


@invariant(Forward)
def forward(node: Forward, scope: Scope) -> Iterator[Diagnostic]:
    """An event is forwarded to where any event of the handler's port can go."""
    yield from _no_port(node, node.port)
    sink = port_use(node.port)
    if sink is None:
        return
    yield from _leaves(node, sink)
    routine = node.event.target
    source = port_use(routine.port) if isinstance(routine, DefaultHandler) else None
    if source is not None:
        yield from _joined(node, source, sink, scope)


@invariant(QueueLimit)
def queue(node: QueueLimit, scope: Scope) -> Iterator[Diagnostic]:
    """A bound is one of a port."""
    yield from _no_port(node, node.port)


@invariant(DispatchTable)
def table(node: DispatchTable, scope: Scope) -> Iterator[Diagnostic]:
    """A table is about events of its port."""
    for entry in node.entries:
        if not carries(node.port, entry.event, scope.facts):
            yield _unknown(entry, node.port.name, entry.event.name)


@invariant(DispatchEntry)
def entry(node: DispatchEntry, scope: Scope) -> Iterator[Diagnostic]:
    """What serves an event is a handler of it."""
    if isinstance(node.handler, EventHandler) and node.handler.event is not node.event:
        message = f"the event `{shortened(node.name)}` is given to the handler of another"
        yield problem("CAS0305", node, message)


def _leaving(
    node: Node, through: Expression, event: Event | None, name: str, scope: Scope
) -> Iterator[Diagnostic]:
    yield from _no_port(node, through)
    use = port_use(through)
    if use is None:
        return
    if not carries(use.port, event, scope.facts):
        yield _unknown(node, use.port.name, name)
    else:
        yield from _leaves(node, use)
    if use.own and isinstance(scope.routine, Init):
        message = f"`.{shortened(use.port.name)}` cannot be connected yet: `init` sends nothing"
        yield problem("CAS0333", node, message, declared(use.port))


def _leaves(node: Node, use: PortUse) -> Iterator[Diagnostic]:
    if use.port.direction is not (OUT if use.own else IN):
        yield _wrong_way(node, use, _SENDS)


def _arriving(
    node: Node, through: Expression, scope: Scope, event: Event | None, name: str
) -> Iterator[Diagnostic]:
    yield from _no_port(node, through)
    use = port_use(through)
    if use is None:
        return
    if not carries(use.port, event, scope.facts):
        yield _unknown(node, use.port.name, name)
    else:
        yield from _arrives(node, use)


def _arrives(node: Node, use: PortUse) -> Iterator[Diagnostic]:
    if use.port.direction is not (IN if use.own else OUT) or not (use.own or use.of_sub):
        yield _wrong_way(node, use, _ARRIVES)


def _two_ports(
    node: Node, one: Expression, other: Expression
) -> Generator[Diagnostic, None, tuple[PortUse, PortUse] | None]:
    yield from _no_port(node, one)
    yield from _no_port(node, other)
    first, second = port_use(one), port_use(other)
    return (first, second) if first is not None and second is not None else None


def _lowered(
    node: Node, source: PortUse, sink: PortUse, fine: bool, scope: Scope
) -> Iterator[Diagnostic]:
    if fine:
        yield from _joined(node, source, sink, scope)
    else:
        message = "events do not go from the one port to the other"
        notes = declared(source.port), declared(sink.port)
        yield problem("CAS0310", node, message, *notes, help=_JOINS)


def _joined(node: Node, source: PortUse, sink: PortUse, scope: Scope) -> Iterator[Diagnostic]:
    if not fits(sink.port, source.port, scope.facts):
        message = (
            f"not all events of `{shortened(source.port.name)}` can arrive at"
            f" `{shortened(sink.port.name)}`"
        )
        help_ = "the protocol that events go to is the one they come from, or extends it"
        notes = declared(source.port), declared(sink.port)
        yield problem("CAS0311", node, message, *notes, help=help_)


def _ends(left: PortUse, right: PortUse) -> tuple[PortUse, PortUse] | None:
    """Where events come from and where they go; None when the ports do not fit."""
    if left.port.direction is not right.port.direction:
        return (left, right) if left.port.direction is OUT else (right, left)
    own, other = (left, right) if left.own else (right, left)
    if not own.own or not other.of_sub:
        return None
    return (own, other) if own.port.direction is IN else (other, own)


def _delegates(ends: tuple[PortUse, PortUse], way: PortDirection) -> bool:
    """Whether events go from the one port to the other, and both are of one direction."""
    return ends[0].port.direction is ends[1].port.direction is way and _ends(*ends) == ends


def _no_port(node: Node, through: Expression) -> Iterator[Diagnostic]:
    if names_no_port(through):
        yield problem("CAS0308", node, "a port is needed here, and this names none")


def _unknown(node: Node, port: str, event: str) -> Diagnostic:
    message = f"the port `{shortened(port)}` carries no event `{shortened(event)}`"
    return problem("CAS0305", node, message)


def _wrong_way(node: Node, use: PortUse, rule: str) -> Diagnostic:
    message = f"`{shortened(use.port.name)}` is an {use.port.direction.value}-port: {rule}"
    return problem("CAS0306", node, message, declared(use.port))
