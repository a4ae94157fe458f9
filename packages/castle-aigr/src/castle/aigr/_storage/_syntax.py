"""From text to a JSON document, and from a place in the document back to its text."""

import json
import re
import sys
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from castle.aigr._storage._damage import NO_AIGR, DamagedError, Step, shown

_DEEPEST = 16
_STRING = re.compile(r'"[^"\\]*+(?>\\.[^"\\]*+)*+"', re.DOTALL)
_WORD = re.compile(r'[^ \t\n\r\[\]{},:"]+')
_BLANK = re.compile(r"[ \t\n\r,:]*+")
_STEEP = 3000
"""With a recursion limit above this, the C stack might end before the limit stops a parser."""
_LONGEST_INT = 400
"""In digits; what is longer could take long to read, and is far out of the format's range."""


def parse(text: str) -> Any:
    """Read JSON, strictly: no key twice, no NaN, no nesting that a document never needs."""
    try:
        if sys.getrecursionlimit() > _STEEP and _depth(text) > _DEEPEST:
            raise RecursionError
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refused, **_guarded())
    except json.JSONDecodeError as error:
        raise _at(f"this is no JSON: {error.msg}", error.pos) from None
    except (ValueError, RecursionError):
        raise _excess(text) from None


def place_of(text: str, steps: tuple[Step, ...]) -> tuple[int, int]:
    """Where a value of a document begins and ends in its text; the nearest owner if it lacks."""
    wanted, depth, best = list(steps), -1, (0, 0)
    for offset, end, path, _ in _values(text):
        if len(path) > depth and path == wanted[: len(path)]:
            depth, best = len(path), (offset, end)
            if depth == len(wanted):
                break
    return best


def _guarded() -> dict[str, Any]:
    # Python itself limits the digits of an integer, unless that was switched off.
    return (
        {} if 0 < sys.get_int_max_str_digits() <= 10 * _LONGEST_INT + 300 else {"parse_int": _int}
    )


def _int(digits: str) -> int:
    if len(digits) > _LONGEST_INT:
        raise ValueError
    return int(digits)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError
    return made


def _refused(constant: str) -> float:
    raise ValueError(constant)


def _at(message: str, offset: int, *steps: Step | None) -> DamagedError:
    # Where a key should be and is none, the step is None.
    damage = DamagedError(message, *(step for step in steps if step is not None), code=NO_AIGR)
    damage.offset = offset
    return damage


def _depth(text: str) -> int:
    brackets = re.sub(r"[^\[\]{}]+", "", _STRING.sub("", text))
    return max(accumulate(1 if bracket in "[{" else -1 for bracket in brackets), default=0)


def _excess(text: str) -> DamagedError:
    """Find what the quick parser refused without saying where."""
    seen: dict[tuple[Step | None, ...], set[str]] = {}
    for offset, _, path, word in _values(text):
        if len(path) > _DEEPEST:
            return _at("values are nested deeper than in any AIGR file", offset)
        if word.lstrip("-") in ("NaN", "Infinity"):
            return _at(f"this is no JSON: {word}", offset, *path)
        if len(word) > _LONGEST_INT:
            return _at("this number is far too long", offset, *path)
        if path and isinstance(key := path[-1], str):
            keys = seen.setdefault(tuple(path[:-1]), set())
            if key in keys:
                return _at(f"the key {shown(key)} is there twice", offset, *path)
            keys.add(key)
    return _at("this is no JSON", 0)


def _values(text: str) -> Iterator[tuple[int, int, list[Step | None], str]]:
    """All values in the order of the text: begin, end, path, and the word if it is no string.

    A list or an object ends with its first bracket. The path is changed as the search goes on.
    """
    # For each open list the last index, for each open object the last key or None.
    path: list[Step | None] = []
    offset = _end(_BLANK, text, 0, 0)
    while offset < len(text):
        mark, end, is_key = text[offset], offset + 1, False
        if mark in "]}":
            path = path[:-1]
        elif mark == '"':
            end = _end(_STRING, text, offset, len(text))
            is_key = bool(path) and path[-1] is None
        elif mark not in "[{":
            end = _end(_WORD, text, offset, offset + 1)
        if is_key:
            path[-1] = _decoded(text[offset:end])
        elif mark not in "]}":
            if path and isinstance(path[-1], int):
                path[-1] += 1
            yield offset, end, path, "" if mark in '[{"' else text[offset:end]
        if mark in "[{":
            path.append(-1 if mark == "[" else None)
        elif path and not is_key and isinstance(path[-1], str):
            path[-1] = None
        offset = _end(_BLANK, text, end, end)


def _end(pattern: re.Pattern[str], text: str, offset: int, otherwise: int) -> int:
    found = pattern.match(text, offset)
    return found.end() if found else otherwise


def _decoded(key: str) -> str:
    try:
        return str(json.loads(key))
    except ValueError:
        return key
