"""Diagnostics as text for people: the place, the source line, a caret under it."""

from collections.abc import Iterator
from unicodedata import combining, east_asian_width

from castle.aigr._diagnostics import Diagnostic, Severity
from castle.aigr._location import Location

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
_WIDEST = 200


def render(diagnostic: Diagnostic, *, color: bool = False) -> str:
    """Show a diagnostic as lines of text, without a line end after the last.

    With `color` the severity and the caret are set in the terminal's colours (ANSI escapes).
    """
    return "\n".join(_lines(diagnostic, _COLOURS[diagnostic.severity] if color else None))


def _lines(diagnostic: Diagnostic, colour: str | None) -> Iterator[str]:
    place = _visible(f"{diagnostic.location}: ") if diagnostic.location else ""
    head = f"{diagnostic.severity.value}[{diagnostic.code}]"
    yield f"{place}{_painted(head, colour)}: {_visible(diagnostic.message)}"
    if diagnostic.location:
        yield from _excerpt(diagnostic.location, colour)
    for note in diagnostic.notes:
        yield _visible(f"  note: {f'{note.location}: ' if note.location else ''}{note.message}")
        if note.location:
            yield from _excerpt(note.location, None)
    if diagnostic.help:
        yield f"  help: {_visible(diagnostic.help)}"


def _excerpt(location: Location, colour: str | None) -> Iterator[str]:
    line, column = location.file.position(location.start)
    text = location.file.line(line)
    if text is None:
        return
    first = max(0, column - _WIDEST // 2) if len(text) > _WIDEST else 0
    shown = text[first : first + _WIDEST]
    before = shown[: column - 1 - first]
    under = shown[column - 1 - first :][: max(location.end - location.start, 1)]
    margin = " " * len(str(line))
    yield f"{line} | {_visible(shown)}".rstrip()
    yield f"{margin} | {_blank(before)}{_painted('^' * max(_width(under), 1), colour)}"


def _visible(text: str) -> str:
    return "".join(c if c.isprintable() or c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in text)


def _blank(text: str) -> str:
    return "".join("\t" if c == "\t" else " " * _width(c) for c in text)


def _width(text: str) -> int:
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def _painted(text: str, colour: str | None) -> str:
    return f"\x1b[1;{colour}m{text}\x1b[0m" if colour else text
