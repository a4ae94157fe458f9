"""The formats of `printf`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from castle.readers.source._meaning._builtins import is_int, is_number, is_printable
from castle.readers.source._meaning._values import ValueType

MAX_WIDTH = 999
_piece = re.compile(
    r"%(?P<flags>[-+ #0]*)(?P<width>\d*)(?P<precision>(?:\.\d*)?)(?P<kind>.?)", re.S
)
_KINDS = {
    "d": (is_int, "an `int`", "-+ 0"),
    "x": (is_int, "an `int`", "-0"),
    "f": (is_number, "a number", "-+ #0"),
    "e": (is_number, "a number", "-+ #0"),
    "g": (is_number, "a number", "-+ #0"),
    "s": (is_printable, "a value that can be shown", "-"),
}


class Conversion(NamedTuple):
    """What stands for one value in a format."""

    start: int
    """Where it begins in the format."""
    text: str
    """What is written there."""
    kind: str
    """The letter it ends in."""
    problem: str | None
    """What is wrong with it, or None."""

    @property
    def wanted(self) -> str:
        """The type of its value, as messages call it."""
        return _KINDS[self.kind][1]

    def takes(self, kind: ValueType) -> bool:
        """Whether its value may have a type."""
        return _KINDS[self.kind][0](kind)


def conversions(format: str) -> Iterator[Conversion]:
    """What stands for values in a format, one after the other; `%%` stands for none."""
    for piece in _piece.finditer(format):
        if piece[0] != "%%":
            yield Conversion(piece.start(), piece[0], piece["kind"], _problem(piece))


def _problem(piece: re.Match[str]) -> str | None:
    kind, flags, width, precision = (
        piece["kind"],
        piece["flags"],
        piece["width"],
        piece["precision"],
    )
    if kind not in _KINDS:
        return f"`{piece[0]}` is no conversion; there are %d %x %f %e %g %s, and %% for a `%`"
    if not set(flags) <= set(_KINDS[kind][2]) or len(set(flags)) < len(flags):
        return f"the flags of `%{kind}` are, each once, {_shown(_KINDS[kind][2])}"
    if (
        precision == "."
        or len(width) > len(str(MAX_WIDTH))
        or len(precision) > len(f".{MAX_WIDTH}")
    ):
        return f"width and precision are numbers up to {MAX_WIDTH}"
    if precision and kind in "dx" and ("0" in flags or not int(precision[1:])):
        return f"the precision of `%{kind}` is at least 1, and goes without the flag `0`"
    if ("-" in flags and "0" in flags) or ("+" in flags and " " in flags):
        return "`-` goes without `0`, and `+` without a space"
    return None


def _shown(flags: str) -> str:
    return " ".join(f"`{flag}`" for flag in flags)
