"""Machinery: what a send and a connection have become when it is known what carries events."""

from castle.aigr import _registry
from castle.aigr._fields import child, data, reference
from castle.aigr._node import Declaration, Expression, Statement, node
from castle.aigr._nodes.handlers import DefaultHandler, EventHandler
from castle.aigr._nodes.interfaces import Port
from castle.aigr._nodes.members import SubElement
from castle.aigr._nodes.protocols import Event, EventProtocol
from castle.aigr._nodes.types import Argument

_registry.declare_family(__name__, "machinery", version=1)


@node
class Dispatch(Expression):
    """An event delivered by a call through the dispatch table that a port is bound to."""

    port: Expression = child()
    """The port it leaves by."""
    event: Event = reference()
    """The event."""
    arguments: list[Argument] = child(factory=list)
    """What it carries, in order."""


@node
class DispatchCall(Statement):
    """A dispatch in the midst of a body: all that it causes is done when it is over."""

    dispatch: Dispatch = child()
    """What is delivered."""


@node
class DispatchJump(Statement):
    """A dispatch that ends a handler: the handler is left before the event is handled."""

    dispatch: Dispatch = child()
    """What is delivered."""


@node
class BindPort(Statement):
    """An out-port bound to the dispatch table of an in-port or pin."""

    outlet: Expression = child()
    """The out-port."""
    inlet: Expression = child()
    """The in-port."""


@node
class DelegatePort(Statement):
    """An own in-port whose events an in-port of a sub-element handles."""

    inlet: Expression = child()
    """The own in-port."""
    inner: Expression = child()
    """The in-port of the sub-element."""


@node
class RelayPort(Statement):
    """An out-port of a sub-element whose events leave by an own out-port."""

    inner: Expression = child()
    """The out-port of the sub-element."""
    outlet: Expression = child()
    """The own out-port."""


@node
class DispatchEntry(Declaration):
    """Which handler serves which event."""

    name: str = data()
    """The event's name."""
    event: Event = reference()
    """The event."""
    handler: EventHandler | DefaultHandler | None = reference(default=None)
    """What handles it, or None when nothing does."""


@node
class DispatchTable(Declaration):
    """The handlers of one in-port or pin, by the number of the event."""

    name: str = data()
    """The port's name; of a pin, the sub-element's, a dot, and the port's."""
    port: Port = reference()
    """The port whose events arrive here."""
    protocol: EventProtocol | None = reference()
    """The protocol of the port, or None for a data port."""
    sub: SubElement | None = reference(default=None)
    """For a pin, the sub-element whose out-port it is; else None."""
    entries: list[DispatchEntry] = child(factory=list)
    """One for each event of the protocol, by number."""
