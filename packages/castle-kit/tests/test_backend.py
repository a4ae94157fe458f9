"""The suite for backends, on a backend that keeps runs in memory and one that does not."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from castle.aigr import Diagnostic, DiagnosticError, Severity
from castle.kit.conformance import BackendConformance
from castle.monorail.abcs import BackendABC
from castle.monorail.meta import RunMeta

KEPT: dict[Path, dict[RunMeta, Any]] = {}


class Memory(BackendABC):
    """Keeps runs as long as the process lives."""

    def __init__(self, root: Path) -> None:
        root.mkdir(exist_ok=True)
        self.root = root
        self.runs = KEPT.setdefault(root, {})

    def _save(self, data: Mapping[str, NDArray[Any]] | NDArray[Any], run_meta: RunMeta) -> Path:
        arrays = list(data.values()) if isinstance(data, Mapping) else [data]
        if run_meta in self.runs or any(not _plain(array) for array in arrays):
            raise _refusal()
        self.runs[run_meta] = data
        return self.root

    def _read(self, run_meta: RunMeta) -> Any:
        return self.runs[self._known(run_meta)]

    def _list(self) -> Sequence[RunMeta]:
        return sorted(self.runs.copy(), key=lambda run: run.timestamp)

    def _latest(self, name: str) -> RunMeta | None:
        return next((run for run in reversed(self._list()) if run.name == name), None)

    def _exists(self, run_meta: RunMeta) -> bool:
        return run_meta in self.runs

    def _locate(self, run_meta: RunMeta) -> Path:
        self._known(run_meta)
        return self.root

    def _delete(self, run_meta: RunMeta) -> None:
        del self.runs[self._known(run_meta)]

    def _known(self, run_meta: RunMeta) -> RunMeta:
        if run_meta not in self.runs:
            raise _refusal()
        return run_meta


def _plain(array: object) -> bool:
    return type(array) is np.ndarray and not array.dtype.hasobject


def _refusal() -> DiagnosticError:
    return DiagnosticError([Diagnostic("CAS1099", Severity.ERROR, "refused")])


class Forgetful(Memory):
    """Loses the last bit of every number."""

    def _read(self, run_meta: RunMeta) -> Any:
        return np.asarray(super()._read(run_meta)) + 1


class TestMemory(BackendConformance):
    """A backend that keeps its promises passes."""

    any_dtype = True

    def make(self, root: Path) -> BackendABC:
        """The backend under test."""
        return Memory(root)


def test_what_does_not_conform_fails(tmp_path: Path) -> None:
    """A backend that gives back other data does not pass."""
    with pytest.raises(AssertionError):
        TestMemory().test_an_array_comes_back(Forgetful(tmp_path / "runs"))
