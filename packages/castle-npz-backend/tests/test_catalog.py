"""Which runs there are, what they were made from, and options of saving and reading."""

import os
import resource
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from castle.backends.npz import NpzBackend, NpzError, _codec
from castle.monorail.diagnostics import listening
from castle.monorail.meta import Provenance, RunMeta

EVENTS = np.arange(12.0).reshape(2, 6)
MADE = Provenance("c" * 64, "9" * 64, (("castle-aigr", "0.1.0"), ("castle-npz-backend", "0.1.0")))
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def test_runs_are_listed_by_their_moment(backend: NpzBackend) -> None:
    """The oldest comes first, whatever was saved first and whatever it is called."""
    runs = [RunMeta(name, timestamp=NOON + timedelta(hours=h)) for h, name in enumerate("zay")]
    assert backend.list() == []
    for run in (runs[2], runs[0], runs[1]):
        backend.save(EVENTS, run)
    assert backend.list() == runs


def test_latest_of_a_name(backend: NpzBackend) -> None:
    """The newest run of a program is not that of one whose name begins alike."""
    runs = [RunMeta(name) for name in ("sieve", "sieve", "sieve-run", "other")]
    for run in runs:
        backend.save(EVENTS, run)
    assert backend.latest("sieve") == runs[1]
    assert backend.latest("sieve-run") == runs[2]
    assert backend.latest("siev") is None


def test_deleted(backend: NpzBackend, run_meta: RunMeta) -> None:
    """A run that was deleted is not there, and cannot be deleted again."""
    backend.save(EVENTS, run_meta)
    assert backend.exists(run_meta)
    backend.delete(run_meta)
    assert not backend.exists(run_meta)
    with pytest.raises(NpzError) as error:
        backend.delete(run_meta)
    assert [found.code for found in error.value.diagnostics] == ["CAS1006"]


def test_provenance_comes_back(backend: NpzBackend) -> None:
    """What a run was made from is in its file, and is no part of its identity."""
    run = RunMeta("sieve", provenance=MADE)
    backend.save(EVENTS, run)
    (found,) = backend.list()
    assert found == run
    assert found.provenance == MADE
    assert np.array_equal(np.asarray(backend.read(RunMeta("sieve", "run", *_rest(run)))), EVENTS)


def _rest(run: RunMeta) -> tuple[datetime, str]:
    return run.timestamp, run.run_id


def test_damaged_files_are_named(backend: NpzBackend, root: Path, run_meta: RunMeta) -> None:
    """A file that is called like a run and is none is no run; files of others do not count."""
    file = backend.save(EVENTS, run_meta)
    file.write_bytes(file.read_bytes()[:-1])
    (root / "mine.npz").touch()
    with listening() as found:
        assert backend.list() == []
    assert [(one.code, str(file) in one.message) for one in found] == [("CAS1010", True)]
    assert backend.damaged() == [file]


def test_overwriting(root: Path, run_meta: RunMeta) -> None:
    """A run is replaced where that was asked for, at once."""
    backend = NpzBackend(root=root, overwrite=True)
    backend.save(EVENTS, run_meta)
    backend.save(EVENTS + 1, run_meta)
    assert np.array_equal(np.asarray(backend.read(run_meta)), EVENTS + 1)
    assert len(os.listdir(root)) == 1


@pytest.mark.parametrize("compressed", [False, True])
def test_ceiling(root: Path, run_meta: RunMeta, compressed: bool) -> None:
    """A run that takes more memory than was allowed is refused before any is taken."""
    NpzBackend(root=root, compressed=compressed).save(np.zeros(100_000), run_meta)
    with pytest.raises(NpzError) as error:
        NpzBackend(root=root, max_bytes=799_999).read(run_meta)
    assert [found.code for found in error.value.diagnostics] == ["CAS1009"]
    assert len(NpzBackend(root=root, max_bytes=800_000).read(run_meta)) == 100_000


@pytest.mark.parametrize("compressed", [False, True])
def test_mapped(root: Path, run_meta: RunMeta, compressed: bool) -> None:
    """Mapped arrays are the same ones, aligned; those that are stored cannot be changed."""
    data = {"a": EVENTS, "b": np.asfortranarray(EVENTS), "c": np.zeros((0, 3)), "d": np.array(1)}
    NpzBackend(root=root, compressed=compressed).save(data, run_meta)
    back = NpzBackend(root=root, mmap=True).read(run_meta)
    assert isinstance(back, dict)
    for name, array in data.items():
        assert np.array_equal(back[name], array)
        assert back[name].flags.aligned
    assert back["a"].flags.writeable == compressed


def test_many_mapped(root: Path, run_meta: RunMeta) -> None:
    """The file is mapped once, however many arrays it has and however few files may be open."""
    data = {f"a{number}": np.full(2, float(number)) for number in range(300)}
    NpzBackend(root=root).save(data, run_meta)
    few, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, most))
    try:
        back = NpzBackend(root=root, mmap=True).read(run_meta)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (few, most))
    assert isinstance(back, dict)
    assert all(np.array_equal(back[name], array) for name, array in data.items())


def test_the_latest_is_damaged(backend: NpzBackend) -> None:
    """The run before it is the latest one, and that is no secret."""
    before, after = RunMeta.now("sieve"), RunMeta.now("sieve")
    backend.save(EVENTS, before)
    damaged = backend.save(EVENTS, after)
    damaged.write_bytes(b"")
    with listening() as found:
        assert backend.latest("sieve") == before
    assert [(one.code, str(damaged) in one.message) for one in found] == [("CAS1010", True)]


@pytest.mark.parametrize("compressed", [False, True])
def test_large_without_isal(
    root: Path, run_meta: RunMeta, compressed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """zlib alone, in several threads, makes and reads the same data as ISA-L."""
    length = 300_000 if compressed else 2_500_000  # what is deflated is worked on by one thread
    data = {"events": np.arange(float(length)), "strided": np.arange(length / 2)[::3]}
    backend = NpzBackend(root=root, compressed=compressed)
    backend.save(data, run_meta)
    monkeypatch.setattr(_codec, "codec", _codec.zlib_codec())
    backend.save(data, again := RunMeta.now("again"))
    for run in (run_meta, again):
        back = backend.read(run)
        assert isinstance(back, dict)
        assert all(np.array_equal(back[name], array) for name, array in data.items())
    assert np.array_equal(np.load(backend.locate(again))["events"], data["events"])


@pytest.mark.parametrize("length", [0, 1, 7, 1000])
def test_checksums_are_combined(length: int) -> None:
    """The checksum of two pieces follows from those of each."""
    first, second = os.urandom(50), os.urandom(length)
    crc32 = _codec.zlib_codec().crc32
    together = _codec.combine(crc32(first, 0), crc32(second, 0), length)
    assert together == crc32(first + second, 0)
