"""What a module may import, found without parsing it.

Parsing every module would take most of an audit's time, and nearly all import nothing wrong. What
is found here may be too much, such as what stands in a text, and is never too little: who finds a
fault in it parses the module, and knows. Statements begin where a line does, or behind `;` or `:`.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

CALLS: Final = ("import_module", "__import__")
"""The functions that import what they are called with."""

_CALLED: Final = re.compile("|".join(CALLS).encode())
# Matches end behind the word: what follows may hold the beginning of another statement.
_SPACE: Final = rb"(?:[ \t\f]|\\\n)"
_STATEMENT: Final = re.compile(rb"import\b(?=((?:[^\n;#\\]|\\\n)*))")
_FROM: Final = re.compile(rb"from\b(?=((?:[\w.\x80-\xff]|" + _SPACE + rb")*?)\bimport\b)")
_CODING: Final = re.compile(rb"coding[:=][ \t]*([-\w.]*)")
_DOTTED: Final = re.compile(r"[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*")
_MODULE: Final = re.compile(rf"\s*({_DOTTED.pattern})(?:\s+as\s+\w+)?\s*")
_BASE: Final = re.compile(rf"\s*((?:\.\s*)*(?:{_DOTTED.pattern})?)\s*")


class Imported(NamedTuple):
    """What is imported, or imported from."""

    level: int
    """How many dots stand before the name."""
    module: str
    """The dotted name; nothing where there are only dots."""
    is_base: bool
    """Whether something is imported from it, which may be a module as well."""


def scan(data: bytes) -> list[Imported] | None:
    """All that a module imports by statements, and perhaps more; None when parsing has to tell."""
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    data = data.removeprefix(b"\xef\xbb\xbf")
    if _CALLED.search(data) or _may_be_encoded(data):
        return None
    modules, bases = [*_bodies(_STATEMENT, data)], [*_bodies(_FROM, data)]
    if not all(map(bytes.isascii, [*modules, *bases])):
        return None  # names that Python spells otherwise
    return [*_modules(modules), *_bases(bases)]


def _may_be_encoded(data: bytes) -> bool:
    """Whether the module says that its bytes are no UTF-8, in which a name could be hidden."""
    head = b"\n".join(data.split(b"\n", 2)[:2]).lower()
    return any(name != b"utf-8" for name in _CODING.findall(head))


def _bodies(form: re.Pattern[bytes], data: bytes) -> Iterator[bytes]:
    """What follows a word where it begins a statement."""
    for one in form.finditer(data):
        before = data[data.rfind(b"\n", 0, one.start()) + 1 : one.start()].rstrip(b" \t\f")
        if not before or before.endswith((b";", b":")):
            yield one[1].replace(b"\\\n", b" ")


def _modules(bodies: Iterable[bytes]) -> Iterator[Imported]:
    for body in bodies:
        parts = [_MODULE.fullmatch(part) for part in body.decode("ascii").split(",")]
        if all(parts):  # else it is no statement, and stands in a text
            yield from (Imported(0, _joined(one[1]), False) for one in parts if one)


def _bases(bodies: Iterable[bytes]) -> Iterator[Imported]:
    for body in bodies:
        if found := _BASE.fullmatch(body.decode("ascii")):
            dotted = _joined(found[1])
            name = dotted.lstrip(".")
            yield Imported(len(dotted) - len(name), name, True)


def _joined(dotted: str) -> str:
    return "".join(dotted.split())
