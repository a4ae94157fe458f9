"""What every backend promises."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray

from castle.aigr import DiagnosticError
from castle.kit.conformance._plugin import PluginConformance
from castle.monorail.abcs import BackendABC
from castle.monorail.errors import UnsupportedError
from castle.monorail.meta import Provenance, RunMeta

_NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
_BITS = np.array([0x7FF8000000000001, 0xFFF0000000000000, 1, 1 << 63, 0x3FB999999999999A], "u8")
_EVENTS = np.arange(12.0).reshape(2, 6)


class BackendConformance(PluginConformance):
    """Inherit from it in a class called `Test...`; a backend without `root` has its own `make`."""

    kind: ClassVar[str] = "backends"
    streams: ClassVar[bool] = False
    """Whether the backend supports `stream`."""
    any_dtype: ClassVar[bool] = False
    """Whether it keeps arrays of any plain dtype, and not only float64 and text."""

    def make(self, root: Path) -> BackendABC:
        """The backend under test, which keeps its runs in this folder, missing or not."""
        made: BackendABC = self.made(root=root)
        return made

    @pytest.fixture
    def root(self, tmp_path: Path) -> Path:
        """A folder that does not exist yet."""
        return tmp_path / "runs"

    @pytest.fixture
    def backend(self, root: Path) -> BackendABC:
        """A backend that has kept nothing yet."""
        return self.make(root)

    def test_an_array_comes_back(self, backend: BackendABC) -> None:
        """One float64 array comes back as an array, bit for bit."""
        run, array = RunMeta.now("sieve"), _BITS.view("f8").reshape(5, 1)
        place = backend.save(array, run)
        assert place.exists()
        _assert_same(backend.read(run), array)

    def test_named_arrays_come_back(self, backend: BackendABC) -> None:
        """A mapping comes back as one, in its order: numbers and the names they stand for."""
        data: dict[str, NDArray[Any]] = {
            "events": _EVENTS,
            "element_names": np.array(["main", 'with "quotes", commas\nand lines', "é", ""]),
            "none": np.zeros((0, 6)),
        }
        run = RunMeta.now("sieve")
        backend.save(data, run)
        back = backend.read(run)
        assert isinstance(back, Mapping)
        assert list(back) == list(data)
        for name, array in data.items():
            _assert_same(back[name], array)

    def test_a_mapping_of_one_stays_one(self, backend: BackendABC) -> None:
        """An array that was saved under a name comes back under it."""
        run = RunMeta.now("sieve")
        backend.save({"data": _EVENTS}, run)
        back = backend.read(run)
        assert isinstance(back, Mapping)
        _assert_same(back["data"], _EVENTS)

    @pytest.mark.parametrize("dtype", ["?", "i1", ">i4", "u8", "f4", "c16", "M8[s]", "S3", "U2"])
    def test_other_dtypes(self, backend: BackendABC, dtype: str) -> None:
        """Arrays of other plain dtypes come back as they are, or are refused and not kept."""
        run, array = RunMeta.now("sieve"), np.ones(3, "i8").astype(dtype)
        try:
            backend.save({"x": array}, run)
        except DiagnosticError:
            assert not self.any_dtype
            assert not backend.exists(run)
            return
        back = backend.read(run)
        assert isinstance(back, Mapping)
        _assert_same(back["x"], array)

    @pytest.mark.parametrize(
        "array", [np.array([object()]), np.ma.masked_array([1.0, 2.0], [True, False])]
    )
    def test_what_would_not_come_back(self, backend: BackendABC, array: Any) -> None:
        """Objects and masked arrays are refused with a diagnostic, and nothing is kept."""
        run = RunMeta.now("sieve")
        with pytest.raises(DiagnosticError) as error:
            backend.save({"events": _EVENTS, "bad": array}, run)
        assert error.value.diagnostics
        assert not backend.exists(run)
        assert list(backend.list()) == []

    @pytest.mark.parametrize("name", ["../up", "a/b", "..", "a" * 300, "a\0"])
    def test_names_stay_inside(self, backend: BackendABC, tmp_path: Path, name: str) -> None:
        """A run whose name would lead elsewhere is refused, or kept in the root."""
        run = RunMeta(name)
        try:
            place = backend.save(_EVENTS, run)
        except DiagnosticError:
            return
        assert place.resolve().is_relative_to((tmp_path / "runs").resolve())
        _assert_same(backend.read(run), _EVENTS)

    def test_nothing_is_overwritten(self, backend: BackendABC) -> None:
        """Saving a run again is refused, and what is kept stays what it was."""
        run = RunMeta.now("sieve")
        backend.save(_EVENTS, run)
        with pytest.raises(DiagnosticError):
            backend.save(_EVENTS + 1, run)
        _assert_same(backend.read(run), _EVENTS)

    def test_runs_are_told_apart(self, backend: BackendABC) -> None:
        """Runs that differ in any part of their identity do not meet."""
        runs = [
            RunMeta("a", "run", _NOON, "00000000-1"),
            RunMeta("a", "run", _NOON, "00000000-2"),
            RunMeta("a", "run", _NOON + timedelta(microseconds=1), "00000000-1"),
            RunMeta("a", "go", _NOON, "00000000-1"),
            RunMeta("b", "run", _NOON, "00000000-1"),
        ]
        for number, run in enumerate(runs):
            backend.save(_EVENTS + number, run)
        for number, run in enumerate(runs):
            _assert_same(backend.read(run), _EVENTS + number)
        assert set(backend.list()) == set(runs)

    def test_unknown_runs(self, backend: BackendABC) -> None:
        """A run that is not kept is not there, and cannot be read, located or deleted."""
        run = RunMeta.now("sieve")
        assert not backend.exists(run)
        assert backend.latest("sieve") is None
        assert list(backend.list()) == []
        for method in (backend.read, backend.locate, backend.delete):
            with pytest.raises(DiagnosticError) as error:
                method(run)
            assert not isinstance(error.value, UnsupportedError)

    def test_listed_by_their_moment(self, backend: BackendABC, root: Path) -> None:
        """Runs are listed, the oldest first, by any backend on the same root."""
        runs = [RunMeta("a", timestamp=_NOON + timedelta(hours=hour)) for hour in range(4)]
        for run in (runs[2], runs[0], runs[3], runs[1]):
            backend.save(_EVENTS, run)
        assert list(self.make(root).list()) == runs
        assert self.make(root).latest("a") == runs[3]

    def test_provenance_is_kept(self, backend: BackendABC) -> None:
        """What a run was made from comes back with the list."""
        made = Provenance("c" * 64, "9" * 64, (("castle-aigr", "0.1.0"),))
        backend.save(_EVENTS, RunMeta("sieve", provenance=made))
        assert [run.provenance for run in backend.list()] == [made]

    def test_deleted(self, backend: BackendABC) -> None:
        """A run that was deleted is not there, and others are."""
        run, other = RunMeta.now("sieve"), RunMeta.now("sieve")
        backend.save(_EVENTS, run)
        place = backend.save(_EVENTS, other)
        backend.delete(run)
        assert not backend.exists(run)
        assert backend.exists(other)
        assert backend.locate(other) == place

    def test_many_at_once(self, backend: BackendABC) -> None:
        """Threads that save and read at the same time do not meet."""

        def work(number: int) -> None:
            run = RunMeta.now("sieve")
            backend.save(np.full((50, 6), float(number)), run)
            assert run in backend.list()
            _assert_same(backend.read(run), np.full((50, 6), float(number)))

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(24)))
        assert len(backend.list()) == 24

    def test_streams(self, backend: BackendABC) -> None:
        """A stream is a run when it is committed, and nothing before; or it is unsupported."""
        run, lost = RunMeta.now("sieve"), RunMeta.now("lost")
        if not self.streams:
            with pytest.raises(UnsupportedError):
                backend.stream(run, columns=6)
            return
        with backend.stream(lost, columns=6) as stream:
            stream.append(_EVENTS)
        with backend.stream(run, columns=6) as stream:
            stream.append(_EVENTS[:1])
            stream.append(_EVENTS[1:])
            assert not backend.exists(run)
            stream.commit({"element_names": np.array(["main"])})
        assert list(backend.list()) == [run]
        back = backend.read(run)
        assert isinstance(back, Mapping)
        _assert_same(back["events"], _EVENTS)


def _assert_same(back: object, array: NDArray[Any]) -> None:
    assert isinstance(back, np.ndarray)
    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    assert back.tobytes() == array.tobytes()
