"""The queue behind a port: how many events may wait on a connection."""

from castle.aigr import (
    Call,
    EventProtocol,
    Expression,
    Identifier,
    Part,
    Port,
    QueueLimit,
    Scalar,
    SendEvent,
    extends,
    protocol_of,
    walk,
)
from castle.readers.source._closest import did_you_mean
from castle.readers.source._meaning._bodies import declared_here, named
from castle.readers.source._meaning._constants import Constants
from castle.readers.source._meaning._elements import PortUse
from castle.readers.source._meaning._places import is_holder
from castle.readers.source._meaning._values import UNKNOWN, describe, is_whole
from castle.readers.source._problems import Code

LIMITED = "SlowStart"
_COUNTS = {"setMax": 1, "removeLimit": 0}


class Queues(Constants):
    """Checks what is said about queues."""

    def queue_limit(self, node: SendEvent) -> QueueLimit | None:
        """What `.port.queue.setMax(k)` means, after checking it; None when this is no such thing.

        Only names tell: `.part.queue.setMax(k)` may as well be an event to a port called `queue`.
        """
        queue = node.port
        if not isinstance(queue, Part) or queue.name != "queue" or not isinstance(queue.base, Part):
            return None
        port = queue.base
        target = self.resolve_part(port, is_holder)
        if target is None:
            return QueueLimit(port)  # that was reported
        if not isinstance(target, Port):
            return None
        holder = port.base.target if isinstance(port.base, Part | Identifier) else None
        self._check_queue(node, port, PortUse(target, protocol_of(target), holder))
        limit = node.arguments[0].value if node.arguments else None
        return QueueLimit(port, limit)

    def _check_queue(self, node: SendEvent, port: Part, use: PortUse) -> None:
        wanted = _COUNTS.get(node.event)
        if wanted is None:
            message = f"the queue of a port has no `{node.event}`"
            help_ = did_you_mean(node.event, _COUNTS) or "it has `setMax(k)` and `removeLimit()`"
            self.report(Code.QUEUE, message, named(node, node.port, node.event), help=help_)
        elif wanted != len(node.arguments):
            message = f"`{node.event}` takes {wanted or 'no'} bound, not {len(node.arguments)}"
            self.report(Code.ARGUMENT_COUNT, message, node)
        self._check_limited(port, use)
        for argument in node.arguments:
            self._check_bound(argument.value)

    def _check_limited(self, node: Part, use: PortUse) -> None:
        """Check that the protocol of a port is one that has a bound."""
        limited = self.program.predefined[LIMITED]
        known = use.protocol is None or is_whole(use.protocol)
        if use.data is None and (use.protocol is None or not known):
            return
        assert isinstance(limited, EventProtocol)
        if use.protocol is None or not extends(use.protocol, limited):
            message = f"nothing bounds the queue of `{use.port.name}`"
            help_ = f"let its protocol inherit from `{LIMITED}(1)`"
            self.report(Code.QUEUE, message, node, *declared_here(use.port), help=help_)

    def _check_bound(self, node: Expression) -> None:
        kind = self.value_of(node)
        if kind not in (Scalar.INT, UNKNOWN):
            message = f"a bound is an `int`, and this is {describe(kind)}"
            self.report(Code.ARGUMENT_TYPE, message, node)
        elif kind is not UNKNOWN:
            self.check_quiet(node, "a bound")
            self.check_positive(node)

    def check_positive(self, node: Expression) -> None:
        """Check that a bound is at least 1, where that is known before the program runs."""
        value = self.foreseen(node)
        if isinstance(value, int) and value < 1:
            self.report(Code.QUEUE, "a bound is at least 1", node)

    def check_quiet(self, node: Expression, what: str) -> None:
        """Check that nothing happens when something is evaluated, as not everyone does that."""
        acting = next((part for part in walk(node) if isinstance(part, Call | SendEvent)), None)
        if acting is not None:
            message = f"{what} calls and sends nothing"
            help_ = "assign the value to a local before"
            self.report(Code.CALLS_NOTHING, message, acting, help=help_)
