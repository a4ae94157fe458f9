"""What is wrong with files, found without reading again what is known to be right."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

from castle.aigr import Declaration, Diagnostic, Forest, advise, collector_paused, predefined
from castle.monorail.diagnostics import warn
from castle.readers.source._breaks import Attempt, Breaks, read_with_breaks
from castle.readers.source._imports import Importer, Unit
from castle.readers.source._memory._facts import names_of
from castle.readers.source._memory._memory import Memory, complete
from castle.readers.source._problems import Code, Problems, TooManyError
from castle.readers.source._program import fill
from castle.readers.source._unconnected import unconnected


def inspect(files: Sequence[Path], roots: Sequence[Path], folder: Path | None) -> list[Path]:
    """Say what is wrong with files and what they import; give all files that were looked at.

    With a folder, what was found right is kept there for the next time.

    Raises:
        DiagnosticError: there are errors; all that were found are in it.
    """
    memory = Memory(folder)
    with collector_paused():
        run = _Run(files, roots, memory)
        attempt = read_with_breaks(run.attempt)
        warnings = run.finish(attempt)
    attempt.problems.raise_if_any()
    for found in warnings:
        warn(found)
    return [unit.path for unit in run.units]


class _Run:
    def __init__(self, files: Sequence[Path], roots: Sequence[Path], memory: Memory) -> None:
        self.units: list[Unit] = []
        """The files that the last attempt has read."""
        self._files, self._roots, self._memory = files, roots, memory
        self._ended = False

    def attempt(self, breaks: Breaks) -> Attempt:
        attempt = Attempt(Forest([predefined()]), Problems())
        importer = Importer(self._roots, attempt.problems, breaks, self._memory.stub)
        self.units, self._ended = importer.units, False
        with suppress(TooManyError):
            fill(attempt, self._files, importer, lambda made: self._complete(attempt, made))
            self._ended = True
        return attempt

    def _complete(self, attempt: Attempt, implemented: Collection[Declaration]) -> None:
        """Read the bodies that may be wrong now."""
        problems = attempt.problems
        names = names_of(self.units)
        there = {names[one] for one in implemented if one in names}
        lost = any(found.code == Code.TWO_FOLDERS.value for found in problems.found)
        self._memory.complete(self.units, problems)
        for unit in self.units:
            if unit.is_stub and (lost or not self._memory.made(unit) <= there):
                complete(unit, problems)

    def finish(self, attempt: Attempt) -> list[Diagnostic]:
        """Keep what was found right; give the warnings, of which errors leave none."""
        problems = attempt.problems
        if not self._ended:
            return []
        names = names_of(self.units)
        facts = {unit: self._memory.facts(unit, names) for unit in self.units}
        if not any(found.code == Code.TWO_FOLDERS.value for found in problems.found):
            self._memory.keep(self.units, facts, problems)
        if problems.found:
            return []
        return [*advise(attempt.forest), *unconnected(facts)]
