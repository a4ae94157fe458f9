"""Values of the Castle language: ints of 64 bits, lists, enumerations, and how they are shown."""

import re
from collections.abc import Sequence
from typing import Any

_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?([0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?|inf|nan)")
_PIECE = re.compile(r"%(?P<flags>[-+ #0]*)(?P<width>\d*)(?P<precision>(?:\.\d*)?)(?P<kind>.)", re.S)


class RunTimeError(Exception):
    """The program cannot go on; it ends with exit status 3."""


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


def to_int(value: float | str) -> int:
    """Convert a float to an int, towards zero; or a text of digits, with or without a sign."""
    if isinstance(value, str):
        if not _INT.fullmatch(value):
            raise RunTimeError(f"{_quoted(value)} is no int")
        if len(value.lstrip("-+").lstrip("0")) > 19:
            raise RunTimeError(f"overflow: {_quoted(value)} does not fit in 64 bits")
    elif value - value != 0:
        raise RunTimeError(f"{value} is no int")
    return int64(int(value))


def to_float(value: str) -> float:
    """Convert a text to a float: what `str` makes of one, or digits as of an int."""
    if not _FLOAT.fullmatch(value):
        raise RunTimeError(f"{_quoted(value)} is no float")
    return float(value)


def _quoted(value: str) -> str:
    return repr(value if len(value) <= 40 else f"{value[:37]}...")


def text(value: object) -> str:
    """Return a value as `print` shows it."""
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, list):
        return f"[{', '.join(map(text, value))}]"
    return str(value)


def printf(format: str, *values: Any) -> None:
    """Print values in a format of C's, without a line end."""
    remaining = iter(values)

    def shown(piece: re.Match[str]) -> str:
        return "%" if piece["kind"] == "%" else _formatted(next(remaining), **piece.groupdict())

    print(_PIECE.sub(shown, format), end="")


def _formatted(value: Any, flags: str, width: str, precision: str, kind: str) -> str:
    """One value; Python's flags mean what C's do, but in these cases."""
    if kind == "s":
        return f"%{flags}{width}{precision}s" % text(value)
    if kind == "x":
        value %= 2**64  # the bits, as those of a number without a sign
        flags = flags.translate(_NO_SIGN if value else _NO_SIGN_NOR_PREFIX)
    if value - value != 0 or (kind in "dx" and precision):
        flags = flags.replace("0", "")
    if kind in "dx" and value == 0 and precision and not precision.strip(".0"):
        sign = "+" if "+" in flags else " " if " " in flags else ""
        return f"%{'-' if '-' in flags else ''}{width}s" % sign  # a zero without any digits
    return str(f"%{flags}{width}{precision}{kind}" % value)


_NO_SIGN = str.maketrans("", "", "+ ")
_NO_SIGN_NOR_PREFIX = str.maketrans("", "", "+ #")


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
    return [copied(item) for item in value] if isinstance(value, list) else value


def same(some: Any, other: Any) -> bool:
    """Whether two lists of floats are equal: a `nan` is not even equal to itself."""
    if isinstance(some, list):
        return len(some) == len(other) and all(map(same, some, other))
    return bool(some == other)
