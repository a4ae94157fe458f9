"""The delivery orders: what becomes of an event when it is sent."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from castle.aigr import (
    Diagnostic,
    DiagnosticError,
    Event,
    EventProtocol,
    Forest,
    Node,
    QueueLimit,
    Severity,
    Specialise,
    walk,
)
from castle.engines.simulation._recording import Recording

Handler = Any
"""A callable that knows its element, as `__self__` or `element`."""
Record = Callable[[int, tuple[Any, ...]], None]


def element_of(handler: Handler) -> object | None:
    """The element whose handler something is, or None when it is nobody's."""
    found: object | None = getattr(handler, "element", None) or getattr(handler, "__self__", None)
    return found


class Delivery(Protocol):
    """A delivery order."""

    def handler(self, handler: Handler, record: Record) -> Handler:
        """What a sender calls in place of a handler, which knows its element."""

    def finish(self) -> None:
        """Go on until no event is left."""


class Direct:
    """A send is a call: depth first, and no event is ever under way."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    def handler(self, handler: Handler, record: Record) -> Handler:
        """Let the event be handled at once; or in its turn, when its receiver is busy."""
        recording = self._recording
        turn: Any = getattr(handler, "turn", None)
        inner = handler if turn is None else handler.handler
        function: Any = getattr(inner, "__func__", inner)
        first = () if function is inner else (inner.__self__,)

        def handle(sequence: int, *arguments: Any) -> Any:
            record(sequence, arguments)
            # Not `inner(*arguments)`, for which CPython would need some of its C stack.
            return function(*first, *arguments)

        accept = turn(handle) if turn else handle

        def deliver(*arguments: Any) -> Any:
            recording.sent += 1
            return accept(recording.sent - 1, *arguments)

        return deliver

    def finish(self) -> None:
        """Nothing is ever left."""


class Mailbox:
    """Each element has one queue; those that hold something are served in turn."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._boxes: dict[int, deque[tuple[int, Handler, Record, tuple[Any, ...]]]] = {}
        self._ready: deque[deque[tuple[int, Handler, Record, tuple[Any, ...]]]] = deque()

    def handler(self, handler: Handler, record: Record) -> Handler:
        """Put the event into the mailbox of its receiver."""
        recording, ready = self._recording, self._ready
        box = self._boxes.setdefault(id(element_of(handler)), deque())

        def deliver(*arguments: Any) -> None:
            if not box:
                ready.append(box)
            box.append((recording.sent, handler, record, arguments))
            recording.sent += 1

        return deliver

    def finish(self) -> None:
        """Let elements handle one event each, in turn, until all mailboxes are empty."""
        ready = self._ready
        while ready:
            box = ready.popleft()
            sequence, handler, record, arguments = box.popleft()
            if box:
                ready.append(box)
            record(sequence, arguments)
            jump = handler(*arguments)
            if jump is not None:
                jump[0](*jump[1:])


ORDERS: dict[str, Callable[[Recording], Delivery]] = {"direct": Direct, "mailbox": Mailbox}
"""The delivery orders by name."""


def refuse_what_cannot_travel(forest: Forest, order: str) -> None:
    """Refuse a program that asks for more than an order can give.

    Raises:
        DiagnosticError: an event returns a value, which only a call can do; or a connection has a
            bound, which only direct calls ignore.
    """
    if order == "direct":
        return
    problems = [problem for node in walk(forest) for problem in _problems(node, order)]
    if problems:
        raise DiagnosticError(problems)


def _problems(node: Node, order: str) -> Iterator[Diagnostic]:
    match node:
        case Event(returns=returns) if returns is not None:
            message = f"the event {node.name} returns a value, which needs direct calls"
            yield Diagnostic("CAS0906", Severity.ERROR, message, node.location, help=_HELP)
        case Specialise(target=EventProtocol(name="SlowStart")) | QueueLimit():
            message = f"the engine does not keep to the bound of a queue in the order {order} yet"
            yield Diagnostic("CAS0907", Severity.ERROR, message, node.location, help=_HELP)


_HELP = "give the engine `order: direct`"
