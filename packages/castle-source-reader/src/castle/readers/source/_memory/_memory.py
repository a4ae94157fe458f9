"""Which files need not be read as a whole, because nothing that their errors depend on has changed.

The bodies of implementations are most of a program, and say nothing to other files that depends on
more than the names in `Facts`. So those of files that were right are blanked before they are read:
what is left, protocols, components and heads, is read, resolved and checked each time, with offsets
as they are in the file.
"""

from collections.abc import Iterable
from pathlib import Path

from castle.aigr import SourceFile
from castle.readers.source._imports import Unit
from castle.readers.source._memory._code import code
from castle.readers.source._memory._entries import Entry, Facts
from castle.readers.source._memory._facts import Names, facts_of
from castle.readers.source._memory._keys import (
    Bodies,
    Keys,
    blanked,
    bodies_of,
    digest,
    implementations,
)
from castle.readers.source._memory._storage import load, save
from castle.readers.source._problems import Problems
from castle.readers.source._syntax._source import parse


class Memory:
    """What is kept in a folder of files that were right, or nothing without a folder."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._entries = dict(load(folder, code())) if folder is not None else {}
        self._kept = dict(self._entries)

    def stub(self, name: str, file: SourceFile) -> str | None:
        """The text of a file without the bodies that are known to be right; None when none is."""
        entry = self._entries.get(name)
        text = file.text or ""
        if entry is None or entry.text != digest(text) or not _fits(entry.bodies, text):
            return None
        return blanked(text, entry.bodies)

    def complete(self, units: Iterable[Unit], problems: Problems) -> None:
        """Read the bodies of all files that depend on something that has changed."""
        keys = Keys(units)
        for unit in units:
            if unit.is_stub and self._entries[unit.key].key != keys.of(unit):
                complete(unit, problems)

    def facts(self, unit: Unit, names: Names) -> Facts:
        """What the bodies of a file say about the rest of the program."""
        return self._entries[unit.key].facts if unit.is_stub else facts_of(unit, names)

    def made(self, unit: Unit) -> frozenset[str]:
        """The components that the bodies of a file make, when these were not read."""
        return self._entries[unit.key].facts.made if unit.is_stub else frozenset()

    def keep(self, units: Iterable[Unit], facts: dict[Unit, Facts], problems: Problems) -> None:
        """Keep what is known of the files of which nothing bad was said, or was left unsaid."""
        if self._folder is None:
            return
        keys = Keys(units)
        wrong = problems.files()
        for unit in units:
            if unit.file.path in wrong:
                self._kept.pop(unit.key, None)
            elif not unit.is_stub:
                text = digest(unit.file.text or "")
                entry = Entry(text, keys.of(unit), bodies_of(unit), facts[unit])
                self._kept[unit.key] = entry
        if self._kept != self._entries:
            save(self._folder, code(), {n: e for n, e in self._kept.items() if Path(n).exists()})


def complete(unit: Unit, problems: Problems) -> None:
    """Read the bodies of a file of which only the rest was read."""
    space = parse(unit.file, unit.file.text or "", unit.space.name, unit.space.source, problems)
    unit.is_stub = False
    for own, read in zip(implementations(unit.space), implementations(space), strict=True):
        own.members, own.documentation = read.members, read.documentation


def _fits(bodies: Bodies, text: str) -> bool:
    return all(
        0 < first <= last < len(text) and text[first - 1] == "{" and text[last] == "}"
        for first, last in bodies
    )
