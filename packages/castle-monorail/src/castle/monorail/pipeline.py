"""Runs a configuration: builds its plugins, and puts them in the order of the pipeline."""

from collections.abc import Callable, Collection
from contextlib import chdir
from pathlib import Path

from castle.aigr import Diagnostic, DiagnosticError, Forest, Severity, copy, verify
from castle.monorail._plugins import Built, build_all
from castle.monorail._report import RunReport, StageRecord
from castle.monorail._results import Program, RunResult, Verdict
from castle.monorail._settings import Configuration, read_configuration
from castle.monorail._stages import Stages
from castle.monorail.errors import ConfigurationError
from castle.monorail.meta import RunMeta

__all__ = ["Pipeline", "RunReport", "StageRecord", "check", "run"]


def run(
    path: Path,
    *,
    allow: Collection[str] = (),
    watch: Callable[[StageRecord], None] | None = None,
) -> RunReport:
    """Run a configuration file; `watch` is told of every stage when it is completed.

    Raises:
        DiagnosticError: the configuration, a plugin or the program has errors. Those of the
            configuration and its plugins come all at once, and before any stage has begun.
    """
    return Pipeline.load(path, allow=allow).run(watch)


def check(forest: Forest) -> tuple[Diagnostic, ...]:
    """Verify a graph; give what does not stop it.

    Raises:
        DiagnosticError: the graph breaks an invariant.
    """
    found = tuple(verify(forest))
    if any(diagnostic.severity is Severity.ERROR for diagnostic in found):
        raise DiagnosticError(found)
    return found


class Pipeline:
    """A configuration with its plugins, ready to run."""

    def __init__(self, configuration: Configuration, built: Collection[Built]) -> None:
        self.configuration = configuration
        """What the file says."""
        self._built = tuple(built)

    @classmethod
    def load(cls, path: Path, *, allow: Collection[str] = ()) -> "Pipeline":
        """Read a configuration file and build its plugins.

        Raises:
            ConfigurationError: something is wrong with the file, with a plugin that it names, or
                with a folder that would be written to; all of it is in `diagnostics`.
        """
        configuration, problems = read_configuration(path)
        with chdir(configuration.folder):  # a plugin may look at its files when it is made
            built, diagnostics = build_all(configuration, allow)
        found = [*map(configuration.document.diagnostic, problems), *diagnostics]
        if found:
            raise ConfigurationError(sorted(found, key=_place))
        return cls(configuration, built)

    def run(self, watch: Callable[[StageRecord], None] | None = None) -> RunReport:
        """Run every stage, in the configuration's folder.

        Raises:
            DiagnosticError: a stage refused its input, or failed; what it had to say.
        """
        stages = Stages(self.configuration, watch)
        with chdir(self.configuration.folder):
            program, warnings = self._program(stages)
            forest = program
            lowering = self._transformers("machinery")
            if lowering and self._of("engines"):
                forest = copy(program)  # the engine gets the program as it is now
            for made in lowering:
                forest = stages.transform(made, forest)
            outputs = [path for made in self._of("writers") for path in stages.write(made, forest)]
            return self._finish(stages, program, outputs, warnings)

    def _program(self, stages: Stages) -> tuple[Forest, tuple[Diagnostic, ...]]:
        read = [stages.read(made) for made in self._of("readers")]
        forest = read[0] if len(read) == 1 else Forest([n for one in read for n in one.namespaces])
        warnings = stages.verify(forest, check)
        for made in self._transformers("program"):
            forest = stages.transform(made, forest)
        return forest, warnings

    def _finish(
        self,
        stages: Stages,
        program: Forest,
        outputs: list[Path],
        warnings: tuple[Diagnostic, ...],
    ) -> RunReport:
        meta = RunMeta.now(self.configuration.name)
        result: RunResult | None = None
        saved: list[Path] = []
        for made in self._of("engines"):
            result = stages.run(made, _system(made, program), meta)
            saved = [stages.save(backend, result, meta) for backend in self._of("backends")]
        return RunReport(
            name=meta.name,
            run_id=meta.run_id,
            events=len(result.events) if result else 0,
            printed=result.printed if result else "",
            verdict=stages.rebased_verdict(result.verdict) if result else Verdict(ok=True),
            outputs=tuple(outputs),
            saved=tuple(saved),
            stages=tuple(stages.records),
            warnings=warnings,
        )

    def _of(self, kind: str) -> list[Built]:
        return [made for made in self._built if made.section.kind == kind]

    def _transformers(self, stage: str) -> list[Built]:
        return [made for made in self._of("transformers") if made.plugin.stage == stage]


def _system(made: Built, program: Forest) -> Program:
    main, arguments = getattr(made.plugin, "main", None), getattr(made.plugin, "arguments", {})
    return Program(program, main, arguments)


def _place(diagnostic: Diagnostic) -> tuple[int, str]:
    return (diagnostic.location.start if diagnostic.location else -1, diagnostic.code)
