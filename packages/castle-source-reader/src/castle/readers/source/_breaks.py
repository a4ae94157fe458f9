"""Lines that went on by a dot, where more likely a semicolon was forgotten.

White space means nothing in Castle: a dot at the head of a line goes on with the line before. When
that makes no sense, the program is read again as if a semicolon stood between the two.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from castle.aigr import Diagnostic, Forest, SourceFile
from castle.readers.source._problems import Code, Problems
from castle.readers.source._syntax._tokens import (
    DECIMAL,
    INTEGER,
    KEYWORDS,
    NAME,
    STRING,
    Tokens,
    tokenize,
)

Breaks = dict[str, set[int]]
"""Of each file the offsets of the dots that begin a statement of their own."""


@dataclass(slots=True)
class Attempt:
    """A program as it was read, with what is wrong with it."""

    forest: Forest
    problems: Problems


@dataclass(slots=True, frozen=True)
class Dot:
    """A dot at the head of a line that goes on with the line before."""

    path: str
    """The path of its file."""
    start: int
    """Its offset."""
    before: int
    """Where the token before it ends."""
    statement: tuple[int, int]
    """Where the statement around it begins and ends."""
    is_hopeless: bool
    """Whether nothing can follow what stands before: a call or a literal has no parts."""


def read_with_breaks(read: Callable[[Breaks], Attempt]) -> Attempt:
    """Read a program, and take a dot for the beginning of a statement where that is wiser."""
    found = read({})
    known: set[Dot] = set()
    accepted: set[Dot] = set()
    while tried := _suspects(found.problems) - known:
        known |= tried
        found, fresh = _settle(read, found, accepted, tried)
        accepted |= fresh
    return found


def _settle(
    read: Callable[[Breaks], Attempt], before: Attempt, accepted: set[Dot], tried: set[Dot]
) -> tuple[Attempt, set[Dot]]:
    """Read again with breaks, and with fewer until each of them is for the better."""
    while tried:
        after = read(_breaks(accepted | tried))
        semicolons = _told(after.problems)
        told = {dot for dot in tried if (dot.path, dot.before) in semicolons}
        kept = {dot for dot in told if _is_better(dot, before, after)} if told == tried else told
        if kept == tried:
            return after, kept
        tried = kept
    return before, tried


def _breaks(dots: set[Dot]) -> Breaks:
    found: Breaks = {}
    for dot in dots:
        found.setdefault(dot.path, set()).add(dot.start)
    return found


def _told(problems: Problems) -> set[tuple[str, int]]:
    """Where semicolons are missing."""
    return {
        (found.location.file.path, found.location.start)
        for found in problems.found
        if found.code == Code.SEMICOLON.value and found.location is not None
    }


def _is_better(dot: Dot, before: Attempt, after: Attempt) -> bool:
    """Whether the statements say no more nonsense than the one statement did."""
    was, now = _counts(dot, before.problems), _counts(dot, after.problems)
    return dot.is_hopeless or now <= was


def _counts(dot: Dot, problems: Problems) -> tuple[int, int]:
    """The numbers of errors of syntax and of all errors in a statement, save for semicolons."""
    codes = [
        found.code
        for found in problems.found
        if found.code != Code.SEMICOLON.value and _is_in(found, dot)
    ]
    return sum(code < Code.UNKNOWN.value for code in codes), len(codes)


def _is_in(found: Diagnostic, dot: Dot) -> bool:
    place = found.location
    if place is None or place.file.path != dot.path:
        return False
    return dot.statement[0] <= place.start <= dot.statement[1]


def _suspects(problems: Problems) -> set[Dot]:
    """The dots in statements that have errors."""
    places = [found.location for found in problems.found if found.location is not None]
    files = {place.file.path: place.file for place in places}
    found: set[Dot] = set()
    for path, file in files.items():
        starts = sorted(place.start for place in places if place.file.path == path)
        found.update(dot for dot in _dots(file) if _is_between(starts, *dot.statement))
    return found


def _is_between(starts: list[int], first: int, last: int) -> bool:
    at = bisect_left(starts, first)
    return at < len(starts) and starts[at] <= last


def _dots(file: SourceFile) -> Iterator[Dot]:
    text = file.text or ""
    tokens = tokenize(text)
    first = 0
    for i, kind in enumerate(tokens.kinds):
        if kind in _BOUNDS:
            yield from _dots_between(file.path, text, tokens, range(first, i))
            first = i + 1


def _dots_between(path: str, text: str, tokens: Tokens, inside: range) -> Iterator[Dot]:
    depth = 0
    for i in inside:
        kind = tokens.kinds[i]
        depth += (kind in "([") - (kind in ")]")
        if kind != "." or depth or i == inside.start or tokens.kinds[i - 1] not in _ENDS:
            continue
        end, start = tokens.ends[i - 1], tokens.starts[i]
        if "\n" in text[end:start]:
            statement = tokens.starts[inside.start], tokens.starts[inside.stop]
            yield Dot(path, start, end, statement, tokens.kinds[i - 1] not in _HOLDERS)


_BOUNDS = frozenset(";{}")
_HOLDERS = KEYWORDS | {NAME}
_ENDS = _HOLDERS | {INTEGER, DECIMAL, STRING, ")", "]"}
