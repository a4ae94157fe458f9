"""The stages of a pipeline: each is named, timed, and reports what stopped it."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from castle.aigr import Diagnostic, DiagnosticError, Forest, Location, Note, Severity, SourceFile
from castle.monorail._kinds import KINDS
from castle.monorail._plugins import Built
from castle.monorail._report import StageRecord
from castle.monorail._results import Program, RunResult, Verdict
from castle.monorail._settings import Configuration, Section
from castle.monorail.errors import StageError
from castle.monorail.meta import RunMeta

if TYPE_CHECKING:
    from castle.monorail.typing import AnyNDArray

T = TypeVar("T")


class Stages:
    """Runs one stage after another, and keeps the records of those that were completed."""

    def __init__(
        self, configuration: Configuration, watch: Callable[[StageRecord], None] | None = None
    ) -> None:
        self.records: list[StageRecord] = []
        """The stages that were completed."""
        self._configuration = configuration
        self._watch = watch or (lambda record: None)
        # Stages work in the configuration's folder; people read places from where they stand.
        self._base = os.path.relpath(configuration.folder)

    def read(self, made: Built) -> Forest:
        """Let a reader read its files."""
        files = [Path(file) for file in getattr(made.plugin, "files", ())]
        forest: Forest = self._do("read", made.section, lambda: made.plugin.read(files))
        return forest

    def verify(
        self, forest: Forest, check: Callable[[Forest], tuple[Diagnostic, ...]]
    ) -> tuple[Diagnostic, ...]:
        """Check the invariants of the graph."""
        return tuple(map(self._rebased, self._do("verify", None, lambda: check(forest))))

    def transform(self, made: Built, forest: Forest) -> Forest:
        """Let a transformer transform the graph."""
        made_of_it: Forest = self._do(
            "transform", made.section, lambda: made.plugin.transform(forest)
        )
        return made_of_it

    def write(self, made: Built, forest: Forest) -> list[Path]:
        """Let a writer write the graph; give absolute paths."""
        target = Path(getattr(made.plugin, "target", "build"))
        return self._do(
            "write",
            made.section,
            lambda: [path.absolute() for path in made.plugin.write(forest, target)],
            lambda paths: paths,
        )

    def run(self, made: Built, system: Program, meta: RunMeta) -> RunResult:
        """Let an engine run the program."""
        result: RunResult = self._do("run", made.section, lambda: made.plugin.run(system, meta))
        return result

    def save(self, made: Built, result: RunResult, meta: RunMeta) -> Path:
        """Let a backend keep what the run gave; give the absolute path."""
        path: Path = self._do(
            "save",
            made.section,
            lambda: made.plugin.save(arrays(result), meta).absolute(),
            lambda path: [path],
        )
        return path

    def rebased_verdict(self, verdict: Verdict) -> Verdict:
        """The verdict with places as they are called from where the pipeline was started."""
        return replace(verdict, diagnostics=tuple(map(self._rebased, verdict.diagnostics)))

    def _do(
        self,
        verb: str,
        section: Section | None,
        action: Callable[[], T],
        paths: Callable[[T], Iterable[Path]] = lambda result: (),
    ) -> T:
        name = self._name(f"{verb}:{section.module}" if section else verb)
        start = perf_counter()
        try:
            result = action()
        except DiagnosticError as error:
            place = self._place(section)
            error.diagnostics = tuple(self._rebased(found, place) for found in error.diagnostics)
            raise
        except Exception as error:  # a plugin's mistake; told as one message, the cause kept
            raise StageError([self._failure(name, section, error)]) from error
        self.records.append(StageRecord(name, perf_counter() - start, tuple(paths(result))))
        self._watch(self.records[-1])
        return result

    def _name(self, name: str) -> str:
        again = sum(record.name.partition("#")[0] == name for record in self.records)
        return f"{name}#{again + 1}" if again else name

    def _failure(self, name: str, section: Section | None, error: Exception) -> Diagnostic:
        place = self._place(section)
        what = f"{KINDS[section.kind].singular} `{section.module}`" if section else "`verify`"
        if isinstance(error, OSError) and error.strerror:
            file = f"`{error.filename}`: " if error.filename else ""
            message = f"stage `{name}` failed: {file}{error.strerror}"
            return Diagnostic("CAS0808", Severity.ERROR, message, location=place)
        said = " ".join(f"{type(error).__name__}: {error}".split())
        message = f"stage `{name}` failed with an error of its own: {said}"
        note = Note(f"this is a mistake in {what}, not in the program")
        cure = "`castle run --traceback` shows where"
        return Diagnostic("CAS0820", Severity.ERROR, message, place, (note,), cure)

    def _place(self, section: Section | None) -> Location | None:
        """Where the configuration names the plugin."""
        keys = (*section.keys, "module") if section else ()
        return self._configuration.document.location(keys) if section else None

    def _rebased(self, diagnostic: Diagnostic, default: Location | None = None) -> Diagnostic:
        """The diagnostic with places as they are called from where the pipeline was started."""
        notes = tuple(
            replace(note, location=self._moved(note.location)) for note in diagnostic.notes
        )
        place = self._moved(diagnostic.location) or default
        return replace(diagnostic, location=place, notes=notes)

    def _moved(self, location: Location | None) -> Location | None:
        if location is None or self._base == os.curdir or os.path.isabs(location.file.path):
            return location
        if location.file is self._configuration.document.source:
            return location
        path = os.path.normpath(os.path.join(self._base, location.file.path)).replace(os.sep, "/")
        file = SourceFile(path, location.file.text, line_starts=location.file.line_starts)
        return location._replace(file=file)


def arrays(result: RunResult) -> "Mapping[str, AnyNDArray]":
    """The result of a run as arrays by name: what a backend keeps."""
    import numpy as np  # noqa: PLC0415  # only what has made events needs it

    names = {"columns": result.columns, **result.names}
    texts = {name: np.array(values, dtype=np.str_) for name, values in names.items()}
    return {"events": result.events, **texts}
