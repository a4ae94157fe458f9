"""Data values as JSON has them, each by itself.

JSON has one kind of number, and no text with half a surrogate pair. What plain JSON would not keep
stands in an object of one key: `{"float": "0.1"}`, `{"int": "0x8000000000000000"}`,
`{"codepoints": [55296]}`.
"""

import math
import re
import struct
from enum import Enum
from typing import Any

from castle.aigr._storage._damage import DamagedError, shown
from castle.aigr._storage._layout import LARGEST

FLOAT = r"-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?|-?inf|nan( [7f]ff[0-9a-f]{13})?"
INT = r"-?0x[0-9a-f]+"
LONGEST_FLOAT = 32
LAST_CODEPOINT = 0x10FFFF

_FLOAT, _INT = re.compile(FLOAT), re.compile(INT)
_SURROGATE = re.compile("[\ud800-\udfff]")
_QUIET_NAN = struct.pack(">d", math.nan)


def encode(value: Any) -> Any:
    """A data value as JSON has it: what plain JSON does not keep, as an object of one key."""
    match value:
        case Enum():
            return value.name
        case float():
            return {"float": _float_text(value)}
        case int() if not -LARGEST <= value <= LARGEST:
            return {"int": hex(value)}
        case str() if _SURROGATE.search(value):
            return {"codepoints": list(map(ord, value))}
        case tuple():
            return [encode(item) for item in value]
    return value


def _float_text(value: float) -> str:
    bits = struct.pack(">d", value)
    return f"nan {bits.hex()}" if value != value and bits != _QUIET_NAN else repr(value)


def decode(value: Any) -> Any:
    """What a JSON value that is no list stands for.

    Raises:
        DamagedError: it stands for nothing.
    """
    match value:
        case None | bool() | str():
            return value
        case int() if -LARGEST <= value <= LARGEST:
            return value
        case {"float": str(text)} if len(value) == 1:
            return _float(text)
        case {"int": str(text)} if len(value) == 1 and _INT.fullmatch(text):
            return int(text, 16)
        case {"codepoints": list(points)} if len(value) == 1:
            return _text(points)
        case int():
            raise DamagedError('an integer beyond 2**53 is written {"int": "0x..."}')
        case float():
            raise DamagedError('a float is written {"float": "..."}')
    raise DamagedError(f"{shown(value)} stands for no value")


def _float(text: str) -> float:
    if len(text) <= LONGEST_FLOAT and _FLOAT.fullmatch(text):
        if not text.startswith("nan "):
            value = float(text)
            if math.isfinite(value) or text.endswith(("inf", "nan")):
                return value
        elif math.isnan(value := float(*struct.unpack(">d", bytes.fromhex(text[4:])))):
            return value
    raise DamagedError(f"{shown(text)} is no float", "float")


def _text(points: list[Any]) -> str:
    for index, point in enumerate(points):
        if type(point) is not int or not 0 <= point <= LAST_CODEPOINT:
            raise DamagedError(f"{shown(point)} is no code point", "codepoints", index)
    return "".join(map(chr, points))
