"""From files to a graph: read all, then resolve all."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from castle.aigr import Forest, predefined
from castle.readers.source._cycles import report_cycles
from castle.readers.source._imports import Importer
from castle.readers.source._meaning._resolution import resolve
from castle.readers.source._problems import Code, Problems, TooManyError


def read_program(files: Sequence[Path], roots: Sequence[Path]) -> Forest:
    """Read files, and what they import, into one graph.

    Raises:
        DiagnosticError: there are errors; all that were found are in it.
    """
    problems = Problems()
    forest = Forest([predefined()])
    with _garbage_kept(), suppress(TooManyError):
        _fill(forest, files, roots, problems)
    problems.raise_if_any()
    return forest


def _fill(forest: Forest, files: Sequence[Path], roots: Sequence[Path], problems: Problems) -> None:
    importer = Importer(roots, problems)
    for file in files:
        importer.read(file)
    report_cycles(importer.units, problems)
    forest.namespaces += [unit.space for unit in importer.units]
    if not files:
        problems.report(Code.UNREADABLE, "there are no files to read", None)
    if all(found.code in _HARMLESS for found in problems.found):
        resolve(forest.namespaces[0], importer.units, problems)


@contextmanager
def _garbage_kept() -> Iterator[None]:
    """Keep the garbage collector from looking at all nodes again and again as they are made."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


# After these errors names can still be resolved without reporting echoes.
_HARMLESS = frozenset((Code.NO_IMPORT.value, Code.IMPORT_CYCLE.value))
