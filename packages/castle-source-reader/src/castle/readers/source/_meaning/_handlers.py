"""Event handlers, and the events that need one."""

from castle.aigr import (
    ComponentInterface,
    DefaultHandler,
    Event,
    EventHandler,
    EventProtocol,
    EventTrigger,
    NamedType,
    Note,
    Port,
    PortDirection,
    SubElement,
    protocol_of,
)
from castle.readers.source._meaning._bodies import declared_here, named
from castle.readers.source._meaning._elements import Element, Holder, PortUse
from castle.readers.source._meaning._ports import fits
from castle.readers.source._meaning._scopes import Scope, article
from castle.readers.source._meaning._statements import Statements
from castle.readers.source._meaning._values import NOTHING, UNKNOWN, ValueType, declared
from castle.readers.source._problems import Code


class Handlers(Statements):
    """Checks event handlers."""

    def __init__(self, scope: Scope, element: Element | None) -> None:
        super().__init__(scope, element)
        self.handled: dict[tuple[Holder, Port, Event], EventHandler | EventTrigger] = {}
        """What handles each event, by the port that it comes from."""
        self.defaults: dict[tuple[Holder, Port], DefaultHandler] = {}
        """The default handlers so far, by their ports."""
        self._excused: set[Port] = set()

    def handler(self, node: EventHandler) -> None:
        """Check a handler: its port, its event, its parameters, its body."""
        use = self.port(node.port)
        protocol = self._named_protocol(node.protocol) if node.protocol is not None else None
        if use is not None and self.arrives(node, use):
            if (node.protocol is None) is (use.data is None):
                self._report_protocol(node, use)
            elif node.protocol is None or protocol is not None:
                self._find_event(node, use, protocol)
        if use is not None and node.event is None:
            self._excused.add(use.port)
        self._bind(node)
        with self.block():
            for parameter in node.parameters:
                self.declare(parameter)
            self.run(node.body, _given(node.event), f"the handler of `{node.name}`")

    def check_complete(self, interface: ComponentInterface, named_in: NamedType) -> None:
        """Report each event of an in-port that nothing handles, where the interface is named."""
        for port in self.program.ports(interface).values():
            use = PortUse(port, protocol_of(port), None)
            if port.direction is PortDirection.OUT or port in self.delegated:
                continue
            if port not in self._excused and (None, port) not in self.defaults:
                self._check_port(named_in, use)

    def _check_port(self, named_in: NamedType, use: PortUse) -> None:
        port, path = use.port, named_in.location.file.path if named_in.location else ""
        for event in self.carried(use).values():
            if self.program.problems.may_hold(path, port.name, event.name):
                continue
            if (None, port, event) not in self.handled:
                message = f"`{event.name}` of the in-port `.{port.name}` is not handled"
                help_ = f"write {self.remedy(use, event)}"
                self.report(Code.NO_HANDLER, message, named_in, *declared_here(port), help=help_)

    def carried(self, use: PortUse) -> dict[str, Event]:
        """The events that a port carries, by name, as far as they are known."""
        if use.data is not None:
            return {use.data.name: use.data}
        return self.program.events(use.protocol) if use.protocol is not None else {}

    def remedy(self, use: PortUse, event: Event) -> str:
        """What to write so that an event is handled."""
        names = ", ".join(parameter.name for parameter in event.parameters)
        protocol = f"{use.protocol.name}." if use.protocol is not None else ""
        holder = f".{use.holder.name}" if use.holder is not None else ""
        return f"`{protocol}{event.name}({names}) on {holder}.{use.port.name} {{ }}`"

    def arrives(self, node: DefaultHandler | EventHandler | EventTrigger, use: PortUse) -> bool:
        """Check that events come out of the port: of an own in-port or of a pin."""
        name = use.port.name
        if use.holder is None and use.port.direction is PortDirection.OUT:
            message = f"`.{name}` is an out-port: its events are sent, not handled here"
        elif use.holder is not None and use.port.direction is PortDirection.IN:
            message = f"`{name}` is an in-port of `{use.holder.name}`, which handles its events"
        elif use.holder is not None and not isinstance(use.holder, SubElement):
            message = f"`{use.holder.name}` is {article(use.holder)}: a pin is a port of a sub"
        else:
            return True
        self.report(Code.HANDLER_DIRECTION, message, node.port, *declared_here(use.port))
        return False

    def _named_protocol(self, use: NamedType) -> EventProtocol | None:
        """What stands before an event: a protocol that the port's may have bound parameters of."""
        found = use.target = self.uses.parameterised(use.name, use.location)
        return found

    def _report_protocol(self, node: EventHandler, use: PortUse) -> None:
        """Report a protocol before the event of a data port, or none before that of another."""
        if use.data is not None:
            message = f"`.{use.port.name}` is a data port, which has no protocol"
            help_ = f"write `{node.name}(...) on ...`"
        elif use.protocol is not None:
            message = f"`.{use.port.name}` is no data port: its event stands behind its protocol"
            help_ = f"write `{use.protocol.name}.{node.name}(...) on ...`"
        else:
            return
        place = node.protocol or node
        self.report(Code.PROTOCOLS, message, place, *declared_here(use.port), help=help_)

    def _find_event(self, node: EventHandler, use: PortUse, protocol: EventProtocol | None) -> None:
        if protocol and use.protocol is not None and not fits(use.protocol, protocol):
            message = f"`.{use.port.name}` carries `{use.protocol.name}`, not `{protocol.name}`"
            self.report(Code.PROTOCOLS, message, node.protocol, *declared_here(use.port))
            return
        place = named(node, node.protocol, node.name)
        found = self.event(PortUse(use.port, protocol, use.holder), node.name, place)
        if found is None:
            return
        node.event = found
        self._check_reached(node, use)
        first = self.handled.setdefault((use.holder, use.port, found), node)
        if first is not node and isinstance(first, EventHandler):
            name = f"{protocol.name}.{node.name}" if protocol is not None else node.name
            self.program.report_twice(name, node.location, first)

    def _check_reached(self, node: EventHandler, use: PortUse) -> None:
        """Check that no default handler above takes all events of a port."""
        above = self.defaults.get((use.holder, use.port))
        if above is not None and above.location is not None:
            message = f"`{node.name}` is taken by the default handler of `.{use.port.name}`"
            note = Note("which stands above", above.location)
            self.report(Code.MISPLACED, message, node.port, note, help="put it above that")

    def _bind(self, node: EventHandler) -> None:
        if node.event is None:
            return
        for own, parameter in zip(node.parameters, node.event.parameters, strict=False):
            own.parameter = parameter
        carried, named = len(node.event.parameters), len(node.parameters)
        if carried != named:
            values = "value" if carried == 1 else "values"
            message = f"`{node.name}` carries {carried} {values}, and the handler names {named}"
            self.report(Code.ARGUMENT_COUNT, message, node, *declared_here(node.event))


def _given(event: Event | None) -> ValueType:
    """The type of what the handler of an event gives back."""
    if event is None:
        return UNKNOWN
    return NOTHING if event.returns is None else declared(event.returns)
