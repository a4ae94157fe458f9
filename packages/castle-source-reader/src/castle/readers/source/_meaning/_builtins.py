"""The functions that are built in: what they take and what they give."""

from collections.abc import Callable
from typing import NamedTuple

from castle.aigr import ComponentInterface, ListOf, Scalar
from castle.readers.source._meaning._values import GROUND, NOTHING, NUMBERS, UNKNOWN, ValueType


class Builtin(NamedTuple):
    """What a built-in function takes and gives."""

    least: int
    """The number of arguments that it needs."""
    most: int | None
    """The number of arguments that it takes, or None for any."""
    takes: Callable[[ValueType], bool]
    """Whether an argument may have a type."""
    wanted: str
    """The types that it takes, as messages call them."""
    gives: Callable[[list[ValueType]], ValueType]
    """The type of its value, for arguments of these types."""


def is_printable(kind: ValueType) -> bool:
    """Whether a value can be shown."""
    return kind is not GROUND and not isinstance(kind, ComponentInterface)


def is_number(kind: ValueType) -> bool:
    """Whether a value is a number, as far as is known."""
    return kind in NUMBERS or kind is UNKNOWN


def _is_long(kind: ValueType) -> bool:
    return kind is Scalar.STR or isinstance(kind, ListOf) or kind is UNKNOWN


def _is_simple(kind: ValueType) -> bool:
    return isinstance(kind, Scalar) or kind is UNKNOWN


def _is_anything(kind: ValueType) -> bool:
    return True


def is_int(kind: ValueType) -> bool:
    """Whether a value is an `int`, as far as is known."""
    return kind is Scalar.INT or kind is UNKNOWN


def _widest(kinds: list[ValueType]) -> ValueType:
    return Scalar.FLOAT if Scalar.FLOAT in kinds else kinds[0] if kinds else UNKNOWN


BUILTINS = {
    "print": Builtin(0, None, is_printable, "a value that can be shown", lambda kinds: NOTHING),
    "printf": Builtin(1, None, is_printable, "a value that can be shown", lambda kinds: NOTHING),
    "len": Builtin(1, 1, _is_long, "a `str` or a list", lambda kinds: Scalar.INT),
    "abs": Builtin(1, 1, is_number, "a number", _widest),
    "min": Builtin(2, None, is_number, "a number", _widest),
    "max": Builtin(2, None, is_number, "a number", _widest),
    "range": Builtin(2, 2, is_int, "an `int`", lambda kinds: ListOf(Scalar.INT)),
    "append": Builtin(2, 2, _is_anything, "a list and an item", lambda kinds: NOTHING),
    "remove": Builtin(2, 2, _is_anything, "a list and an index", lambda kinds: NOTHING),
    "int": Builtin(1, 1, _is_simple, "a simple value", lambda kinds: Scalar.INT),
    "float": Builtin(1, 1, _is_simple, "a simple value", lambda kinds: Scalar.FLOAT),
    "str": Builtin(1, 1, is_printable, "a value that can be shown", lambda kinds: Scalar.STR),
}
"""All of them, by their names."""
