"""Elements, and the ports over which their events travel."""

from collections import deque
from collections.abc import Callable
from keyword import iskeyword
from typing import Any, ClassVar, NoReturn

from castle.writers.python.castle_values import RunTimeError

Handler = Callable[..., Any]
Jump = tuple[Handler, Any] | None
"""A send that a handler has left to its caller, or None."""

elements: list["Component"] = []
"""All elements of the program, in the order in which they were made."""


class Component:
    """The base of every component."""

    _subs: ClassVar[dict[str, str]] = {}

    def __new__(cls, *arguments: object) -> "Component":
        """Make an element, and remember it: elements live until the program ends."""
        element = super().__new__(cls)
        elements.append(element)
        return element


class EventProtocol:
    """What a port is connected to: the handlers of a protocol's events, as attributes.

    An event for which no handler is given goes to `drop`, which counts it; one that returns a
    value, of which `answers` has the names, then stops the program.
    """

    __slots__ = ()
    answers: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, **handlers: Handler) -> None:
        for protocol in type(self).__mro__:
            for event in getattr(protocol, "__slots__", ()):
                missing = unanswered if event in self.answers else drop
                setattr(self, event, handlers.get(event, missing))


class DataPort(EventProtocol):
    """What a data port is connected to."""

    __slots__ = ("value",)


def follow(jump: Jump) -> None:
    """Go on with what an event leads to: `follow(self.outlet.input(7))`.

    A handler that ends in a send returns it, as `handler, argument`, instead of making it: a chain
    of such sends is this loop, however long it is.
    """
    while jump is not None:
        handler, argument = jump
        jump = handler(argument)


def spread(sent: tuple[Any, ...]) -> Jump:
    """Handle an event that has no argument, or several: `return spread, (handler, a, b)`."""
    handler, *arguments = sent
    jump: Jump = handler(*arguments)
    return jump


class Turns:
    """Lets one element handle one event at a time."""

    def __init__(self) -> None:
        self.busy = False
        self.waiting: deque[tuple[Handler, tuple[Any, ...]]] = deque()

    def of(self, handler: Handler) -> Handler:
        """The handler, as one that waits for its turn."""
        function, first = _taken_apart(handler)

        def in_turn(*arguments: Any) -> Jump:
            if self.busy:
                self.waiting.append((handler, arguments))
                return None
            self.busy = True
            # Not `handler(*arguments)`, for which CPython would need some of its C stack.
            jump: Jump = function(*first, *arguments)
            while self.waiting:
                follow(jump)
                waiting, arguments = self.waiting.popleft()
                jump = waiting(*arguments)
            self.busy = False
            return jump

        return _known(in_turn, handler, self.of)

    def now(self, handler: Handler) -> Handler:
        """The handler of an event that returns a value, and so cannot wait."""
        function, first = _taken_apart(handler)

        def at_once(*arguments: Any) -> Any:
            if self.busy:
                raise RunTimeError("the element is busy, and cannot return a value now")
            self.busy = True
            value = function(*first, *arguments)
            while self.waiting:
                waiting, arguments = self.waiting.popleft()
                follow(waiting(*arguments))
            self.busy = False
            return value

        return _known(at_once, handler, self.now)


def default(handler: Handler, event: str) -> Handler:
    """A default handler, for one of the events that have no other."""
    function, first = _taken_apart(handler)

    def handle(*arguments: Any) -> Jump:
        jump: Jump = function(*first, event, *arguments)
        return jump

    return _known(handle, handler)


def proxy(handler: Handler, event: str) -> Handler:
    """A default handler, for an event that returns a value: that of the event it forwards."""
    function, first = _taken_apart(handler)

    def ask(*arguments: Any) -> Any:
        jump: Jump = function(*first, event, *arguments)
        if jump is None:
            raise RunTimeError("the event was to return a value, and was not forwarded")
        asked, sent = jump
        return asked(sent)

    return _known(ask, handler)


def _taken_apart(handler: Any) -> tuple[Handler, tuple[Any, ...]]:
    """A method as a function and what that takes first."""
    function = getattr(handler, "__func__", handler)
    return function, () if function is handler else (handler.__self__,)


def _known(function: Any, handler: Any, turn: Handler | None = None) -> Handler:
    """A function that says for which handler, of which element, it stands."""
    function.handler, function.turn = handler, turn
    function.element = getattr(handler, "element", None) or getattr(handler, "__self__", None)
    known: Handler = function
    return known


class Relayed:
    """Hands an event on to a port of an element, as that is connected now."""

    __slots__ = ("element", "event", "port")

    def __init__(self, element: Component, port: str, event: str) -> None:
        self.element = element
        self.port = port
        self.event = event

    def resolve(self) -> Handler:
        """What handles the event now."""
        handler: Any = getattr(getattr(self.element, self.port), self.event)
        while isinstance(handler, Relayed):
            handler = getattr(getattr(handler.element, handler.port), handler.event)
        return handler  # type: ignore[no-any-return]  # all attributes of a table are handlers

    def __call__(self, *arguments: object) -> Any:
        """Hand it on."""
        return spread, (self.resolve(), *arguments)


class Asking(Relayed):
    """Hands on an event that returns a value."""

    __slots__ = ()

    def __call__(self, *arguments: object) -> Any:
        """Hand it on, and return its value."""
        return self.resolve()(*arguments)


def relay(protocol: type[EventProtocol], element: Component, port: str) -> EventProtocol:
    """The handlers of a protocol that hand each event on to what a port is connected to."""
    events = [e for base in protocol.__mro__ for e in getattr(base, "__slots__", ())]
    hands = {e: Asking if e in protocol.answers else Relayed for e in events}
    return protocol(**{event: hand(element, port, event) for event, hand in hands.items()})


def once(before: Any, made: Component) -> Component:
    """Return what is assigned to a sub-element, which is done once."""
    if before is Ground:
        return made
    raise RunTimeError("a sub-element is assigned once, and this one has been")


def unanswered(*arguments: object) -> NoReturn:
    """Stop: the event was to return a value, and nothing handles it."""
    raise RunTimeError("the port is not connected, and the event was to return a value")


class _Drop:
    """Handles an event that was sent over an unconnected port: counts it, and no more."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, *arguments: object) -> None:
        self.count += 1


def _in_castle(name: str) -> str:
    """A name as Castle has it: here, words of Python have a `_` behind them."""
    return name[:-1] if name.endswith("_") and iskeyword(name.rstrip("_")) else name


class _Ground:
    """What stands where there is no element."""

    __slots__ = ()

    def __getattr__(self, name: str) -> NoReturn:
        raise RunTimeError(f"Ground has no {_in_castle(name)}: no element was assigned here")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise RunTimeError(f"Ground has no {_in_castle(name)}: no element was assigned here")


drop = _Drop()
Ground: Any = _Ground()
"""What stands where there is no element."""
