"""Values that are no nodes, the awkward ones among them."""

from enum import Enum
from random import Random
from typing import Any

from castle.aigr import FieldInfo, Location, SourceFile

_TEXTS = (
    *("", "x", "onPrime", "class", "two words", "line\nend", "tab\t", '"quoted"', "back\\slash"),
    *("\x00", "ü", "\N{GRINNING FACE}", "\ud800", "\u2028", "e\u0301"),
)
_INTS = (0, 1, -1, 7, 2**31, 2**53 + 1, 2**63 - 1, -(2**63), 10**30)
_FLOATS = (0.0, -0.0, 1.0, 0.1, 1e300, 5e-324, float("inf"), float("-inf"), float("nan"))


def any_data(random: Random, field: FieldInfo) -> Any:
    """A value that a data field takes."""
    if field.optional and random.random() < 0.3:  # some are None, most are not
        return None
    cls = random.choice(field.types)
    if cls is tuple:
        return tuple(_one(random, random.choice(field.items)) for _ in range(random.randrange(4)))
    return _one(random, cls)


def _one(random: Random, cls: type) -> Any:
    if issubclass(cls, Enum):
        return random.choice(list(cls))
    if cls is type(None):
        return None
    if cls is bool:
        return random.random() < 0.5  # an even chance
    return random.choice({int: _INTS, float: _FLOATS, str: _TEXTS}[cls])


def any_file(random: Random) -> SourceFile:
    """A source file of a few lines."""
    lines = [random.choice(_TEXTS) for _ in range(random.randrange(1, 9))]
    return SourceFile(f"file{random.randrange(100)}.Castle", "\n".join(lines))


def any_location(random: Random, file: SourceFile) -> Location:
    """A stretch of a file, empty at times."""
    end = len(file.text or "")
    start = random.randint(0, end)
    derived = random.choice([None, None, "expressions.SendEvent"])
    return Location(file, start, random.randint(start, end), derived)
