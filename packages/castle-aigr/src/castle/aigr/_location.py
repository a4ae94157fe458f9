"""Where a node stands in a source file."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from operator import lt
from typing import NamedTuple


class SourceFile:
    """A file that was read: its path, the start of each of its lines and, while at hand, its text.

    Offsets count code points from 0; lines and columns count from 1.
    """

    __slots__ = ("length", "line_starts", "path", "text")

    def __init__(
        self,
        path: str,
        text: str | None = None,
        *,
        line_starts: Sequence[int] | None = None,
        length: int | None = None,
    ) -> None:
        self.path = path
        """The path as it was given, with `/` between its parts."""
        self.text = text
        """The whole text, or None when the graph came from a file that does not hold it."""
        self.line_starts: Sequence[int] = _line_starts(text) if line_starts is None else line_starts
        """The offset at which each line begins; the first is 0."""
        self.length: int | None = length if text is None else len(text)
        """How many code points the text has, or None when that is not known."""

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str | None:
        """The text of a line without its end, or None when the text is not at hand."""
        if self.text is None or not 1 <= number <= len(self.line_starts):
            return None
        ends = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[self.line_starts[number - 1] : ends].rstrip("\r\n")

    def __repr__(self) -> str:
        return f"SourceFile({self.path!r})"


class Location(NamedTuple):
    """A stretch of a source file."""

    file: SourceFile
    """The file."""
    start: int
    """The offset of the first code point."""
    end: int
    """The offset after the last code point."""
    derived_from: str | None = None
    """For a node that a rewrite made: the kind of node whose place it took; else None."""

    @property
    def line(self) -> int:
        """The line it starts on, from 1."""
        return self.file.position(self.start)[0]

    @property
    def column(self) -> int:
        """The column it starts at, from 1, in code points."""
        return self.file.position(self.start)[1]

    def __str__(self) -> str:
        line, column = self.file.position(self.start)
        return f"{self.file.path}:{line}:{column}"


def is_sound(file: object) -> bool:
    """Whether something is a source file, with a path and with lines that begin one by one."""
    try:
        if type(file) is not SourceFile or not isinstance(file.line_starts, Sequence):
            return False
        starts = [-1, *file.line_starts]
        types = {*map(type, starts)}, type(file.path), type(file.text), type(file.length)
    except AttributeError:
        return False
    return types in _FILES and starts[1:2] == [0] and all(map(lt, starts, starts[1:]))


# Of line starts, path, text and length; the text need not be at hand, nor its length known.
_FILES = [({int}, str, *rest) for rest in ((str, int), (type(None), int), (type(None), type(None)))]


def _line_starts(text: str | None) -> list[int]:
    lines = (text or "").split("\n")[:-1]
    return [0, *accumulate(len(line) + 1 for line in lines)]
