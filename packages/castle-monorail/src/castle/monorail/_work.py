"""What the stages of one pipeline make, each of what those before it have made."""

from collections.abc import Callable, Collection
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from castle.aigr import Diagnostic, DiagnosticError, Forest, Note, Severity, advise, verify
from castle.monorail._contract import mismatch
from castle.monorail._inspection import Inspection
from castle.monorail._plan import Step
from castle.monorail._plugins import Built
from castle.monorail._results import Processed, Program, RunResult, System
from castle.monorail.errors import StageError
from castle.monorail.meta import Provenance, RunMeta

if TYPE_CHECKING:
    from collections.abc import Mapping

    from castle.monorail.typing import AnyNDArray


def check(forest: Forest) -> tuple[Diagnostic, ...]:
    """Verify a graph; give what does not stop it.

    Raises:
        DiagnosticError: the graph breaks an invariant.
    """
    found = tuple(verify(forest))
    if any(diagnostic.severity is Severity.ERROR for diagnostic in found):
        raise DiagnosticError(found)
    return found


class Work:
    """The graph, and what was made of it; `do` carries out one stage."""

    def __init__(
        self,
        name: str,
        graph: bytes | None = None,
        made_from: Callable[[Forest | None], Provenance | None] = lambda forest: None,
        inspection: Inspection | None = None,
    ) -> None:
        self.meta: RunMeta | None = None
        """The identity of the run, once it has begun."""
        self.forest: Forest | None = None
        """The graph as it is now."""
        self.result: RunResult | None = None
        """What the run gave."""
        self.warnings: tuple[Diagnostic, ...] = ()
        """What was found and did not stop it."""
        self.processed: list[Processed] = []
        """What processors made of the run."""
        self._name = name
        self._made_from = made_from
        self._inspection = inspection
        self._graph = graph
        self._system: System | None = None
        self._shared = False  # whether the engine's system holds the graph

    def do(self, step: Step) -> tuple[Path, ...]:
        """Carry out a stage; give what it wrote."""
        if step.made is None:
            return self._load() if step.verb == "load" else self._verify()
        action: Callable[[Step, Built], tuple[Path, ...]] = getattr(self, f"_{step.verb}")
        return action(step, step.made)

    def the_graph(self) -> Forest:
        """The graph; an empty one where nothing was read."""
        if self.forest is None:
            self.forest = Forest([])
        return self.forest

    def _load(self) -> tuple[Path, ...]:
        from castle.aigr import load  # noqa: PLC0415  # most pipelines read sources

        self.forest = load(BytesIO(self._graph or b""))
        return ()

    def _read(self, step: Step, made: Built) -> tuple[Path, ...]:
        if self._inspection is not None:
            self._inspection.carry_out(made.plugin)
            return ()
        files = [Path(file) for file in getattr(made.plugin, "files", ())]
        read: Forest = made.plugin.read(files)
        before = self.forest
        self.forest = Forest([*before.namespaces, *read.namespaces]) if before else read
        return ()

    def _verify(self, step: Step | None = None, made: Built | None = None) -> tuple[Path, ...]:
        if made is None:
            self.warnings += check(self.the_graph())
            if self._graph is None:  # of one that was made before, it was told where it was read
                self.warnings += tuple(advise(self.the_graph()))
            return ()
        try:
            check(self.the_graph())
        except DiagnosticError as error:
            raise _broken(made, error) from error
        return ()

    def _transform(self, step: Step, made: Built) -> tuple[Path, ...]:
        forest = self.the_graph()
        if self._shared:
            from castle.aigr import copy  # noqa: PLC0415  # seldom needed

            # The engine runs the program as it is before machinery is lowered.
            forest, self._shared = copy(forest), False
        self.forest = made.plugin.transform(forest)
        return ()

    def _prepare(self, step: Step, made: Built) -> tuple[Path, ...]:
        self._system, self._shared = made.plugin.prepare(self.forest), True
        return ()

    def _check(self, step: Step, made: Built) -> tuple[Path, ...]:
        if self._system is None:
            main = getattr(made.plugin, "main", None)
            arguments = getattr(made.plugin, "arguments", {})
            self._system, self._shared = Program(self.the_graph(), main, arguments), True
        made.plugin.check(self._system)
        return ()

    def _write(self, step: Step, made: Built) -> tuple[Path, ...]:
        target = Path(getattr(made.plugin, "target", "build"))
        return _there(made.plugin, "_write", made.plugin.write(self.the_graph(), target))

    def _run(self, step: Step, made: Built) -> tuple[Path, ...]:
        self.meta = RunMeta.now(self._name)
        self.result = made.plugin.run(self._system, self.meta)
        return ()

    def _save(self, step: Step, made: Built) -> tuple[Path, ...]:
        assert self.result is not None  # the plan has it run before
        assert self.meta is not None  # the same
        if self.meta.provenance is None:  # only what is kept has to tell what it was made from
            ran = self._system.forest if isinstance(self._system, Program) else None
            self.meta = replace(self.meta, provenance=self._made_from(ran))
        return (made.plugin.save(arrays(self.result), self.meta).absolute(),)

    def _process(self, step: Step, made: Built) -> tuple[Path, ...]:
        assert step.backend is not None  # the plan gives it one
        done: Processed = made.plugin.process(self.meta, step.backend.plugin)
        outputs = _there(made.plugin, "_process", done.outputs)
        self.processed.append(replace(done, outputs=outputs))
        return outputs


def _there(plugin: object, method: str, told: Collection[Path]) -> tuple[Path, ...]:
    """The files that a plugin says it has made, as absolute paths."""
    for path in told:
        if not path.exists():
            raise mismatch(plugin, f"{method} told of `{path}`, which is not there")
    return tuple(path.absolute() for path in told)


def _broken(made: Built, error: DiagnosticError) -> StageError:
    """The error of a transformer whose graph breaks what every graph has to keep."""
    what = f"the transformer `{made.section.module}` made a graph that breaks an invariant"
    note = Note("this is a mistake in the transformer, not in the program")
    first = Diagnostic("CAS0833", Severity.ERROR, what, notes=(note,))
    return StageError([first, *error.diagnostics])


def arrays(result: RunResult) -> "Mapping[str, AnyNDArray]":
    """The result of a run as arrays by name: what a backend keeps."""
    import numpy as np  # noqa: PLC0415  # only what has made events needs it

    names = {"columns": result.columns, **result.names}
    texts = {name: np.array(values, dtype=np.str_) for name, values in names.items()}
    return {"events": result.events, **texts}
