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

    An event for which no handler is given goes to `drop`, which counts it.
    """

    __slots__ = ()

    def __init__(self, **handlers: Callable[..., Any]) -> None:
        for protocol in type(self).__mro__:
            for event in getattr(protocol, "__slots__", ()):
                setattr(self, event, handlers.get(event, drop))


class Turns:
    """Lets one element handle one event at a time."""

    def __init__(self) -> None:
        self.busy = False
        self.waiting: deque[tuple[Callable[..., Any], tuple[Any, ...]]] = deque()

    def of(self, handler: Callable[..., Any]) -> "Turn":
        """The handler, as one that waits for its turn."""
        return Turn(self, handler)


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
    return str(value)


def run(main: Any) -> None:
    """Make the main element and let it begin, with the arguments of the command line."""
    arguments = _arguments(main.powerOn)
    try:
        main().powerOn(*arguments)
        sys.stdout.flush()
    except (RunTimeError, ArithmeticError, RecursionError) as error:
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
            first = element is elements[0]
            found[id(element)] = component if first else f"{component}#{counts[component]}"
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
    names = [f"{p.name.rstrip('_')}:{p.annotation.__name__}" for p in parameters]
    shown = [
        n if p.default is p.empty else f"[{n}]" for n, p in zip(names, parameters, strict=True)
    ]
    print(f"usage: {' '.join([sys.argv[0], *shown])}; {problem}", file=sys.stderr)
    sys.exit(2)
