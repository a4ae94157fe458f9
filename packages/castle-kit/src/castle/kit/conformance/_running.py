"""What every engine, system and processor promises."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from castle.aigr import DiagnosticError, copy, equal
from castle.kit.conformance._plugin import PluginConformance, files_below
from castle.kit.conformance._samples import sample_programs
from castle.monorail.abcs import BackendABC, Processed, Program, RunResult, System
from castle.monorail.meta import RunMeta


class EngineConformance(PluginConformance):
    """Inherit from it in a class called `Test...`; it runs a sample when nothing else is said."""

    kind: ClassVar[str] = "engines"

    def system(self) -> System:
        """What it is to run; made anew at each call."""
        return Program(sample_programs()["one event"], "Main")

    def _run(self) -> RunResult:
        result: RunResult = self.made().run(self.system(), RunMeta.now("conformance"))
        return result

    def test_what_it_gives_fits_together(self) -> None:
        """Events are rows of float64, with a name for each column; what was printed is text."""
        result = self._run()
        assert result.events.dtype == np.float64
        assert result.events.shape[1:] == (len(result.columns),)
        assert all(isinstance(name, str) for names in result.names.values() for name in names)
        assert isinstance(result.printed, str)
        assert result.verdict.ok, result.verdict.message

    def test_it_looks_before_it_runs(self, folder: Path) -> None:
        """A check of something that it can run finds nothing, and does nothing."""
        self.made().check(self.system())
        assert files_below(folder) == {}

    def test_what_it_cannot_run_is_told(self) -> None:
        """A system of an unknown sort is refused with a diagnostic."""
        with pytest.raises(DiagnosticError):
            self.made().run(_Unknown(), RunMeta.now("conformance"))

    def test_runs_do_not_meet(self) -> None:
        """Each run begins anew: one engine gives the same again, and so does another."""
        one, other = self.made(), self.made()
        runs = [
            _told(engine.run(self.system(), RunMeta.now("conformance")))
            for engine in (one, one, other)
        ]
        assert runs[0] == runs[1] == runs[2]

    def test_what_is_printed_is_in_the_result(self, capfd: pytest.CaptureFixture[str]) -> None:
        """What the program prints is in `printed`, and the engine itself prints nothing."""
        self._run()
        assert capfd.readouterr().out == ""

    def test_the_program_stays_as_it_was(self) -> None:
        """A writer may follow, and another engine."""
        system = self.system()
        before = copy(system.forest) if isinstance(system, Program) else None
        self.made().run(system, RunMeta.now("conformance"))
        assert before is None or (isinstance(system, Program) and equal(system.forest, before))


class _Unknown(System):
    __slots__ = ()


def _told(result: RunResult) -> tuple[object, ...]:
    """All that a run gave, to be compared; of its verdict what people see."""
    names = {name: list(each) for name, each in result.names.items()}
    verdict = (result.verdict.ok, result.verdict.message)
    events = (result.events.shape, result.events.tobytes())
    return (events, list(result.columns), names, result.printed, verdict)


class SystemConformance(PluginConformance):
    """Inherit from it in a class called `Test...`."""

    kind: ClassVar[str] = "systems"

    def test_it_gives_what_an_engine_can_run(self) -> None:
        """Of a program, and again: an engine may be asked twice."""
        system = self.made()
        for _ in range(2):
            assert isinstance(system.prepare(sample_programs()["one event"]), System)

    def test_a_program_is_the_one_that_was_read(self) -> None:
        """Where it gives a program at all, that is the program it was given."""
        given = self.made().prepare(sample_programs()["one event"])
        if isinstance(given, Program):
            assert equal(given.forest, sample_programs()["one event"])

    def test_the_program_stays_as_it_was(self) -> None:
        """What was read is for others, too."""
        forest = sample_programs()["one event"]
        self.made().prepare(forest)
        assert equal(forest, sample_programs()["one event"])

    def test_without_a_program(self) -> None:
        """Where nothing was read it gives what can be run, or says that it cannot."""
        try:
            given = self.made().prepare(None)
        except DiagnosticError:
            return
        assert isinstance(given, System)


class ProcessorConformance(PluginConformance):
    """Inherit from it in a class called `Test...`."""

    kind: ClassVar[str] = "processors"

    @abstractmethod
    def backend(self, folder: Path) -> BackendABC:
        """A backend that keeps runs in a folder, for the processor to read from."""

    def data(self) -> Mapping[str, Any]:
        """The arrays of the run that it is tried on."""
        return {"events": np.zeros((2, 6)), "columns": np.array(list("abcdef"))}

    def test_it_says_what_it_made(self, folder: Path) -> None:
        """The files that it names are there, and there are no others."""
        backend, run = self._kept(folder)
        before = files_below(folder).keys()
        done = self.made().process(run, backend)
        assert isinstance(done, Processed)
        made = {path.absolute().relative_to(folder).as_posix() for path in done.outputs}
        assert made == files_below(folder).keys() - before

    def test_the_run_stays_as_it_was(self, folder: Path) -> None:
        """Another processor may follow."""
        backend, run = self._kept(folder)
        self.made().process(run, backend)
        assert _plain(backend.read(run)) == _plain(self.data())

    def test_standard_output_is_the_programs(
        self, folder: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """What it has to say is in `printed`, and nothing else prints."""
        backend, run = self._kept(folder)
        self.made().process(run, backend)
        assert capfd.readouterr().out == ""

    def _kept(self, folder: Path) -> tuple[BackendABC, RunMeta]:
        """A run, and the backend that keeps it."""
        backend, run = self.backend(folder / "kept"), RunMeta.now("conformance")
        backend.save(self.data(), run)
        return backend, run

    def test_an_unknown_run_is_told(self, folder: Path) -> None:
        """A run that nobody kept is refused with a diagnostic."""
        with pytest.raises(DiagnosticError):
            self.made().process(RunMeta.now("conformance"), self.backend(folder / "kept"))


def _plain(data: Any) -> dict[str, Sequence[Any]]:
    return {name: array.tolist() for name, array in data.items()}
