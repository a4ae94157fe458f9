"""How a program begins and ends: the command line, and what is said of errors."""

import inspect
import io
import linecache
import os
import re
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, NoReturn

from castle.writers.python.castle_runtime import Component, drop, elements
from castle.writers.python.castle_values import RunTimeError, int64

STOPPING = (RunTimeError, ArithmeticError, IndexError, MemoryError, RecursionError)
"""What stops a program, and is explained."""
_ORIGIN = re.compile(r"  # (\S+:\d+)$")
_DEPTH = 100_000
_STACK = 256 * 2**20


def run(main: Any) -> None:
    """Make the main element and let it begin, with the arguments of the command line."""
    arguments = _arguments(main.powerOn)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    try:
        deeply(lambda: main().powerOn(*arguments))
        sys.stdout.flush()
    except STOPPING as error:
        sys.stdout.flush()
        sys.exit(_report(error))
    except OSError as error:
        _give_up(error)
    if drop.count:
        print(f"{drop.count} events were sent over unconnected ports, and dropped", file=sys.stderr)


def deeply(function: Callable[[], None]) -> None:
    """Call a function that may let calls nest deeply: events that others wait for are calls.

    Raises:
        Exception: what the function raises.
    """
    raised: list[BaseException] = []

    def call() -> None:
        try:
            function()
        except BaseException as error:  # it is raised again below
            raised.append(error)

    thread = threading.Thread(target=call, daemon=True)
    limit, size = sys.getrecursionlimit(), threading.stack_size(_STACK)
    sys.setrecursionlimit(_DEPTH)
    try:
        thread.start()
        thread.join()
    except RuntimeError:  # there is no room for such a stack
        sys.setrecursionlimit(limit)
        call()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(size)
    if raised:
        raise raised[0]


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
    calls: list[TracebackType] = []
    while traceback is not None:
        calls.append(traceback)
        traceback = traceback.tb_next
    for call in reversed(calls):
        line = line_of(call.tb_frame.f_code.co_filename, call.tb_lineno)
        if origin := _ORIGIN.search(line.rstrip()):
            element = call.tb_frame.f_locals.get("self")
            return f"{origin[1]}: {names().get(id(element), '')}: "
    return ""


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
    if parameter.annotation not in (bool, int, float, str):
        _usage(parameters, f"{parameter.name.rstrip('_')} cannot be given on a command line")
    try:
        if parameter.annotation is bool:
            return {"true": True, "false": False}[word]
        if parameter.annotation is int:
            return int64(int(word, 0))
        return parameter.annotation(word)
    except (KeyError, ValueError, RunTimeError):
        _usage(parameters, f"{word!r} is no {parameter.annotation.__name__}")


def _usage(parameters: Sequence[inspect.Parameter], problem: str) -> NoReturn:
    names = [(f"{p.name.rstrip('_')}:{_shown(p.annotation)}", p.default) for p in parameters]
    shown = [f"[{n}]" if default is not inspect.Parameter.empty else n for n, default in names]
    print(f"usage: {' '.join([sys.argv[0], *shown])}; {problem}", file=sys.stderr)
    sys.exit(2)


def _shown(annotation: Any) -> str:
    return annotation.__name__ if annotation in (bool, int, float, str) else "list"
