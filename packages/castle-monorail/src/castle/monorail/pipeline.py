"""Runs a configuration: builds its plugins, and puts them in the order of the pipeline."""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import chdir
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from castle.aigr import Diagnostic, DiagnosticError, Forest
from castle.monorail._idle import idle
from castle.monorail._inspection import Inspected, Inspection, once
from castle.monorail._mistakes import at_work
from castle.monorail._plan import Step, made_before, plan
from castle.monorail._plugins import Built, build_all
from castle.monorail._report import Made, RunReport, StageRecord
from castle.monorail._results import Verdict
from castle.monorail._settings import Configuration, read_configuration
from castle.monorail._stages import Stages, Watcher, wrote
from castle.monorail._work import Work, check
from castle.monorail.errors import ConfigurationError, ContractError, StageError
from castle.monorail.meta import Provenance

if TYPE_CHECKING:
    from castle.monorail._backend import BackendABC

__all__ = [
    "Inspected",
    "Made",
    "Pipeline",
    "RunReport",
    "StageRecord",
    "Watcher",
    "at_work",
    "build_backends",
    "check",
    "run",
]


def run(
    path: Path,
    *,
    allow: Collection[str] = (),
    writable: Collection[Path] = (),
    settings: Iterable[str] = (),
    watch: Callable[[StageRecord], None] | None = None,
) -> RunReport:
    """Run a configuration file; `watch` is told of every stage when it is completed.

    Raises:
        DiagnosticError: the configuration, a plugin or the program has errors. Those of the
            configuration and its plugins come all at once, and before any stage has begun.
    """
    watcher = Watcher(done=watch) if watch else Watcher()
    return Pipeline.load(path, allow=allow, writable=writable, settings=settings).run(watcher)


def build_backends(
    configuration: Configuration,
    *,
    allow: Collection[str] = (),
    writable: Collection[Path] = (),
) -> "list[BackendABC]":
    """Build the backends of a configuration, and none of its other plugins.

    Raises:
        ConfigurationError: something is wrong with one of them.
    """
    only = configuration._replace(sections=tuple(configuration.of("backends")))
    with chdir(configuration.folder):
        built, found = build_all(only, allow, writable)
    if found:
        raise ConfigurationError(found)
    return [made.plugin for made in built]


class Pipeline:
    """A configuration with its plugins, ready to run."""

    def __init__(
        self,
        configuration: Configuration,
        built: Collection[Built],
        *,
        allow: Collection[str] = (),
        writable: Collection[Path] = (),
        graph: bytes | None = None,
        verify: bool = True,
    ) -> None:
        self.configuration = configuration
        """What the file says."""
        self._built, self._allow, self._writable = tuple(built), tuple(allow), tuple(writable)
        self._graph, self._verify = graph, verify
        self._seconds = 0.0
        self._steps = plan(self._built, graph=graph is not None, verify=verify)

    @classmethod
    def load(
        cls,
        path: Path,
        *,
        allow: Collection[str] = (),
        writable: Collection[Path] = (),
        settings: Iterable[str] = (),
        graph: bytes | None = None,
        verify: bool = True,
    ) -> "Pipeline":
        """Read a configuration file and build its plugins.

        Args:
            path: the file.
            allow: modules outside the namespace that plugins may come from.
            writable: folders outside the project that may be written into.
            settings: texts such as `engine.arguments.max=1000`, which win over the file.
            graph: an AIGR file's content, in place of what readers would read.
            verify: whether to verify what transformers make, and the graph that is given.

        Raises:
            ConfigurationError: something is wrong with the file, with a plugin that it names, or
                with a folder that would be written to; all of it is in `diagnostics`.
        """
        start = perf_counter()
        configuration, problems = read_configuration(path, settings)
        found = [configuration.document.diagnostic(problem) for problem in problems]
        pipeline = cls._made(
            configuration, found, allow=allow, writable=writable, graph=graph, verify=verify
        )
        pipeline._seconds = perf_counter() - start
        return pipeline

    @classmethod
    def of(
        cls,
        configuration: Configuration,
        *,
        allow: Collection[str] = (),
        writable: Collection[Path] = (),
        graph: bytes | None = None,
        verify: bool = True,
    ) -> "Pipeline":
        """Build the plugins of a configuration that is at hand; `load` says what else.

        Raises:
            ConfigurationError: something is wrong with a plugin that it names.
        """
        return cls._made(
            configuration, [], allow=allow, writable=writable, graph=graph, verify=verify
        )

    @classmethod
    def _made(
        cls,
        configuration: Configuration,
        found: list[Diagnostic],
        *,
        allow: Collection[str],
        writable: Collection[Path],
        graph: bytes | None,
        verify: bool,
    ) -> "Pipeline":
        with chdir(configuration.folder):  # a plugin may look at its files when it is made
            built, diagnostics = build_all(configuration, allow, writable)
        found += diagnostics
        if found:
            raise ConfigurationError(sorted(_first_causes(found), key=_place))
        return cls(configuration, built, allow=allow, writable=writable, graph=graph, verify=verify)

    @property
    def stage_names(self) -> tuple[str, ...]:
        """The names of its stages, in the order in which they run."""
        return tuple(step.name for step in self._steps)

    def run(self, watcher: Watcher | None = None, *, reproducers: Path | None = None) -> RunReport:
        """Run every stage, in the configuration's folder.

        Args:
            watcher: who is told of each stage.
            reproducers: the folder for what is needed to repeat a stage that fails by a mistake
                of its plugin; None: it is not kept.

        Raises:
            DiagnosticError: a stage refused its input, or failed; what it had to say.
        """
        stages = self._carried_out(self._steps, watcher, reproducers)
        return self._report(stages)

    def graph(self, watcher: Watcher | None = None, *, reproducers: Path | None = None) -> Made:
        """Run the stages that make the graph, and give it; `run` says what else.

        Raises:
            DiagnosticError: a stage refused its input, or failed; what it had to say.
        """
        steps = [step for step in self._steps if step.makes_graph or step.verb == "verify"]
        stages = self._carried_out(steps, watcher, reproducers)
        warnings = tuple(map(stages.rebased, stages.work.warnings))
        return Made(stages.work.the_graph(), tuple(stages.records), warnings)

    @property
    def suffixes(self) -> tuple[str, ...]:
        """How the names of the files end that its readers read."""
        readers = (made.plugin for made in self._built if made.section.kind == "readers")
        return tuple(end for plugin in readers for end in getattr(plugin, "suffixes", ()))

    def inspect(
        self,
        programs: Sequence[Sequence[Path]],
        cache: Path | None = None,
        watcher: Watcher | None = None,
        *,
        reproducers: Path | None = None,
    ) -> Inspected:
        """Let readers say what is wrong with programs, each a list of files; `run` says what else.

        A folder `cache`, if there is one, is for what makes it quicker the next time.

        Raises:
            DiagnosticError: there are errors in them, all of which are in `diagnostics`.
        """
        task, steps = Inspection(programs, cache), [s for s in self._steps if s.verb == "read"]
        stages = self._carried_out(steps, watcher, reproducers, task)
        found = once(map(stages.rebased, stages.work.warnings))
        return Inspected(tuple(task.files), tuple(stages.records), found)

    def _carried_out(
        self,
        steps: list[Step],
        watcher: Watcher | None,
        reproducers: Path | None,
        inspection: Inspection | None = None,
    ) -> Stages:
        watcher = watcher or Watcher()
        work = Work(self.configuration.name, self._graph, self._provenance, inspection)
        stages = Stages(self.configuration, work, watcher)
        stages.records.append(StageRecord("configure", self._seconds))
        folder = reproducers.absolute() if reproducers else None
        for number, step in enumerate(steps, 1):
            watcher.begin(step.name, number, len(steps))
            with chdir(self.configuration.folder):  # for each, wherever the last one went
                try:
                    stages.do(step)
                except DiagnosticError as error:
                    if folder and _is_crash(error):
                        self._keep(folder, step, error)
                    raise
        return stages

    def _provenance(self, forest: Forest | None) -> Provenance:
        """What a run is made from: asked for where a run is kept."""
        from castle.monorail._provenance import provenance  # noqa: PLC0415  # see above

        text = self.configuration.document.source.text or ""
        return provenance(text.encode(), forest, [made.plugin for made in self._built])

    def _keep(self, folder: Path, step: Step, error: DiagnosticError) -> None:
        """Keep what is needed to repeat a stage that failed by a mistake of its plugin."""
        from castle.monorail._reproducer import Reproducer  # noqa: PLC0415  # seldom needed

        reproducer = Reproducer(self.configuration, self._steps, step, self._allow, self._verify)
        error.diagnostics = reproducer.told(error, folder, lambda: self._again(step))

    def _again(self, failed: Step) -> Forest:
        """The graph as it was before a stage, made anew: transformers change graphs in place."""
        fresh = Pipeline.of(
            self.configuration, allow=self._allow, writable=self._writable, graph=self._graph
        )
        names = [step.name for step in made_before(self._steps, failed)]
        steps = [step for step in fresh._steps if step.name in names]
        return fresh._carried_out(steps, None, None).work.the_graph()

    def _report(self, stages: Stages) -> RunReport:
        work, result = stages.work, stages.work.result
        verdict = result.verdict if result else Verdict(ok=True)
        unused = idle(self.configuration, self._built, self._steps)
        remarks = [found for done in work.processed for found in done.diagnostics]
        return RunReport(
            name=self.configuration.name,
            run_id=work.meta.run_id if work.meta else "",
            events=len(result.events) if result else 0,
            printed=result.printed if result else "",
            verdict=Verdict(
                verdict.ok, verdict.message, tuple(map(stages.rebased, verdict.diagnostics))
            ),
            outputs=wrote(stages.records, "write") + wrote(stages.records, "process"),
            saved=wrote(stages.records, "save"),
            stages=tuple(stages.records),
            warnings=tuple(map(stages.rebased, [*unused, *work.warnings, *remarks])),
            processed=tuple(done.printed for done in work.processed),
        )


def _first_causes(found: list[Diagnostic]) -> list[Diagnostic]:
    """Without what is only said because a value could not be read at all."""
    unread = [diagnostic.location for diagnostic in found if diagnostic.code == "CAS0802"]
    return [one for one in found if one.code == "CAS0802" or one.location not in unread]


def _is_crash(error: DiagnosticError) -> bool:
    """Whether a stage failed by a mistake of its plugin, not for what it was given."""
    mistaken = isinstance(error, StageError) and not isinstance(error.__cause__, OSError)
    return mistaken or isinstance(error, ContractError)


def _place(diagnostic: Diagnostic) -> tuple[int, str]:
    return (diagnostic.location.start if diagnostic.location else -1, diagnostic.code)
