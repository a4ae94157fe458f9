"""Saving and reading, as a user of the backend sees them."""

import math
import os
import resource
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from pydantic import ValidationError

from castle.aigr import DiagnosticError
from castle.backends.npz import NpzBackend, NpzError
from castle.monorail.meta import RunMeta

EVENTS = np.arange(12.0).reshape(2, 6)
PLAIN = hnp.scalar_dtypes() | hnp.byte_string_dtypes() | hnp.unicode_string_dtypes()
DTYPES = PLAIN | hnp.array_dtypes(PLAIN, max_size=3, allow_subarrays=True)
LAYOUTS: list[Callable[[NDArray[Any]], NDArray[Any]]] = [
    np.asarray,
    np.asfortranarray,
    lambda array: array[..., ::-1] if array.ndim else array,
]


@st.composite
def arrays(draw: st.DrawFn, dtypes: st.SearchStrategy[Any] = DTYPES) -> NDArray[Any]:
    """Any bytes as an array of any plain dtype, shape, byte order and layout."""
    dtype = draw(dtypes)
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
    size = dtype.itemsize * math.prod(shape)
    array: NDArray[Any] = np.ndarray(shape, dtype, draw(st.binary(min_size=size, max_size=size)))
    layout: Callable[[NDArray[Any]], NDArray[Any]] = draw(st.sampled_from(LAYOUTS))
    return layout(array)


NAMES = st.from_regex(r"[\w ~+-][\w .~+-]{0,30}", fullmatch=True).filter(
    lambda name: name.isprintable() and not name.endswith(".npy") and name != "run_meta"
)


def assert_same(back: object, array: NDArray[Any]) -> None:
    """The same array, bit for bit, in the same order of memory."""
    assert type(back) is np.ndarray
    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    assert back.tobytes() == array.tobytes()
    if array.flags.f_contiguous:
        assert back.flags.f_contiguous


def codes(error: pytest.ExceptionInfo[DiagnosticError]) -> list[str]:
    """The numbers of all that is wrong."""
    return [diagnostic.code for diagnostic in error.value.diagnostics]


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> NpzBackend:
    """A backend for many examples."""
    return NpzBackend(module="npz", root=tmp_path_factory.mktemp("runs"))


@settings(deadline=None)
@given(data=st.dictionaries(NAMES, arrays(), max_size=3), compressed=st.booleans())
def test_mapping_comes_back(
    everywhere: NpzBackend, data: dict[str, NDArray[Any]], compressed: bool
) -> None:
    """Named arrays of any plain dtype come back bit for bit, in their order."""
    backend = everywhere.model_copy(update={"compressed": compressed})
    run_meta = RunMeta.now("sieve")
    backend.save(data, run_meta)
    back = backend.read(run_meta)
    assert isinstance(back, Mapping)
    assert list(back) == list(data)
    for name, array in data.items():
        assert_same(back[name], array)


@settings(deadline=None)
@given(array=arrays(st.sampled_from([np.dtype("<f8"), np.dtype(">f8")])))
def test_array_comes_back(everywhere: NpzBackend, array: NDArray[np.float64]) -> None:
    """A float64 array comes back as an array, payloads of its NaNs and byte order included."""
    run_meta = RunMeta.now("sieve")
    everywhere.save(array, run_meta)
    assert_same(everywhere.read(run_meta), array)


@settings(deadline=None)
@given(data=st.dictionaries(NAMES, arrays(), max_size=3))
def test_plain_numpy_reads_it(everywhere: NpzBackend, data: dict[str, NDArray[Any]]) -> None:
    """Plain numpy.load opens the file without unpickling and finds the same arrays."""
    with np.load(everywhere.save(data, RunMeta.now("sieve")), allow_pickle=False) as file:
        assert file.files == [*data, "run_meta"]
        for name, array in data.items():
            assert_same(file[name], array)


def test_array_named_data_stays_a_mapping(backend: NpzBackend, run_meta: RunMeta) -> None:
    """A mapping whose one array has the name of nameless ones is still a mapping."""
    backend.save({"data": EVENTS}, run_meta)
    back = backend.read(run_meta)
    assert isinstance(back, Mapping)
    assert_same(back["data"], EVENTS)


def test_result_can_be_changed(backend: NpzBackend, run_meta: RunMeta) -> None:
    """What was read belongs to the reader: changing it changes no file."""
    backend.save(EVENTS, run_meta)
    first = backend.read(run_meta)
    assert isinstance(first, np.ndarray)
    first[:] = 0
    assert_same(backend.read(run_meta), EVENTS)


def test_default_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs go to `model_output` in the folder where the backend was made, and stay there."""
    monkeypatch.chdir(tmp_path)
    backend = NpzBackend(module="npz")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert backend.save(EVENTS, RunMeta.now("sieve")).parent == tmp_path / "model_output"


def test_making_a_backend_makes_nothing(backend: NpzBackend, root: Path) -> None:
    """The root is made by the first save, with all folders above it."""
    assert not root.exists()
    deep = NpzBackend(module="npz", root=root / "a" / "b")
    assert deep.save(EVENTS, RunMeta.now("sieve")).parent == root / "a" / "b"


def test_compressed_is_smaller(root: Path) -> None:
    """Compressing makes a file of events much smaller."""
    events = np.zeros((1000, 6))
    sizes = [
        NpzBackend(module="npz", root=root, compressed=compressed)
        .save(events, RunMeta.now("sieve"))
        .stat()
        .st_size
        for compressed in (False, True)
    ]
    assert sizes[1] * 10 < sizes[0]


@pytest.mark.parametrize("compressed", [False, True])
def test_equal_runs_make_equal_bytes(tmp_path: Path, run_meta: RunMeta, compressed: bool) -> None:
    """The same data and the same run make the same file, byte for byte."""
    files = [
        NpzBackend(module="npz", root=tmp_path / name, compressed=compressed).save(
            {"events": EVENTS}, run_meta
        )
        for name in "ab"
    ]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_never_overwrites(backend: NpzBackend, run_meta: RunMeta) -> None:
    """Saving a run a second time is refused, and the first is untouched."""
    backend.save(EVENTS, run_meta)
    with pytest.raises(NpzError) as error:
        backend.save(EVENTS + 1, run_meta)
    assert codes(error) == ["CAS1005"]
    assert_same(backend.read(run_meta), EVENTS)


def test_unknown_run(backend: NpzBackend) -> None:
    """Reading a run that is not stored names the run and the file that is missing."""
    with pytest.raises(
        NpzError, match=r"'sieve' is not stored: no file '.*model_output.*npz'"
    ) as e:
        backend.read(RunMeta.now("sieve"))
    assert codes(e) == ["CAS1006"]


def test_another_run_in_the_file(backend: NpzBackend, run_meta: RunMeta) -> None:
    """A file that says it holds another run is refused, whatever it is called."""
    file = backend.save(EVENTS, run_meta)
    backend.save(EVENTS, RunMeta.now("other")).replace(file)
    with pytest.raises(NpzError, match="it holds another run") as error:
        backend.read(run_meta)
    assert codes(error) == ["CAS1007"]


def test_refuses_all_at_once(backend: NpzBackend, root: Path, run_meta: RunMeta) -> None:
    """Every array that cannot be stored is named, and nothing is written."""
    objects: NDArray[Any] = np.array([object()])
    with pytest.raises(NpzError) as error:
        backend.save({"good": EVENTS, "bad": objects, "../up": EVENTS}, run_meta)
    assert codes(error) == ["CAS1004", "CAS1004"]
    assert not root.exists()


class TestRootThatCannotBeUsed:
    """A root that cannot hold runs is refused when the backend is made, and again on saving."""

    def test_file_in_its_place(self, root: Path) -> None:
        """A root that is a file is no folder."""
        root.touch()
        with pytest.raises(ValidationError, match="model_output' is no folder"):
            NpzBackend(module="npz", root=root)

    def test_file_above_it(self, root: Path) -> None:
        """A root below a file cannot be made, and the message names the file."""
        root.touch()
        with pytest.raises(ValidationError, match="model_output' is none"):
            NpzBackend(module="npz", root=root / "deeper")

    def test_dangling_link(self, root: Path) -> None:
        """A root that links to nothing is no folder."""
        root.symlink_to("nowhere")
        with pytest.raises(ValidationError, match="is no folder"):
            NpzBackend(module="npz", root=root)

    def test_code_is_the_type(self, root: Path) -> None:
        """The validation error carries the number of the diagnostic."""
        root.touch()
        with pytest.raises(ValidationError) as error:
            NpzBackend(module="npz", root=root)
        assert [found["type"] for found in error.value.errors()] == ["CAS1001"]

    @pytest.mark.parametrize("below", [".", "deeper/still"])
    def test_no_permission(self, root: Path, below: str, read_only: Callable[[Path], None]) -> None:
        """A root in which nothing may be written is refused before anything runs."""
        root.mkdir()
        read_only(root)
        with pytest.raises(ValidationError, match="is not writable") as error:
            NpzBackend(module="npz", root=root / below)
        assert [found["type"] for found in error.value.errors()] == ["CAS1002"]

    def test_became_a_file(self, backend: NpzBackend, root: Path, run_meta: RunMeta) -> None:
        """A root that turned into a file after the backend was made is reported by save."""
        root.write_text("mine")
        with pytest.raises(NpzError) as error:
            backend.save(EVENTS, run_meta)
        assert codes(error) == ["CAS1001"]
        assert root.read_text() == "mine"

    def test_lost_permission(
        self, backend: NpzBackend, run_meta: RunMeta, read_only: Callable[[Path], None]
    ) -> None:
        """A permission that was lost after the backend was made is reported by save."""
        read_only(backend.save(EVENTS, RunMeta.now("sieve")).parent)
        with pytest.raises(NpzError) as error:
            backend.save(EVENTS, run_meta)
        assert codes(error) == ["CAS1002"]


class TestFailureLeavesNothing:
    """Whatever fails while saving, no file is left, and earlier runs are untouched."""

    @pytest.fixture(autouse=True)
    def _nothing_left(self, backend: NpzBackend, root: Path, run_meta: RunMeta) -> Iterator[None]:
        earlier = RunMeta.now("earlier")
        file = backend.save(EVENTS, earlier)
        yield
        assert os.listdir(root) == [file.name]
        assert_same(backend.read(earlier), EVENTS)

    def test_full_disk(self, backend: NpzBackend, run_meta: RunMeta) -> None:
        """Space that runs out half-way through the file."""
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
        try:
            with pytest.raises(NpzError, match="cannot be written") as error:
                backend.save(np.zeros(100_000), run_meta)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert codes(error) == ["CAS1008"]

    @pytest.mark.parametrize("syscall", ["fsync", "link"])
    def test_system_refuses(
        self, backend: NpzBackend, run_meta: RunMeta, monkeypatch: pytest.MonkeyPatch, syscall: str
    ) -> None:
        """A system that cannot flush the file or cannot link it into place."""
        monkeypatch.setattr(os, syscall, _fail)
        with pytest.raises(NpzError) as error:
            backend.save(EVENTS, run_meta)
        assert codes(error) == ["CAS1008"]

    def test_folder_not_flushed(
        self, backend: NpzBackend, run_meta: RunMeta, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A file that is in place but that a crash could still lose was not saved."""
        fsync = os.fsync

        def fail_on_folders(descriptor: int) -> None:
            (_fail if stat.S_ISDIR(os.fstat(descriptor).st_mode) else fsync)(descriptor)

        monkeypatch.setattr(os, "fsync", fail_on_folders)
        with pytest.raises(NpzError) as error:
            backend.save(EVENTS, run_meta)
        assert codes(error) == ["CAS1008"]

    def test_interrupted(
        self, backend: NpzBackend, run_meta: RunMeta, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An interrupt passes through as it is."""

        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            backend.save(EVENTS, run_meta)


class TestDamage:
    """A damaged file gives an error or the right data, never wrong data."""

    @pytest.fixture(params=[False, True], ids=["stored", "compressed"])
    def saved(self, request: pytest.FixtureRequest, root: Path, run_meta: RunMeta) -> Path:
        """A small file of both kinds."""
        backend = NpzBackend(module="npz", root=root, compressed=request.param)
        return backend.save(EVENTS, run_meta)

    def test_every_truncation(self, saved: Path, backend: NpzBackend, run_meta: RunMeta) -> None:
        """A file that lost its end is refused, wherever it was cut."""
        content = saved.read_bytes()
        for length in range(len(content)):
            saved.write_bytes(content[:length])
            with pytest.raises(NpzError) as error:
                backend.read(run_meta)
            assert codes(error) == ["CAS1007"]

    def test_flipped_bits(self, saved: Path, backend: NpzBackend, run_meta: RunMeta) -> None:
        """One wrong bit in any byte is refused, or does not matter."""
        content = saved.read_bytes()
        for position in range(len(content)):
            damaged = bytearray(content)
            damaged[position] ^= 1 << position % 8
            saved.write_bytes(damaged)
            found = self._outcome(backend, run_meta)
            if isinstance(found, list):
                assert found == ["CAS1007"]
            else:
                assert_same(found, EVENTS)

    @staticmethod
    def _outcome(backend: NpzBackend, run_meta: RunMeta) -> object:
        try:
            return backend.read(run_meta)
        except NpzError as error:
            return [found.code for found in error.diagnostics]


def test_never_unpickles(backend: NpzBackend, run_meta: RunMeta) -> None:
    """A file with an object in it is refused, and the object is not made."""
    file = backend.save(EVENTS, run_meta)
    with np.load(file) as saved:
        described = saved["run_meta"]
    trap: NDArray[Any] = np.array([_Trap()])
    file.unlink()
    np.savez(file, data=trap, run_meta=described)
    with pytest.raises(NpzError) as error:
        backend.read(run_meta)
    assert codes(error) == ["CAS1007"]
    assert not _sprung


_sprung: list[bool] = []


class _Trap:
    def __reduce__(self) -> tuple[Callable[[bool], None], tuple[bool]]:
        return _sprung.append, (True,)


def _fail(*_: object) -> None:
    raise OSError(5, "Input/output error")
