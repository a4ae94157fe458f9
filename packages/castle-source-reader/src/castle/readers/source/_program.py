"""From files to a graph: read all, then resolve all."""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path

from castle.aigr import (
    Declaration,
    Diagnostic,
    Forest,
    StateMachine,
    check_machines,
    collector_paused,
    predefined,
)
from castle.monorail.diagnostics import warn
from castle.readers.source._breaks import Attempt, Breaks, read_with_breaks
from castle.readers.source._cycles import report_cycles
from castle.readers.source._imports import Importer, Unit
from castle.readers.source._meaning._resolution import resolve
from castle.readers.source._memory._facts import facts_of, names_of
from castle.readers.source._problems import Code, Problems, TooManyError
from castle.readers.source._sides import settle_sides
from castle.readers.source._unconnected import unconnected


def read_program(files: Sequence[Path], roots: Sequence[Path]) -> Forest:
    """Read files, and what they import, into one graph.

    Raises:
        DiagnosticError: there are errors; all that were found are in it.
    """
    units: list[Unit] = []

    def attempt(breaks: Breaks) -> Attempt:
        made = Attempt(Forest([predefined()]), Problems())
        importer = Importer(roots, made.problems, breaks)
        units[:] = []
        with suppress(TooManyError):
            fill(made, files, importer)
        units[:] = importer.units
        return made

    with collector_paused():
        found = read_with_breaks(attempt)
    found.problems.raise_if_any()
    _warn(units)
    return found.forest


def _warn(units: Sequence[Unit]) -> None:
    names = names_of(units)
    for found in unconnected({unit: facts_of(unit, names) for unit in units}):
        warn(found)


def parse_files(files: Sequence[Path]) -> Forest:
    """Read files, and nothing that they import, into one graph; names are not resolved.

    Raises:
        DiagnosticError: there are errors; all that were found are in it.
    """
    with collector_paused():
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


def fill(
    attempt: Attempt,
    files: Sequence[Path],
    importer: Importer,
    complete: Callable[[Collection[Declaration]], None] = lambda implemented: None,
) -> None:
    """Read files and what they import, and resolve all; `resolve` says what `complete` is for."""
    forest, problems = attempt.forest, attempt.problems
    for file in files:
        importer.read(file)
    report_cycles(importer.units, problems)
    forest.namespaces += [unit.space for unit in importer.units]
    if not files:
        problems.report(Code.UNREADABLE, "there are no files to read", None)
    resolve(forest.namespaces[0], importer.units, problems, complete)
    if any(isinstance(one, StateMachine) for u in importer.units for one in u.space.declarations):
        problems.found += (d for d in check_machines(forest) if not _is_echo(d, problems))


def _is_echo(found: Diagnostic, problems: Problems) -> bool:
    """Whether it was told, or what a machine seems to lack may stand in what was not read."""
    unread = problems.unread.get(found.location.file.path) if found.location else None
    return found.code in _OWN or (bool(unread) and found.code in _LACKING)


_OWN = ("CAS0607", "CAS0608")  # a handler in a machine, and a rule for an event that gives a value
_LACKING = ("CAS0323", "CAS0326")  # an initial state, and states inside of a state
