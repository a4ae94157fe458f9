"""Values: ints without bounds that are then checked, and what is printed of them."""

from __future__ import annotations

import ctypes
import math
import re
from typing import Any

from castle.aigr import (
    Enumerator,
    Scalar,
)

LIBC = ctypes.CDLL(None)
DEFAULTS = {Scalar.INT: 0, Scalar.FLOAT: 0.0, Scalar.BOOL: False, Scalar.STR: ""}


class Stopped(Exception):  # noqa: N818  # it is an outcome, not a mistake
    """The program stops: why, at which line, and in which element."""

    def __init__(self, why: str) -> None:
        self.why = why
        self.place = ""
        super().__init__(why)


def int64(value: int) -> int:
    """A value that fits 64 bits."""
    if -(2**63) <= value < 2**63:
        return value
    raise Stopped("overflow")


def copied(value: Any) -> Any:
    """A list, and those in it, for somebody else."""
    return list(map(copied, value)) if isinstance(value, list) else value


def has_float(values: list[Any]) -> bool:
    """Whether some value is a float."""
    return any(isinstance(value, float) for value in values)


def found(items: list[Any], index: int) -> int:
    """An index that a list has."""
    if 0 <= index < len(items):
        return index
    raise Stopped("index")


def compared(operator: str, left: Any, right: Any) -> bool:
    """Whether a comparison of two values holds."""
    if isinstance(left, list):
        equal = len(left) == len(right) and all(
            compared("==", a, b) for a, b in zip(left, right, strict=True)
        )
        return bool(equal) is (operator == "==")
    if isinstance(left, float) or isinstance(right, float):
        left, right = float(left), float(right)
    if operator in ("==", "!="):
        return bool(left == right) is (operator == "==")
    holds = {"<": left < right, "<=": left <= right, ">=": left >= right, ">": left > right}
    return bool(holds[operator])


def to_the_power(base: int, exponent: int) -> int:
    """One factor after the other; those of 1, 0 and -1 come round again."""
    if exponent < 0:
        raise Stopped("no exponent")
    product = 1
    for _ in range(exponent if exponent < 70 else 70 + exponent % 2):
        product = int64(product * base)
    return product


def shown(value: Any) -> str:
    """A value as `print` shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    return value.name if isinstance(value, Enumerator) else str(value)


def to_int(value: Any) -> int:
    """A value as an int."""
    if isinstance(value, str):
        if not re.fullmatch("[+-]?[0-9]+", value):
            raise Stopped("no int")
        return int64(int(value))
    if isinstance(value, float) and not math.isfinite(value):
        raise Stopped("no int")
    return int64(math.trunc(value))


def to_float(value: Any) -> float:
    """A value as a float."""
    if isinstance(value, str) and not re.fullmatch(
        r"[+-]?([0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?|inf|nan)", value
    ):
        raise Stopped("no float")
    return float(value)


def formatted(format: str, values: list[Any]) -> str:
    """What C prints."""
    remaining = iter(values)

    def one(piece: re.Match[str]) -> str:
        if piece["kind"] == "%":
            return "%"
        value = next(remaining)
        if piece["kind"] == "s":
            return piece[0] % shown(value)
        buffer = ctypes.create_string_buffer(2000)
        if piece["kind"] in "dx":
            wide = f"{piece[0][:-1]}ll{piece['kind']}"
            LIBC.snprintf(buffer, 2000, wide.encode(), ctypes.c_longlong(value))
        else:
            number = float(value) if value == value else math.nan  # which has no sign
            LIBC.snprintf(buffer, 2000, piece[0].encode(), ctypes.c_double(number))
        return buffer.value.decode()

    return re.sub(r"%[-+ #0]*\d*(\.\d*)?(?P<kind>.)", one, format)
