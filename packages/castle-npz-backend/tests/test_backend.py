"""Saving and reading, as a user of the backend sees them."""

import math
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from castle.aigr import DiagnosticError
from castle.backends.npz import NpzBackend, NpzError
from castle.monorail.meta import RunMeta

EVENTS = np.arange(12.0).reshape(2, 6)
TIMES = st.sampled_from(["<m8", ">m8", "<M8", ">M8"]).map(np.dtype)  # of no unit
PLAIN = hnp.scalar_dtypes() | hnp.byte_string_dtypes() | hnp.unicode_string_dtypes() | TIMES
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
    return NpzBackend(root=tmp_path_factory.mktemp("runs"))


@settings(deadline=None, max_examples=60)
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


@settings(deadline=None, max_examples=60)
@given(array=arrays(st.sampled_from([np.dtype("<f8"), np.dtype(">f8")])))
def test_array_comes_back(everywhere: NpzBackend, array: NDArray[np.float64]) -> None:
    """A float64 array comes back as an array, payloads of its NaNs and byte order included."""
    run_meta = RunMeta.now("sieve")
    everywhere.save(array, run_meta)
    assert_same(everywhere.read(run_meta), array)


@settings(deadline=None, max_examples=60)
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


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", ["<m8", ">m8", "<M8", ">M8", [("t", ">m8"), ("b", "u1")]])
def test_times_of_no_unit(
    backend: NpzBackend,
    run_meta: RunMeta,
    dtype: Any,
    layout: Callable[[NDArray[Any]], NDArray[Any]],
) -> None:
    """Their bytes stay in their order, whatever the order of the elements."""
    times = np.dtype([("x", dtype)])["x"]
    array = layout(np.frombuffer(bytes(range(6 * times.itemsize)), times).reshape(2, 3))
    backend.save({"x": array}, run_meta)
    back = backend.read(run_meta)
    assert isinstance(back, Mapping)
    assert_same(back["x"], array)


def test_fields_can_be_renamed(backend: NpzBackend) -> None:
    """What was read belongs to the reader: other names for its fields change no other array."""
    runs, dtype = [RunMeta.now("a"), RunMeta.now("b")], np.dtype([("a", "i4"), ("b", "f8")])
    for run in runs:
        backend.save({"x": np.zeros(2, dtype), "y": np.ones(2, dtype)}, run)
    back = backend.read(runs[0])
    assert isinstance(back, Mapping)
    back["x"].dtype.names = ("p", "q")
    for array in (back["y"], *(dict(backend.read(run))["x"] for run in runs)):
        assert array.dtype.names == ("a", "b")


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
    backend = NpzBackend()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert backend.save(EVENTS, RunMeta.now("sieve")).parent == tmp_path / "model_output"


def test_making_a_backend_makes_nothing(backend: NpzBackend, root: Path) -> None:
    """The root is made by the first save, with all folders above it."""
    assert not root.exists()
    deep = NpzBackend(root=root / "a" / "b")
    assert deep.save(EVENTS, RunMeta.now("sieve")).parent == root / "a" / "b"


def test_compressed_is_smaller(root: Path) -> None:
    """Compressing makes a file of events much smaller."""
    events = np.zeros((1000, 6))
    sizes = [
        NpzBackend(root=root, compressed=compressed)
        .save(events, RunMeta.now("sieve"))
        .stat()
        .st_size
        for compressed in (False, True)
    ]
    assert sizes[1] * 10 < sizes[0]


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


def test_a_run_is_located(backend: NpzBackend, run_meta: RunMeta) -> None:
    """The place of a saved run is its file; a run that is not saved has none."""
    with pytest.raises(NpzError) as error:
        backend.locate(run_meta)
    assert codes(error) == ["CAS1006"]
    file = backend.save(EVENTS, run_meta)
    assert backend.locate(run_meta) == file


@pytest.mark.parametrize("length", [1, 20_000])
def test_equal_types_of_time_are_not_confused(backend: NpzBackend, length: int) -> None:
    """A thousand milliseconds come back as such, and seconds as seconds, whatever came before."""
    for unit in ("1000ms", "s", "1000ms"):
        run_meta = RunMeta("sieve")
        file = backend.save({"x": np.zeros(length, f"M8[{unit}]")}, run_meta)
        back = backend.read(run_meta)
        assert isinstance(back, Mapping)
        assert repr(back["x"].dtype) == repr(np.dtype(f"M8[{unit}]"))
        assert repr(np.load(file)["x"].dtype) == repr(np.dtype(f"M8[{unit}]"))


@pytest.mark.parametrize("length", [400, 200_000])
def test_what_is_between_fields_is_nothing(backend: NpzBackend, length: int) -> None:
    """Memory that was never written gets into no file."""
    padded = np.dtype([("a", "i1"), ("b", "f8")], align=True)
    secret = np.full(16 * length, 0x55, np.uint8)
    del secret  # what is allocated next may lie where it was
    run_meta = RunMeta("sieve")
    file = backend.save({"x": np.zeros(length, padded)[::2]}, run_meta)
    with zipfile.ZipFile(file) as archive:
        assert not any(archive.read("x.npy")[-length // 2 * padded.itemsize :])
