"""Programs that readers look at where no graph is wanted."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from castle.aigr import Diagnostic, DiagnosticError
from castle.monorail._report import StageRecord
from castle.monorail.errors import MonorailError


class Inspected(NamedTuple):
    """What readers found nothing wrong with."""

    files: tuple[Path, ...]
    """The files that were looked at, as absolute paths."""
    stages: tuple[StageRecord, ...]
    """The stages, in the order in which they ran."""
    warnings: tuple[Diagnostic, ...]
    """What was found and is no error."""


class Inspection:
    """What readers look at where no graph is wanted, and what they looked at."""

    def __init__(self, programs: Sequence[Sequence[Path]], cache: Path | None) -> None:
        self.files: list[Path] = []
        """The files that were looked at, as absolute paths."""
        self._programs, self._cache = programs, cache

    def carry_out(self, reader: Any) -> None:
        """Let a reader look at all programs.

        Raises:
            DiagnosticError: at least one of them has errors.
        """
        found: list[Diagnostic] = []
        for program in self._programs:
            try:
                looked_at = reader.inspect(program, self._cache)
            except MonorailError:
                raise  # a mistake of the plugin
            except DiagnosticError as error:
                found += error.diagnostics
            else:
                self.files += (path.absolute() for path in looked_at)
        if found:
            raise DiagnosticError(once(found))


def once(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics without those that were told before, about files of several programs."""
    return tuple({(str(one), one.help): one for one in found}.values())
