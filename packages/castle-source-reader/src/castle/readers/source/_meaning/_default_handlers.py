"""Handlers for every event that has no other: what they forward, and what delegation takes away."""

from castle.aigr import (
    DefaultHandler,
    EventHandler,
    EventTrigger,
    Forward,
    Note,
    Part,
    Port,
    Self,
)
from castle.readers.source._meaning._bodies import declared_here, named
from castle.readers.source._meaning._elements import Element, Holder, PortUse
from castle.readers.source._meaning._handlers import Handlers
from castle.readers.source._meaning._places import is_forwarded
from castle.readers.source._meaning._scopes import Scope, article
from castle.readers.source._meaning._statements import CHECKS
from castle.readers.source._meaning._values import NOTHING
from castle.readers.source._problems import Code


class DefaultHandlers(Handlers):
    """Checks default handlers."""

    def __init__(self, scope: Scope, element: Element | None) -> None:
        super().__init__(scope, element)
        self._source: PortUse | None = None

    def default_handler(self, node: DefaultHandler) -> None:
        """Check a default handler: its port, which events are left for it, its body."""
        self._source = use = self.port(node.port)
        if use is not None and self.arrives(node, use):
            self._check_rest(node, use)
        with self.block():
            self.declare(node)
            self.run(node.body, NOTHING, "a default handler")
        self._source = None

    def _check_rest(self, node: DefaultHandler, use: PortUse) -> None:
        first = self.defaults.setdefault((use.holder, use.port), node)
        if first is not node:
            self.program.report_twice(f"* on .{use.port.name}", node.location, first)
        for event in self.carried(use).values():
            handled = (use.holder, use.port, event) in self.handled
            if event.returns is not None and not handled:
                message = f"`{event.name}` gives a value, which nothing brings back from here"
                help_ = f"write a handler for it, above this one: {self.remedy(use, event)}"
                self.report(Code.FORWARD, message, node.port, *declared_here(event), help=help_)

    def forward(self, node: Forward) -> None:
        """Check that an event is forwarded to where any event of the handler's port can go."""
        event = self.locals.get(node.event.name)
        if not isinstance(event, DefaultHandler):
            self._no_event(node)
            return
        node.event.target = event
        sink = self.port(node.port)
        if sink is not None:
            self.check_sending(node, sink)
            if self._source is not None:
                self.check_joined(node, self._source, sink)

    def _no_event(self, node: Forward) -> None:
        """Say what `=` is for, where what stands behind it is no port and no event."""
        problems = self.program.problems.found
        before = len(problems)
        self.resolve(node.event, is_forwarded)
        if len(problems) > before:
            return
        own = isinstance(node.port, Part) and isinstance(node.port.base, Self)
        parts = self.element.parts if self.element is not None else {}
        found = parts.get(node.port.name) if own and isinstance(node.port, Part) else None
        message = f"`=` connects two ports, and `{node.event.name}` is none"
        if found is not None and not isinstance(found, Port):
            message = f"`=` connects ports, and `.{found.name}` is {article(found)}"
        place = named(node, node.port, "=")
        self.report(Code.EQUALS, message, place, help="write `:=` to assign")

    def check_delegated(self) -> None:
        """Report each handler that no event reaches, as its port is delegated."""
        found: list[tuple[Holder, Port, EventHandler | EventTrigger | DefaultHandler]] = []
        found += [(holder, port, one) for (holder, port, _), one in self.handled.items()]
        found += [(holder, port, one) for (holder, port), one in self.defaults.items()]
        for holder, port, handler in found:
            where = self.delegated.get(port) if holder is None else None
            if where is not None and where.location is not None:
                message = f"`.{port.name}` is delegated: its events do not come here"
                note = Note("it is delegated here", where.location)
                self.report(Code.HANDLER_DIRECTION, message, handler.port, note)


CHECKS[Forward] = DefaultHandlers.forward
