"""What the errors of a file depend on, as digests."""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from castle.aigr import ComponentImplementation, SourceNS
from castle.readers.source._imports import Unit

Bodies = tuple[tuple[int, int], ...]
_opening = re.compile(r"\s*\{").match


class Keys:
    """The digests of all that the errors of each file depend on."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._contracts = {unit: _contract(unit) for unit in units}
        self._deep: dict[Unit, str] | None = self._all()

    def of(self, unit: Unit) -> str:
        """The digest of the text of a file, and of what all files that it sees say to others."""
        seen = self._around(unit) if self._deep is None else self._deep[unit]
        return digest("\0".join([unit.key, digest(unit.file.text or ""), seen]))

    def _all(self) -> dict[Unit, str] | None:
        """Of each file the digest of what it and all that it sees say; None where there are cycles.

        Files come behind what they import: each needs the digests of these alone.
        """
        found: dict[Unit, str] = {}
        for unit, contract in self._contracts.items():
            linked = sorted(_linked(unit), key=lambda one: one.key)
            if any(one not in found for one in linked):
                return None
            below = [text for one in linked for text in (one.key, found[one])]
            found[unit] = digest("\0".join([contract, *below]))
        return found

    def _around(self, unit: Unit) -> str:
        needed = sorted((one.key, self._contracts[one]) for one in _needed(unit))
        return digest("\0".join(map("\0".join, needed)))


def _contract(unit: Unit) -> str:
    """The digest of what a file says to others, wherever it says it."""
    return digest(blanked(unit.file.text or "", bodies_of(unit), ""))


def _linked(unit: Unit) -> set[Unit]:
    """The files that a file imports, and the contract beside it."""
    found = {other for _, others in unit.imports for other in others}
    return found | {unit.contract} if unit.contract else found


def _needed(unit: Unit) -> set[Unit]:
    """A file and all that it sees, by way of others too."""
    seen, pending = {unit}, [unit]
    while pending:
        fresh = _linked(pending.pop()) - seen
        seen |= fresh
        pending += fresh
    return seen


def bodies_of(unit: Unit) -> Bodies:
    """Where the bodies of a file's implementations are, between their braces."""
    return tuple(_bodies(unit))


def _bodies(unit: Unit) -> Iterator[tuple[int, int]]:
    text = unit.file.text or ""
    for one in implementations(unit.space):
        place, head = one.location, one.interface.location
        opening = _opening(text, head.end) if head is not None else None
        if place is not None and opening is not None and text[place.end - 1] == "}":
            yield opening.end(), place.end - 1


def implementations(space: SourceNS) -> list[ComponentImplementation]:
    """What a file implements, machines left out: these are always read."""
    return [one for one in space.declarations if isinstance(one, ComponentImplementation)]


def blanked(text: str, bodies: Bodies, blank: str = " ") -> str:
    """A text with something else for each character of the bodies."""
    parts: list[str] = []
    end = 0
    for first, last in bodies:
        parts += [text[end:first], blank * (last - first)]
        end = last
    return "".join([*parts, text[end:]])


def digest(text: str) -> str:
    """What tells a text from all others."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
