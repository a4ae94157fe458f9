"""Carries out the stages of a pipeline: each is timed, and what stopped it is told with a place."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from castle.aigr import Diagnostic, DiagnosticError, Forest, Location, SourceFile
from castle.monorail._kinds import KINDS
from castle.monorail._mistakes import is_refusal, mistake
from castle.monorail._plan import Step
from castle.monorail._report import StageRecord
from castle.monorail._settings import Configuration, Section
from castle.monorail._warnings import listening
from castle.monorail._work import Work
from castle.monorail.errors import StageError


class Watcher(NamedTuple):
    """Who is told what a pipeline does, while it does it."""

    begin: Callable[[str, int, int], None] = lambda name, number, count: None
    """Told the name of a stage that begins, its number from 1, and how many there are."""
    done: Callable[[StageRecord], None] = lambda record: None
    """Told of each stage that was completed."""
    graph: Callable[[str, Forest], None] = lambda name, forest: None
    """Told the graph after each stage that makes one or looks at it."""


class Stages:
    """Carries out one stage after another, and keeps the records of those that were completed."""

    def __init__(self, configuration: Configuration, work: Work, watcher: Watcher) -> None:
        self.records: list[StageRecord] = []
        """The stages that were completed."""
        self.work = work
        """What they have made."""
        self._configuration = configuration
        self._watcher = watcher
        # Stages work in the configuration's folder; people read places from where they stand.
        self._base = os.path.relpath(configuration.folder)

    def do(self, step: Step) -> None:
        """Carry out one stage.

        Raises:
            DiagnosticError: it refused its input, or failed; every place is one that can be opened
                from where the pipeline was started.
        """
        start = perf_counter()
        with listening() as found:
            paths = self._paths(step, found)
        self.work.warnings += tuple(found)
        self.records.append(StageRecord(step.name, perf_counter() - start, paths))
        self._watcher.done(self.records[-1])
        if step.makes_graph or step.verb == "verify":
            self._watcher.graph(step.name, self.work.the_graph())

    def _paths(self, step: Step, warnings: list[Diagnostic]) -> tuple[Path, ...]:
        """What a stage wrote; when it is stopped, what it had warned of is told as well."""
        section = step.made.section if step.made else None
        try:
            return self.work.do(step)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a plugin may raise anything, and leave at any time
            if isinstance(error, DiagnosticError) and is_refusal(error):
                self._place_all(error, section)
                error.diagnostics += tuple(map(self.rebased, warnings))
                raise
            # Its own mistake: told as one message, the cause kept.
            raise StageError([self._failure(step.name, section, error)]) from error

    def rebased(self, diagnostic: Diagnostic, default: Location | None = None) -> Diagnostic:
        """The diagnostic with places as they are called from where the pipeline was started."""
        notes = tuple(
            replace(note, location=self._moved(note.location)) for note in diagnostic.notes
        )
        place = self._moved(diagnostic.location) or default
        return replace(diagnostic, location=place, notes=notes)

    def _place_all(self, error: DiagnosticError, section: Section | None) -> None:
        """Give a place to each diagnostic without one: the value that is to blame, or the plugin.

        An error may carry `keys` beside its diagnostics: of each, the keys of the plugin's
        configuration that lead to what is wrong.
        """
        blamed = [*getattr(error, "keys", ()), *[None] * len(error.diagnostics)]
        error.diagnostics = tuple(
            self.rebased(found, self._place(section, keys))
            for found, keys in zip(error.diagnostics, blamed, strict=False)
        )

    def _failure(self, name: str, section: Section | None, error: BaseException) -> Diagnostic:
        what = f"{KINDS[section.kind].singular} `{section.module}`" if section else f"`{name}`"
        return mistake(f"stage `{name}`", what, error, self._place(section))

    def _place(
        self, section: Section | None, keys: tuple[str | int, ...] | None = None
    ) -> Location | None:
        """Where the configuration says this of the plugin; else where it names it."""
        document = self._configuration.document
        # Of a plugin on a command line the message says all; nobody may have typed its name.
        if section is None or not (keys or document.is_file):
            return None
        return document.location((*section.keys, *(keys or ("module",))))

    def _moved(self, location: Location | None) -> Location | None:
        if location is None or self._base == os.curdir or os.path.isabs(location.file.path):
            return location
        if location.file is self._configuration.document.source:
            return location
        path = os.path.normpath(os.path.join(self._base, location.file.path)).replace(os.sep, "/")
        file = SourceFile(path, location.file.text, line_starts=location.file.line_starts)
        return location._replace(file=file)


def wrote(records: list[StageRecord], verb: str) -> tuple[Path, ...]:
    """What the stages that do this have written."""
    return tuple(
        path for record in records if record.name.partition(":")[0] == verb for path in record.paths
    )
