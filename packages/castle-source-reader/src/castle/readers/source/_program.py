"""From files to a graph: read all, then resolve all."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from castle.aigr import Forest, StateMachine, check_machines, predefined
from castle.readers.source._breaks import Attempt, Breaks, read_with_breaks
from castle.readers.source._cycles import report_cycles
from castle.readers.source._garbage import garbage_kept
from castle.readers.source._imports import Importer
from castle.readers.source._meaning._resolution import resolve
from castle.readers.source._problems import Code, Problems, TooManyError


def read_program(files: Sequence[Path], roots: Sequence[Path]) -> Forest:
    """Read files, and what they import, into one graph.

    Raises:
        DiagnosticError: there are errors; all that were found are in it.
    """
    with garbage_kept():
        found = read_with_breaks(lambda breaks: _attempt(files, roots, breaks))
    found.problems.raise_if_any()
    return found.forest


def _attempt(files: Sequence[Path], roots: Sequence[Path], breaks: Breaks) -> Attempt:
    attempt = Attempt(Forest([predefined()]), Problems())
    with suppress(TooManyError):
        _fill(attempt, files, Importer(roots, attempt.problems, breaks))
    return attempt


def _fill(attempt: Attempt, files: Sequence[Path], importer: Importer) -> None:
    forest, problems = attempt.forest, attempt.problems
    for file in files:
        importer.read(file)
    report_cycles(importer.units, problems)
    forest.namespaces += [unit.space for unit in importer.units]
    if not files:
        problems.report(Code.UNREADABLE, "there are no files to read", None)
    resolve(forest.namespaces[0], importer.units, problems)
    if any(isinstance(one, StateMachine) for u in importer.units for one in u.space.declarations):
        problems.found += check_machines(forest)
