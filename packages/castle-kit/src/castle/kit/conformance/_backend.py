"""What every backend promises."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray

from castle.aigr import DiagnosticError
from castle.kit.conformance._plugin import PluginConformance, files_below
from castle.monorail.abcs import BackendABC
from castle.monorail.errors import UnsupportedError
from castle.monorail.meta import Provenance, RunMeta

_NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
_BITS = np.array([0x7FF8000000000001, 0xFFF0000000000000, 1, 1 << 63, 0x3FB999999999999A], "u8")
_EVENTS = np.arange(12.0).reshape(2, 6)


class BackendConformance(PluginConformance):
    """Inherit from it in a class called `Test...`; a backend without `root` has its own `make`.

    Of what is optional for a backend that is tested which it has, and that the rest says so.
    """

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
            assert not _is_kept(backend, run)
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
        assert not _is_kept(backend, run)
        assert not _listed(backend)

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
        assert set(_listed(backend, runs)) == set(runs)

    def test_runs_that_read_alike_are_told_apart(self, backend: BackendABC) -> None:
        """Runs whose name and action are the same text together do not meet, or are refused."""
        runs = [RunMeta("a", "b-c", _NOON, "0-1"), RunMeta("a-b", "c", _NOON, "0-1")]
        saved = {run: _EVENTS + number for number, run in enumerate(runs)}
        for run in runs:
            try:
                backend.save(saved[run], run)
            except DiagnosticError:
                del saved[run]
        for run in runs:
            assert _is_kept(backend, run) == (run in saved)
        for run, array in saved.items():
            _assert_same(backend.read(run), array)

    def test_unknown_runs(self, backend: BackendABC) -> None:
        """A run that is not kept is not there, and cannot be read, located or deleted."""
        run = RunMeta.now("sieve")
        assert not _is_kept(backend, run)
        assert not _listed(backend)
        if _has(backend, "latest"):
            assert backend.latest("sieve") is None
        methods = {"read": backend.read, "locate": backend.locate, "delete": backend.delete}
        for name, method in methods.items():
            with pytest.raises(DiagnosticError) as error:
                method(run)
            assert isinstance(error.value, UnsupportedError) != _has(backend, name)

    def test_listed_by_their_moment(self, backend: BackendABC, root: Path) -> None:
        """Runs are listed, the oldest first, by any backend on the same root."""
        runs = [RunMeta("a", timestamp=_NOON + timedelta(hours=hour)) for hour in range(4)]
        for run in (runs[2], runs[0], runs[3], runs[1]):
            backend.save(_EVENTS, run)
        assert list(_listed(self.make(root), runs)) == runs
        if _has(backend, "latest"):
            assert self.make(root).latest("a") == runs[3]

    def test_provenance_is_kept(self, backend: BackendABC) -> None:
        """What a run was made from comes back with the list."""
        made = Provenance("c" * 64, "9" * 64, (("castle-aigr", "0.1.0"),))
        run = RunMeta("sieve", provenance=made)
        backend.save(_EVENTS, run)
        assert [each.provenance for each in _listed(backend, [run])] == [made]

    def test_deleted(self, backend: BackendABC) -> None:
        """A run that was deleted is not there, and others are."""
        run, other = RunMeta.now("sieve"), RunMeta.now("sieve")
        backend.save(_EVENTS, run)
        place = backend.save(_EVENTS, other)
        if _has(backend, "delete"):
            backend.delete(run)
            assert not _is_kept(backend, run)
        assert _is_kept(backend, other)
        if _has(backend, "locate"):
            assert backend.locate(other) == place

    def test_many_at_once(self, backend: BackendABC) -> None:
        """Threads that save and read at the same time do not meet."""

        def work(number: int) -> None:
            run = RunMeta.now("sieve")
            backend.save(np.full((50, 6), float(number)), run)
            assert run in _listed(backend, [run])
            _assert_same(backend.read(run), np.full((50, 6), float(number)))

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(24)))
        if _has(backend, "list"):
            assert len(backend.list()) == 24

    def test_a_run_is_there_in_full_or_not_at_all(self, backend: BackendABC) -> None:
        """Whoever looks while a run is saved finds nothing, or all of it."""
        runs = [RunMeta.now("sieve") for _ in range(12)]
        array = np.arange(30_000.0).reshape(-1, 6)
        with ThreadPoolExecutor(1) as pool:
            saving = pool.submit(lambda: [backend.save(array, run) for run in runs])
            while not saving.done():
                for run in filter(partial(_is_kept, backend), runs):
                    _assert_same(backend.read(run), array)
            saving.result()

    def test_no_room_left(self, backend: BackendABC) -> None:
        """A run for which there is no room is refused with a diagnostic, and nothing is kept."""
        earlier, run = RunMeta.now("sieve"), RunMeta.now("sieve")
        backend.save(_EVENTS, earlier)
        array = np.random.default_rng(6).random((5000, 6))
        try:
            with _no_file_over(50_000):
                backend.save(array, run)
        except DiagnosticError:
            assert not _is_kept(backend, run)
            assert list(_listed(backend, [earlier])) == [earlier]
        else:  # it keeps runs elsewhere
            _assert_same(backend.read(run), array)
        _assert_same(backend.read(earlier), _EVENTS)

    def test_damage_is_told(self, backend: BackendABC) -> None:
        """A run that lost the end of a file is refused with a diagnostic, or right all the same."""
        run = RunMeta.now("sieve")
        place = backend.save({"events": _EVENTS}, run)
        files = [place] if place.is_file() else list(files_below(place))
        for file in [place / file for file in files]:
            content = file.read_bytes()
            file.write_bytes(content[: len(content) // 2])
            try:
                back = backend.read(run)
            except DiagnosticError:
                pass
            else:
                assert isinstance(back, Mapping)
                _assert_same(back["events"], _EVENTS)
            file.write_bytes(content)

    def test_what_is_no_run(self, backend: BackendABC) -> None:
        """What others put beside the runs, called like one or not, keeps nobody from the runs."""
        run = RunMeta.now("sieve")
        place = backend.save(_EVENTS, run)
        (place.parent / "notes.txt").write_text("mine")
        (place.parent / f"junk{place.suffix}").write_bytes(b"junk")
        (place.parent / f"empty{place.suffix}").touch()
        (place.parent / f"folder{place.suffix}").mkdir()
        assert list(_listed(backend, [run])) == [run]
        if _has(backend, "latest"):
            assert backend.latest("sieve") == run
        _assert_same(backend.read(run), _EVENTS)

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
            assert not _is_kept(backend, run)
            stream.commit({"element_names": np.array(["main"])})
        assert list(_listed(backend, [run])) == [run]
        back = backend.read(run)
        assert isinstance(back, Mapping)
        _assert_same(back["events"], _EVENTS)


@contextmanager
def _no_file_over(size: int) -> Iterator[None]:
    """Let the system refuse to make larger files, as where a disk is full; not on Windows."""
    if sys.platform == "win32":
        yield
        return
    import resource  # noqa: PLC0415  # which is not everywhere

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _has(backend: BackendABC, method: str) -> bool:
    """Whether it supports what is optional."""
    return getattr(type(backend), f"_{method}") is not getattr(BackendABC, f"_{method}")


def _listed(backend: BackendABC, otherwise: Sequence[RunMeta] = ()) -> Sequence[RunMeta]:
    """The runs that it lists; where it does not list, and says so, what is given instead."""
    if _has(backend, "list"):
        return backend.list()
    with pytest.raises(UnsupportedError):
        backend.list()
    return otherwise


def _is_kept(backend: BackendABC, run: RunMeta) -> bool:
    """Whether a run is there; one that is refused, because of its name, say, is not."""
    try:
        if _has(backend, "exists"):
            return backend.exists(run)
        backend.read(run)
    except DiagnosticError:
        return False
    return True


def _assert_same(back: object, array: NDArray[Any]) -> None:
    assert isinstance(back, np.ndarray)
    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    assert back.tobytes() == array.tobytes()
