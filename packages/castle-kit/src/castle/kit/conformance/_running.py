"""What every engine, system and processor promises."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from castle.aigr import DiagnosticError
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
        """One engine runs several times, and each run begins anew."""
        engine = self.made()
        first, second = (engine.run(self.system(), RunMeta.now("conformance")) for _ in range(2))
        assert first.columns == second.columns
        assert first.events.shape == second.events.shape


class _Unknown(System):
    __slots__ = ()


class SystemConformance(PluginConformance):
    """Inherit from it in a class called `Test...`."""

    kind: ClassVar[str] = "systems"

    def test_it_gives_what_an_engine_can_run(self) -> None:
        """Of a program, and again: an engine may be asked twice."""
        system = self.made()
        for _ in range(2):
            assert isinstance(system.prepare(sample_programs()["one event"]), System)


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
        """The files that it names are there, and the run is as it was."""
        backend, run = self.backend(folder / "kept"), RunMeta.now("conformance")
        backend.save(self.data(), run)
        done = self.made().process(run, backend)
        assert isinstance(done, Processed)
        assert all(path.exists() for path in done.outputs)
        assert _plain(backend.read(run)) == _plain(self.data())

    def test_an_unknown_run_is_told(self, folder: Path) -> None:
        """A run that nobody kept is refused with a diagnostic."""
        with pytest.raises(DiagnosticError):
            self.made().process(RunMeta.now("conformance"), self.backend(folder / "kept"))


def _plain(data: Any) -> dict[str, Sequence[Any]]:
    return {name: array.tolist() for name, array in data.items()}
