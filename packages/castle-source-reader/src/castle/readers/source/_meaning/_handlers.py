"""Event handlers, and the events that need one."""

from castle.aigr import (
    ComponentInterface,
    Event,
    EventHandler,
    EventProtocol,
    EventTrigger,
    NamedType,
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
        self._handled: dict[tuple[Holder, Port, Event], EventHandler | EventTrigger] = {}
        self._excused: set[Port] = set()

    def handler(self, node: EventHandler) -> None:
        """Check a handler: its port, its event, its parameters, its body."""
        use = self.port(node.port)
        protocol = self.uses.protocol(node.protocol) if node.protocol is not None else None
        if use is not None and protocol is not None and self.arrives(node, use):
            self._find_event(node, use, protocol)
        if use is not None and node.event is None:
            self._excused.add(use.port)
        self._bind(node)
        with self.block():
            for parameter in node.parameters:
                self.declare(parameter)
            self.run(node.body, _given(node.event), f"the handler of `{node.name}`")

    def check_complete(self, interface: ComponentInterface, use: NamedType) -> None:
        """Report each event of an in-port that nothing handles, where the interface is named."""
        for port in self.program.ports(interface).values():
            protocol = protocol_of(port)
            if port.direction is PortDirection.OUT or protocol is None:
                continue
            if port not in self._excused and port not in self.delegated:
                self._check_port(use, port, protocol)

    def _check_port(self, use: NamedType, port: Port, protocol: EventProtocol) -> None:
        path = use.location.file.path if use.location else ""
        for event in self.program.events(protocol).values():
            if self.program.problems.may_hold(path, port.name, event.name):
                continue
            if (None, port, event) not in self._handled:
                message = f"`{event.name}` of the in-port `.{port.name}` is not handled"
                help_ = self.remedy(protocol, port, event)
                self.report(Code.NO_HANDLER, message, use, *declared_here(port), help=help_)

    def remedy(self, protocol: EventProtocol, port: Port, event: Event) -> str:
        """What to write so that an event is handled."""
        names = ", ".join(parameter.name for parameter in event.parameters)
        return f"write `{protocol.name}.{event.name}({names}) on .{port.name} {{ }}`"

    def arrives(self, node: EventHandler | EventTrigger, use: PortUse) -> bool:
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

    def _find_event(self, node: EventHandler, use: PortUse, protocol: EventProtocol) -> None:
        if use.protocol is not None and not fits(use.protocol, protocol):
            message = f"`.{use.port.name}` carries `{use.protocol.name}`, not `{protocol.name}`"
            self.report(Code.PROTOCOLS, message, node.protocol, *declared_here(use.port))
            return
        place = named(node, node.protocol, node.name)
        found = self.event(PortUse(use.port, protocol, use.holder), node.name, place)
        if found is None:
            return
        node.event = found
        first = self._handled.setdefault((use.holder, use.port, found), node)
        if first is not node and isinstance(first, EventHandler):
            self.program.report_twice(f"{protocol.name}.{node.name}", node.location, first)

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
