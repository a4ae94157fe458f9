"""Ports where they are used: sends, connections, delegation."""

from castle.aigr import (
    Connection,
    Event,
    EventProtocol,
    Expression,
    Identifier,
    Location,
    Node,
    Part,
    Port,
    PortDirection,
    Self,
    SendEvent,
    SubElement,
    extends,
    protocol_of,
)
from castle.readers.source._closest import did_you_mean
from castle.readers.source._meaning._bodies import Bodies, declared_here, named
from castle.readers.source._meaning._calls import Calls
from castle.readers.source._meaning._elements import Element, PortUse
from castle.readers.source._meaning._places import is_port
from castle.readers.source._meaning._scopes import Scope, article
from castle.readers.source._meaning._values import (
    NOTHING,
    UNKNOWN,
    ValueType,
    declared,
    describe,
    is_whole,
)
from castle.readers.source._problems import Code

IN, OUT = PortDirection.IN, PortDirection.OUT
_METHODS = {
    **dict.fromkeys(("append", "add", "push", "push_back"), "append"),
    **dict.fromkeys(("remove", "pop", "erase", "delete"), "remove"),
    **dict.fromkeys(("len", "length", "size", "count"), "len"),
}


class Ports(Calls):
    """Checks sends and connections."""

    def __init__(self, scope: Scope, element: Element | None) -> None:
        super().__init__(scope, element)
        self.in_init = False
        """Whether the code being checked is that of `init`."""
        self.delegated: dict[Port, Connection | None] = {}
        """The own in-ports whose events go to something inside, and where that is said."""

    def port(self, node: Expression, instead: str | None = None) -> PortUse | None:
        """Find the port that an expression names; None after reporting that it names none.

        What could be written `instead` helps where something else is named.
        """
        if not isinstance(node, Part):
            self.type_of(node)
            self.report(Code.NO_PORT, "this is no port", node)
            return None
        if not isinstance(node.base, Self | Part | Identifier):
            message = "a port belongs to the element itself, or to a sub, an alias or a local"
            self.report(Code.NO_PORT, message, node)
            return None
        target = self.resolve_part(node, is_port)
        if isinstance(target, Port):
            known = protocol_of(target)
            holder = node.base.target if isinstance(node.base, Part | Identifier) else None
            return PortUse(target, known, holder)
        if target is not None:
            message = f"`{node.name}` is {article(target)}, and a port is needed here"
            self.report(Code.NO_PORT, message, node, *declared_here(target), help=instead)
        return None

    def of_send(self, node: SendEvent) -> ValueType:
        """A send has the type that its event gives back."""
        use = self.port(node.port, _instead(node))
        place = named(node, node.port, node.event)
        event = self.event(use, node.event, place) if use is not None else None
        if use is None or event is None:
            for argument in node.arguments:
                self.type_of(argument.value)
            return UNKNOWN
        node.target = event
        self.check_sending(node, use)
        self.give(node, node.arguments, event.parameters, event)
        return NOTHING if event.returns is None else declared(event.returns)

    def event(self, use: PortUse, name: str, place: Location | None) -> Event | None:
        """Find an event of a port; None after reporting that its protocol does not have it."""
        if use.data is not None:
            return self._value(use, use.data, name, place)
        if use.protocol is None:
            return None
        events = self.program.events(use.protocol)
        if name not in events and is_whole(use.protocol):
            message = f"the protocol `{use.protocol.name}` has no event `{name}`"
            help_ = did_you_mean(name, events)
            if help_ is None and use.protocol.location is not None:
                help_ = f"declare it in `{use.protocol.name}`: `{name}();`"
            self.report(Code.NO_EVENT, message, place, *declared_here(use.protocol), help=help_)
        return events.get(name)

    def _value(self, use: PortUse, event: Event, name: str, place: Location | None) -> Event | None:
        if name == event.name:
            return event
        message = f"`{use.port.name}` is a data port, whose only event is `value`"
        help_ = did_you_mean(name, [event.name]) or f"write `{event.name}`"
        self.report(Code.NO_EVENT, message, place, *declared_here(use.port), help=help_)
        return None

    def check_sending(self, node: Node, use: PortUse) -> None:
        """Check that events leave by a port: an own out-port, or an in-port of a sub."""
        name, notes = use.port.name, declared_here(use.port)
        if use.holder is None and use.port.direction is IN:
            message = f"`.{name}` is an in-port: its events are handled here, not sent"
            self.report(Code.SEND_DIRECTION, message, node, *notes)
        elif use.holder is None and self.in_init:
            message = f"`.{name}` cannot be connected yet: no event is sent over it in `init`"
            self.report(Code.SEND_IN_INIT, message, node, *notes)
        elif use.holder is not None and use.port.direction is OUT:
            message = f"`{name}` is an out-port of `{use.holder.name}`: its events come from there"
            self.report(Code.SEND_DIRECTION, message, node, *notes)
        elif use.holder is not None and not isinstance(use.holder, SubElement):
            message = f"`{use.holder.name}` is {article(use.holder)}: events are sent to subs only"
            help_ = f"connect an out-port to `{name}`, and send over that"
            self.report(Code.SEND_DIRECTION, message, node, *declared_here(use.holder), help=help_)

    def connect(self, node: Connection) -> None:
        """Check two ports that are connected, written either way round."""
        left, right = self.port(node.left), self.port(node.right)
        if left is None or right is None:
            self._excuse(left or right)
            return
        ends = _ends(left, right)
        if ends is None:
            self._report_ends(node, left, right)
            self._excuse(left)
            self._excuse(right)
            return
        source, sink = ends
        if source.holder is None and source.port.direction is IN:
            self.delegated.setdefault(source.port, node)
        self.check_joined(node, source, sink)

    def _excuse(self, use: PortUse | None) -> None:
        """Take a port for delegated when nobody knows what it is connected to."""
        if use is not None and use.holder is None and use.port.direction is IN:
            self.delegated.setdefault(use.port, None)

    def check_joined(self, node: Node, source: PortUse, sink: PortUse) -> None:
        """Check that all events of one port may arrive at another."""
        notes = declared_here(source.port) + declared_here(sink.port)
        if source.data is not None or sink.data is not None:
            if not _same_data(source, sink):
                message = (
                    f"`{source.port.name}` carries {_carried(source)}, "
                    f"and `{sink.port.name}` {_carried(sink)}"
                )
                self.report(Code.PROTOCOLS, message, node, *notes)
        elif source.protocol and sink.protocol and not fits(sink.protocol, source.protocol):
            message = (
                f"`{sink.port.name}` has the protocol `{sink.protocol.name}`, which is not "
                f"`{source.protocol.name}` and does not extend it"
            )
            self.report(Code.PROTOCOLS, message, node, *notes)

    def _report_ends(self, node: Connection, left: PortUse, right: PortUse) -> None:
        way = left.port.direction.value
        message = f"`{left.port.name}` and `{right.port.name}` are both {way}-ports"
        help_ = (
            "an out-port is connected to an in-port; besides, an own in-port can be delegated to"
            " an in-port of a sub, and an out-port of a sub to an own out-port"
        )
        notes = declared_here(left.port) + declared_here(right.port)
        self.report(Code.CONNECTION, message, node, *notes, help=help_)


def _instead(node: SendEvent) -> str | None:
    """What Castle writes for a method of a list."""
    built_in = _METHODS.get(node.event)
    return f"write `{built_in}(list, ...)`, as lists have no methods" if built_in else None


def fits(one: EventProtocol, other: EventProtocol) -> bool:
    """Whether a protocol is another or extends it, as far as is known."""
    return extends(one, other) or not is_whole(one)


def _same_data(one: PortUse, other: PortUse) -> bool:
    """Whether two ports carry values of the same type, as far as is known."""
    kinds = [_data(use) for use in (one, other)]
    known = [kind for kind in kinds if kind is not UNKNOWN]
    return NOTHING not in known and (len(known) < len(kinds) or known[0] == known[1])


def _data(use: PortUse) -> ValueType:
    """The type of the values that a port carries; of a protocol it carries none."""
    if use.data is None:
        return UNKNOWN if use.protocol is None else NOTHING
    return declared(use.data.parameters[0].type)


def _carried(use: PortUse) -> str:
    if use.protocol is not None:
        return f"the protocol `{use.protocol.name}`"
    return f"values of type {describe(_data(use))}"


def _ends(left: PortUse, right: PortUse) -> tuple[PortUse, PortUse] | None:
    """Where events come from and where they go; None when the ports do not fit."""
    if left.port.direction is not right.port.direction:
        return (left, right) if left.port.direction is OUT else (right, left)
    own, other = (left, right) if left.holder is None else (right, left)
    if own.holder is not None or not isinstance(other.holder, SubElement):
        return None
    return (own, other) if own.port.direction is IN else (other, own)


Bodies.kinds_of[SendEvent] = Ports.of_send
