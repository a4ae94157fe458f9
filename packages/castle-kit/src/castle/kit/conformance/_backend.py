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
from castle.kit.conformance._kept_runs import assert_same, has, is_kept, listed
from castle.kit.conformance._no_room import End, without_room
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
        assert_same(backend.read(run), array)

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
            assert_same(back[name], array)

    def test_a_mapping_of_one_stays_one(self, backend: BackendABC) -> None:
        """An array that was saved under a name comes back under it."""
        run = RunMeta.now("sieve")
        backend.save({"data": _EVENTS}, run)
        back = backend.read(run)
        assert isinstance(back, Mapping)
        assert_same(back["data"], _EVENTS)

    @pytest.mark.parametrize("dtype", ["?", "i1", ">i4", "u8", "f4", "c16", "M8[s]", "S3", "U2"])
    def test_other_dtypes(self, backend: BackendABC, dtype: str) -> None:
        """Arrays of other plain dtypes come back as they are, or are refused and not kept."""
        run, array = RunMeta.now("sieve"), np.ones(3, "i8").astype(dtype)
        try:
            backend.save({"x": array}, run)
        except DiagnosticError:
            assert not self.any_dtype
            assert not is_kept(backend, run)
            return
        back = backend.read(run)
        assert isinstance(back, Mapping)
        assert_same(back["x"], array)

    @pytest.mark.parametrize(
        "array", [np.array([object()]), np.ma.masked_array([1.0, 2.0], [True, False])]
    )
    def test_what_would_not_come_back(self, backend: BackendABC, array: Any) -> None:
        """Objects and masked arrays are refused with a diagnostic, and nothing is kept."""
        run = RunMeta.now("sieve")
        with pytest.raises(DiagnosticError) as error:
            backend.save({"events": _EVENTS, "bad": array}, run)
        assert error.value.diagnostics
        assert not is_kept(backend, run)
        assert not listed(backend)

    @pytest.mark.parametrize("name", ["../up", "a/b", "..", "a" * 300, "a\0"])
    def test_names_stay_inside(self, backend: BackendABC, tmp_path: Path, name: str) -> None:
        """A run whose name would lead elsewhere is refused, or kept in the root."""
        run = RunMeta(name)
        try:
            place = backend.save(_EVENTS, run)
        except DiagnosticError:
            return
        assert place.resolve().is_relative_to((tmp_path / "runs").resolve())
        assert_same(backend.read(run), _EVENTS)

    def test_nothing_is_overwritten(self, backend: BackendABC) -> None:
        """Saving a run again is refused, and what is kept stays what it was."""
        run = RunMeta.now("sieve")
        backend.save(_EVENTS, run)
        with pytest.raises(DiagnosticError):
            backend.save(_EVENTS + 1, run)
        assert_same(backend.read(run), _EVENTS)

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
            assert_same(backend.read(run), _EVENTS + number)
        assert set(listed(backend, runs)) == set(runs)

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
            assert is_kept(backend, run) == (run in saved)
        for run, array in saved.items():
            assert_same(backend.read(run), array)

    def test_unknown_runs(self, backend: BackendABC) -> None:
        """A run that is not kept is not there, and cannot be read, located or deleted."""
        run = RunMeta.now("sieve")
        assert not is_kept(backend, run)
        assert not listed(backend)
        if has(backend, "latest"):
            assert backend.latest("sieve") is None
        methods = {"read": backend.read, "locate": backend.locate, "delete": backend.delete}
        for name, method in methods.items():
            with pytest.raises(DiagnosticError) as error:
                method(run)
            assert isinstance(error.value, UnsupportedError) != has(backend, name)

    def test_listed_by_their_moment(self, backend: BackendABC, root: Path) -> None:
        """Runs are listed, the oldest first, by any backend on the same root."""
        runs = [RunMeta("a", timestamp=_NOON + timedelta(hours=hour)) for hour in range(4)]
        for run in (runs[2], runs[0], runs[3], runs[1]):
            backend.save(_EVENTS, run)
        assert list(listed(self.make(root), runs)) == runs
        if has(backend, "latest"):
            assert self.make(root).latest("a") == runs[3]

    def test_provenance_is_kept(self, backend: BackendABC) -> None:
        """What a run was made from comes back with the list."""
        made = Provenance("c" * 64, "9" * 64, (("castle-aigr", "0.1.0"),))
        run = RunMeta("sieve", provenance=made)
        backend.save(_EVENTS, run)
        assert [each.provenance for each in listed(backend, [run])] == [made]

    def test_deleted(self, backend: BackendABC) -> None:
        """A run that was deleted is not there, and others are."""
        run, other = RunMeta.now("sieve"), RunMeta.now("sieve")
        backend.save(_EVENTS, run)
        place = backend.save(_EVENTS, other)
        if has(backend, "delete"):
            backend.delete(run)
            assert not is_kept(backend, run)
        assert is_kept(backend, other)
        if has(backend, "locate"):
            assert backend.locate(other) == place

    def test_many_at_once(self, backend: BackendABC) -> None:
        """Threads that save and read at the same time do not meet."""

        def work(number: int) -> None:
            run = RunMeta.now("sieve")
            backend.save(np.full((50, 6), float(number)), run)
            assert run in listed(backend, [run])
            assert_same(backend.read(run), np.full((50, 6), float(number)))

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(24)))
        if has(backend, "list"):
            assert len(backend.list()) == 24

    def test_a_run_is_there_in_full_or_not_at_all(self, backend: BackendABC) -> None:
        """Whoever looks while a run is saved finds nothing, or all of it."""
        runs = [RunMeta.now("sieve") for _ in range(12)]
        awaited, array = list(runs), _large()
        with ThreadPoolExecutor(1) as pool:
            saving = pool.submit(lambda: [backend.save(array, run) for run in runs])
            while not saving.done():
                if awaited and is_kept(backend, awaited[0]):
                    assert_same(backend.read(awaited.pop(0)), array)
            saving.result()

    @pytest.mark.parametrize("killed", [False, True])
    def test_no_room_left(self, backend: BackendABC, root: Path, killed: bool) -> None:
        """A run for which there is no room is not kept: it is refused, or its writer killed.

        Refused means with a DiagnosticError.
        """
        earlier, run, array = RunMeta.now("sieve"), RunMeta.now("sieve"), _large()
        backend.save(_EVENTS, earlier)
        end = without_room(lambda: backend.save(array, run), killed)
        if end is End.DONE:  # it keeps runs elsewhere
            assert_same(self.make(root).read(run), array)
        else:
            assert end is (End.KILLED if killed else End.REFUSED)
            assert not is_kept(self.make(root), run)
            assert list(listed(self.make(root), [earlier])) == [earlier]
        assert_same(self.make(root).read(earlier), _EVENTS)

    def test_damage_is_told(self, backend: BackendABC) -> None:
        """A run that lost the end of a file is refused with a diagnostic, or right all the same."""
        run = RunMeta.now("sieve")
        place = backend.save({"events": _EVENTS}, run)
        for file in [place] if place.is_file() else [place / file for file in files_below(place)]:
            content = file.read_bytes()
            file.chmod(0o644)
            file.write_bytes(content[: len(content) // 2])
            try:
                back = backend.read(run)
            except DiagnosticError:
                pass
            else:
                assert isinstance(back, Mapping)
                assert_same(back["events"], _EVENTS)
            file.write_bytes(content)

    def test_what_is_no_run(self, backend: BackendABC) -> None:
        """What others put beside the runs, called like one or not, keeps nobody from the runs."""
        run = RunMeta.now("sieve")
        place = backend.save(_EVENTS, run)
        (place.parent / "notes.txt").write_text("mine")
        (place.parent / f"junk{place.suffix}").write_bytes(b"junk")
        (place.parent / f"empty{place.suffix}").touch()
        (place.parent / f"folder{place.suffix}").mkdir()
        assert list(listed(backend, [run])) == [run]
        if has(backend, "latest"):
            assert backend.latest("sieve") == run
        assert_same(backend.read(run), _EVENTS)

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
            assert not is_kept(backend, run)
            stream.commit({"element_names": np.array(["main"])})
        assert list(listed(backend, [run])) == [run]
        back = backend.read(run)
        assert isinstance(back, Mapping)
        assert_same(back["events"], _EVENTS)


def _large() -> NDArray[np.float64]:
    """What takes more room than there is where there is none left."""
    return np.random.default_rng(6).random((5000, 6))
