"""Roots that cannot be used, and what killed or failing writers leave."""

import fcntl
import os
import signal
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from castle.aigr import DiagnosticError
from castle.backends.csv import CsvBackend, CsvError
from castle.backends.csv import _backend as csv_backend
from castle.backends.csv._run import folder_name
from castle.monorail.loader import build
from castle.monorail.meta import RunMeta

EVENTS = {"events": np.eye(2), "names": np.array(["a", "b"])}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root that does not exist yet."""
    return tmp_path / "kept"


@pytest.mark.parametrize("below", [".", "deeper/still"])
def test_root_that_is_no_folder(root: Path, below: str) -> None:
    """It is refused when the backend is made, under a number of its own."""
    root.touch()
    with pytest.raises(DiagnosticError) as error:
        build("backends", {"module": "csv", "root": str(root / below)})
    assert [found.code for found in error.value.diagnostics] == ["CAS1057"]


def test_root_without_permission(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A root in which nothing may be written is refused before anything runs."""
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    with pytest.raises(ValidationError, match="is not writable"):
        CsvBackend(root=root)


def test_root_that_became_a_file(root: Path) -> None:
    """Each method tells what is wrong, and none raises what the system said."""
    backend, run = CsvBackend(root=root), RunMeta("sieve")
    root.touch()
    for work in (backend.list, lambda: backend.save(EVENTS, run)):
        with pytest.raises(CsvError) as error:
            work()
        assert [found.code for found in error.value.diagnostics] == ["CAS1057"]
    for read in (backend.read, backend.locate, backend.delete, backend.exists):
        with pytest.raises(CsvError) as error:
            read(run)
        assert [found.code for found in error.value.diagnostics] == ["CAS1057"]


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "x" * 300])
def test_root_that_no_path_can_be(root: Path, name: str) -> None:
    """Such a root is refused before anything is saved in it."""
    with pytest.raises(ValidationError, match="cannot be a folder"):
        CsvBackend(root=root / name)


def test_root_that_cannot_be_entered(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a run is kept where nobody may look is not known, and that is said."""
    backend, run = CsvBackend(root=root), RunMeta("sieve")
    backend.save(EVENTS, run)

    def refuse(path: Path, **_: bool) -> os.stat_result:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", refuse)
    for work in (backend.exists, backend.locate, backend.read, backend.delete):
        with pytest.raises(CsvError, match="cannot be looked at"):
            work(run)


def test_lock_that_cannot_be_closed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that was saved is not told as one that was not, whatever becomes of the lock."""
    backend, run, close = CsvBackend(root=root), RunMeta("sieve"), os.close
    backend.save(EVENTS, RunMeta("earlier"))

    def fail_at_the_end(descriptor: int) -> None:
        close(descriptor)
        if any(name.startswith("sieve") for name in os.listdir(root)):
            raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, "close", fail_at_the_end)
        patched.setattr(csv_backend, "sync_folder", lambda folder: None)
        backend.save(EVENTS, run)
    assert backend.exists(run)


def test_temporary_that_cannot_be_locked(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is removed."""
    root.mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(fcntl, "flock", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            CsvBackend(root=root).save(EVENTS, RunMeta("sieve"))
    assert not os.listdir(root)


def test_deleted_and_not_flushed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That the run is gone is told, and that a crash may bring it back."""
    backend, run = CsvBackend(root=root), RunMeta("sieve")
    backend.save(EVENTS, run)
    monkeypatch.setattr(csv_backend, "sync_folder", _interrupt_with(OSError(5, "broken")))
    with pytest.raises(CsvError, match="is deleted, and may be there again after a crash"):
        backend.delete(run)
    assert not backend.exists(run)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _interrupt_with(error: OSError) -> Callable[[Path], None]:
    def fail(folder: Path) -> None:
        raise error

    return fail


def test_root_is_that_of_its_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the process goes, runs go to one folder; a copy with another root has another."""
    monkeypatch.chdir(tmp_path)
    backend = CsvBackend(root=Path("kept"))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert backend.save(EVENTS, RunMeta("a")).parent == tmp_path / "kept"
    copied = backend.model_copy(update={"root": tmp_path / "other"})
    assert copied.save(EVENTS, RunMeta("b")).parent == tmp_path / "other"


@pytest.mark.parametrize("step", ["fsync", "rename"])
def test_killed(root: Path, step: str) -> None:
    """A writer that is killed leaves no run, and the next one removes what it left."""
    root.mkdir()
    assert _killed_in(root, step)
    assert [name for name in os.listdir(root) if name.endswith(".tmp")]
    backend = CsvBackend(root=root)
    assert backend.list() == []
    place = backend.save(EVENTS, RunMeta("next"))
    assert os.listdir(root) == [place.name]


def test_sweeping_spares_the_living(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a living writer writes is not swept, nor what others called in another way."""
    root.mkdir()
    (root / ".mine.tmp").mkdir()
    swept: list[list[Path]] = []
    rename = Path.rename

    def sweep_first(path: Path, target: Path) -> Path:
        swept.append(CsvBackend(root=root).sweep())
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", sweep_first)
    place = CsvBackend(root=root).save(EVENTS, RunMeta("sieve"))
    assert swept == [[]]
    assert sorted(os.listdir(root)) == [".mine.tmp", place.name]


@pytest.mark.parametrize("only", [stat.S_ISREG, stat.S_ISDIR])
def test_failure_leaves_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch, only: Callable[[int], bool]
) -> None:
    """A run that a crash could lose was not saved; those before it stay."""
    backend, earlier = CsvBackend(root=root), RunMeta("earlier")
    place = backend.save(EVENTS, earlier)
    fsync = os.fsync

    def fail(descriptor: int) -> None:
        if only(os.fstat(descriptor).st_mode):
            raise OSError(5, "Input/output error")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(CsvError) as error:
        backend.save(EVENTS, RunMeta("later"))
    assert [found.code for found in error.value.diagnostics] == ["CAS1056"]
    assert os.listdir(root) == [place.name]
    assert list(backend.list()) == [earlier]


def test_names_on_the_disk(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files, their folder, the root and what it is in are on the disk before a run is saved."""
    seen: set[int] = set()
    fsync = os.fsync

    def note(descriptor: int) -> None:
        seen.add(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    place = CsvBackend(root=root / "deep").save(EVENTS, RunMeta("sieve"))
    on_the_disk = [*place.iterdir(), place, root / "deep", root, root.parent]
    assert {file.stat().st_ino for file in on_the_disk} <= seen


def _killed_in(root: Path, step: str) -> bool:
    child = os.fork()
    if not child:

        def die(*_: Any, **__: Any) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(os, step, die)
        try:
            CsvBackend(root=root).save(EVENTS, RunMeta("sieve"))
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1] != 0


def test_years_have_four_digits() -> None:
    """The name of a folder has one form, which no part of a name can have."""
    early = RunMeta("x", "r", datetime(999, 1, 2, 3, 4, 5, 6, tzinfo=UTC), "1")
    assert folder_name(early).startswith("x-r-09990102T030405.000006Z-1")
