"""From files to a graph: read all, then resolve all."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from castle.aigr import Diagnostic, Forest, StateMachine, check_machines, predefined
from castle.readers.source._breaks import Attempt, Breaks, read_with_breaks
from castle.readers.source._cycles import report_cycles
from castle.readers.source._garbage import garbage_kept
from castle.readers.source._imports import Importer
from castle.readers.source._meaning._resolution import resolve
from castle.readers.source._problems import Code, Problems, TooManyError
from castle.readers.source._sides import settle_sides


def read_program(files: Sequence[Path], roots: Sequence[Path]) -> Forest:
    """Read files, and what they import, into one graph.

    Raises:
        DiagnosticError: there are errors; all that were found are in it.
    """
    with garbage_kept():
        found = read_with_breaks(lambda breaks: _attempt(files, roots, breaks))
    found.problems.raise_if_any()
    return found.forest


def parse_files(files: Sequence[Path]) -> Forest:
    """Read files, and nothing that they import, into one graph; names are not resolved.

    Raises:
        DiagnosticError: there are errors; all that were found are in it.
    """
    with garbage_kept():
        found = read_with_breaks(lambda breaks: _attempt_alone(files, breaks))
    found.problems.raise_if_any()
    return found.forest


def _attempt_alone(files: Sequence[Path], breaks: Breaks) -> Attempt:
    attempt = Attempt(Forest(), Problems())
    importer = Importer([], attempt.problems, breaks)
    with suppress(TooManyError):
        for file in files:
            importer.read_alone(file)
    for unit in importer.units:
        settle_sides(unit.space)
        attempt.forest.namespaces.append(unit.space)
    return attempt


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
        problems.found += (d for d in check_machines(forest) if not _is_echo(d, problems))


def _is_echo(found: Diagnostic, problems: Problems) -> bool:
    """Whether what a machine seems to lack may stand in what could not be read."""
    unread = problems.unread.get(found.location.file.path) if found.location else None
    return bool(unread) and found.code in _OF_WHAT_LACKS


_OF_WHAT_LACKS = ("CAS0323", "CAS0326")  # an initial state, and states inside of a state
