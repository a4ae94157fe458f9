"""What a program written from Castle needs while it runs."""

import inspect
import linecache
import os
import re
import sys
from collections import Counter, deque
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, ClassVar, NoReturn

elements: list["Component"] = []
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


class RunTimeError(Exception):
    """The program cannot go on; it ends with exit status 3."""


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

    def __init__(self, **handlers: Callable[..., Any]) -> None:
        for protocol in type(self).__mro__:
            for event in getattr(protocol, "__slots__", ()):
                missing = unanswered if event in self.answers else drop
                setattr(self, event, handlers.get(event, missing))


class DataPort(EventProtocol):
    """What a data port is connected to."""

    __slots__ = ("value",)


class Enumeration:
    """The values of an enumeration, as attributes."""

    def __init__(self, **names: str) -> None:
        for attribute, name in names.items():
            setattr(self, attribute, Enumerator(name))


class Enumerator:
    """One value of an enumeration; there is one object for it."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name


class Items:
    """A list that was found for the sake of one of its items."""

    __slots__ = ("items",)

    def __init__(self, items: list[Any]) -> None:
        self.items = items

    def __setitem__(self, index: int, value: object) -> None:
        """Change an item that there is."""
        self.items[place(self.items, index)] = value


class Turns:
    """Lets one element handle one event at a time."""

    def __init__(self) -> None:
        self.busy = False
        self.waiting: deque[tuple[Callable[..., Any], tuple[Any, ...]]] = deque()

    def of(self, handler: Callable[..., Any]) -> "Turn":
        """The handler, as one that waits for its turn."""
        return Turn(self, handler)

    def now(self, handler: Callable[..., Any]) -> "Now":
        """The handler of an event that returns a value, and so cannot wait."""
        return Now(self, handler)


class Turn:
    """A handler of an element that may be busy when the event comes."""

    __slots__ = ("__self__", "handler", "turns")

    def __init__(self, turns: Turns, handler: Any) -> None:
        self.turns = turns
        self.handler = handler
        self.__self__ = getattr(handler, "__self__", None)

    def __call__(self, *arguments: Any) -> Any:
        """Handle the event, and those that came meanwhile; or let it wait."""
        turns = self.turns
        if turns.busy:
            turns.waiting.append((self.handler, arguments))
            return None
        turns.busy = True
        jump = self.handler(*arguments)
        while turns.waiting:
            if jump is not None:
                send(*jump)
            handler, arguments = turns.waiting.popleft()
            jump = handler(*arguments)
        turns.busy = False
        return jump


class Now(Turn):
    """A handler that has to be done at once."""

    __slots__ = ()

    def __call__(self, *arguments: Any) -> Any:
        """Handle the event and return its value; stop when the element is busy."""
        turns = self.turns
        if turns.busy:
            raise RunTimeError("the element is busy, and cannot return a value now")
        turns.busy = True
        value = self.handler(*arguments)
        while turns.waiting:
            handler, arguments = turns.waiting.popleft()
            send(handler, *arguments)
        turns.busy = False
        return value


class Default:
    """A default handler, for one of the events that have no other."""

    __slots__ = ("__self__", "event", "handler")

    def __init__(self, handler: Any, event: str) -> None:
        self.handler = handler
        self.event = event
        self.__self__ = handler.__self__

    def __call__(self, *arguments: object) -> Any:
        """Let the default handler handle the event, whole."""
        return self.handler(self.event, *arguments)


class Relayed:
    """A handler that hands an event on to a port of an element, as that is connected now."""

    __slots__ = ("element", "event", "port")

    def __init__(self, element: "Component", port: str, event: str) -> None:
        self.element = element
        self.port = port
        self.event = event

    def resolve(self) -> Callable[..., Any]:
        """What handles the event now."""
        handler: Any = getattr(getattr(self.element, self.port), self.event)
        while isinstance(handler, Relayed):
            handler = getattr(getattr(handler.element, handler.port), handler.event)
        return handler  # type: ignore[no-any-return]  # all attributes of a table are handlers

    def __call__(self, *arguments: object) -> Any:
        """Hand it on; that is a jump."""
        return self.resolve()(*arguments)


class _Ground:
    """What stands where there is no element."""

    __slots__ = ()

    def __getattr__(self, name: str) -> NoReturn:
        raise RunTimeError(f"Ground has no {name}: no element was assigned here")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise RunTimeError(f"Ground has no {name}: no element was assigned here")


class _Drop:
    """Handles an event that was sent over an unconnected port: counts it, and no more."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, *arguments: object) -> None:
        self.count += 1


STOPPING = (RunTimeError, ArithmeticError, IndexError, MemoryError, RecursionError)
"""What stops a program, and is explained."""
Ground: Any = _Ground()
drop = _Drop()


def send(handler: Callable[..., Any], *arguments: object) -> None:
    """Deliver an event, and all that follows from it.

    A handler that ends in a send returns it, as `handler, arguments...`, instead of making it: a
    chain of such sends is this loop, however long it is.
    """
    jump: Any = handler(*arguments)
    while jump is not None:
        if len(jump) == 2:
            handler, argument = jump
            jump = handler(argument)
        else:
            handler, *arguments = jump
            jump = handler(*arguments)


def relay(protocol: type[EventProtocol], element: "Component", port: str) -> EventProtocol:
    """The handlers of a protocol that hand each event on to what a port is connected to."""
    events = [e for base in protocol.__mro__ for e in getattr(base, "__slots__", ())]
    return protocol(**{event: Relayed(element, port, event) for event in events})


def unanswered(*arguments: object) -> NoReturn:
    """Stop: the event was to return a value, and nothing handles it."""
    raise RunTimeError("the port is not connected, and the event was to return a value")


def place(items: Sequence[object], index: int) -> int:
    """Return the index when the list has an item there."""
    if 0 <= index < len(items):
        return index
    raise RunTimeError(f"index {index} is out of range: the list has {len(items)} items")


def item(items: Sequence[Any], index: int) -> Any:
    """Return an item of a list."""
    return items[place(items, index)]


def remove(items: list[Any], index: int) -> None:
    """Take an item out of a list."""
    del items[place(items, index)]


def copied(value: Any) -> Any:
    """Return a list of one's own, and of its own lists; other values as they are."""
    return [copied(item) for item in value] if isinstance(value, list | range) else value


def to_int(value: Any) -> int:
    """Convert a value to an int: a float towards zero, a text as it would be written."""
    try:
        return int64(int(value))
    except (ValueError, OverflowError):
        raise RunTimeError(f"{text(value)!r} is no int") from None


def to_float(value: Any) -> float:
    """Convert a value to a float."""
    try:
        return float(value)
    except ValueError:
        raise RunTimeError(f"{text(value)!r} is no float") from None


def printf(format: str, *values: object) -> None:
    """Print values in a format, without a line end."""
    print(format % values, end="")


def int64(value: int) -> int:
    """Return the value when it fits an int of the language, which has 64 bits."""
    if _SMALLEST <= value <= _LARGEST:
        return value
    raise RunTimeError(f"overflow: {value} does not fit in 64 bits")


def power(base: int, exponent: int) -> int:
    """Return an int to the power of an int, which must not be negative."""
    if exponent < 0:
        raise RunTimeError(f"{exponent} is no exponent for an int: it is negative")
    if exponent > 63 and base not in (-1, 0, 1):
        raise RunTimeError(f"overflow: {base} ** {exponent} does not fit in 64 bits")
    return int64(int(base**exponent))


def text(value: object) -> str:
    """Return a value as `print` shows it."""
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, list):
        return f"[{', '.join(map(text, value))}]"
    return str(value)


def run(main: Any) -> None:
    """Make the main element and let it begin, with the arguments of the command line."""
    arguments = _arguments(main.powerOn)
    try:
        main().powerOn(*arguments)
        sys.stdout.flush()
    except STOPPING as error:
        sys.stdout.flush()
        sys.exit(_report(error))
    except OSError as error:
        _give_up(error)
    if drop.count:
        print(f"{drop.count} events were sent over unconnected ports, and dropped", file=sys.stderr)


def _give_up(error: OSError) -> NoReturn:
    """End when nothing can be printed any more; without a word when nobody listens."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        print(f"cannot print: {error.strerror}", file=sys.stderr)
    sys.exit(1)


def _report(error: Exception) -> int:
    """Say what went wrong and where, in terms of the Castle source."""
    place = where(error.__traceback__)
    print(f"{place}{explained(error)}", file=sys.stderr)
    return 3


def explained(error: Exception) -> str:
    """Say what went wrong in the language's words."""
    if isinstance(error, ZeroDivisionError):
        return "division by zero"
    if isinstance(error, RecursionError):
        return "too many calls within calls"
    if isinstance(error, IndexError):
        return "index out of range"
    if isinstance(error, MemoryError):
        return "out of memory"
    return str(error)


def where(
    traceback: TracebackType | None, line_of: Callable[[str, int], str] = linecache.getline
) -> str:
    """Name the source line and the element in which an error arose, as `file:line: name: `.

    Lines that can fail end in a comment that says where in the Castle source they come from.
    """
    place = ""
    while traceback is not None:
        frame, number = traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next
        origin = re.search(r"  # (\S+:\d+)$", line_of(frame.f_code.co_filename, number).rstrip())
        if origin:
            element = frame.f_locals.get("self")
            place = f"{origin[1]}: {names().get(id(element), '')}: "
    return place


def names() -> dict[int, str]:
    """The names of all elements, by their identity.

    The main element has the name of its component; a sub that of its owner, a dot, and its own;
    any other that of its component and a count: `Main`, `Main.finder`, `Sieve#3`.
    """
    found: dict[int, str] = {}
    counts: Counter[str] = Counter()
    for element in elements:
        component = type(element).__name__
        if id(element) not in found:
            counts[component] += 1
            number = "" if element is elements[0] else f"#{counts[component]}"
            found[id(element)] = component + number
        for attribute, sub in element._subs.items():
            owned = getattr(element, attribute, None)
            if isinstance(owned, Component):
                found[id(owned)] = f"{found[id(element)]}.{sub}"
    return found


def _arguments(power_on: Callable[..., Any]) -> list[object]:
    """Convert the command line to what `powerOn` takes."""
    parameters = [p for p in inspect.signature(power_on).parameters.values() if p.name != "self"]
    words = sys.argv[1:]
    least = sum(parameter.default is parameter.empty for parameter in parameters)
    if not least <= len(words) <= len(parameters):
        _usage(parameters, f"{len(words)} arguments are given")
    return [_converted(p, word, parameters) for p, word in zip(parameters, words, strict=False)]


def _converted(
    parameter: inspect.Parameter, word: str, parameters: Sequence[inspect.Parameter]
) -> object:
    try:
        if parameter.annotation is bool:
            return {"true": True, "false": False}[word]
        if parameter.annotation is int:
            return int64(int(word, 0))
        return parameter.annotation(word)
    except (KeyError, ValueError, RunTimeError):
        _usage(parameters, f"{word!r} is no {parameter.annotation.__name__}")


def _usage(parameters: Sequence[inspect.Parameter], problem: str) -> NoReturn:
    names = [(f"{p.name.rstrip('_')}:{p.annotation.__name__}", p.default) for p in parameters]
    shown = [f"[{n}]" if default is not inspect.Parameter.empty else n for n, default in names]
    print(f"usage: {' '.join([sys.argv[0], *shown])}; {problem}", file=sys.stderr)
    sys.exit(2)
