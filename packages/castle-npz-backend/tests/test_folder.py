"""Roots that cannot be used, and what is left when saving fails."""

import fcntl
import os
import resource
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from castle.aigr import DiagnosticError
from castle.backends.npz import NpzBackend, NpzError, _backend, _newfile, _saving
from castle.monorail.loader import build
from castle.monorail.meta import RunMeta

EVENTS = np.arange(12.0).reshape(2, 6)


def refused(error: NpzError) -> list[str]:
    """The numbers of all that is wrong."""
    return [found.code for found in error.diagnostics]


class TestRootThatCannotBeUsed:
    """A root that cannot hold runs is refused when the backend is made, and again on saving."""

    def test_file_in_its_place(self, root: Path) -> None:
        """A root that is a file is no folder."""
        root.touch()
        with pytest.raises(ValidationError, match="model_output' is no folder"):
            NpzBackend(root=root)

    def test_file_above_it(self, root: Path) -> None:
        """A root below a file cannot be made, and the message names the file."""
        root.touch()
        with pytest.raises(ValidationError, match="model_output' is none"):
            NpzBackend(root=root / "deeper")

    def test_dangling_link(self, root: Path) -> None:
        """A root that links to nothing is no folder."""
        root.symlink_to("nowhere")
        with pytest.raises(ValidationError, match="is no folder"):
            NpzBackend(root=root)

    def test_code_is_the_type(self, root: Path) -> None:
        """The validation error carries the number of the diagnostic."""
        root.touch()
        with pytest.raises(ValidationError) as error:
            NpzBackend(root=root)
        assert [found["type"] for found in error.value.errors()] == ["CAS1001"]

    @pytest.mark.parametrize("name", ["a\0b", "\ud800", "x" * 300])
    def test_what_no_path_can_be(self, root: Path, name: str) -> None:
        """Such a root is refused before anything is saved in it."""
        with pytest.raises(ValidationError, match="cannot be a folder"):
            NpzBackend(root=root / name)

    def test_in_a_configuration(self, root: Path) -> None:
        """The loader reports it under the same number, with what to do."""
        root.touch()
        with pytest.raises(DiagnosticError) as error:
            build("backends", {"module": "npz", "root": str(root)})
        assert [(found.code, found.help) for found in error.value.diagnostics] == [
            ("CAS1001", "name another root")
        ]

    @pytest.mark.parametrize("below", [".", "deeper/still"])
    def test_no_permission(self, root: Path, below: str, read_only: Callable[[Path], None]) -> None:
        """A root in which nothing may be written is refused before anything runs."""
        root.mkdir()
        read_only(root)
        with pytest.raises(ValidationError, match="is not writable") as error:
            NpzBackend(root=root / below)
        assert [found["type"] for found in error.value.errors()] == ["CAS1002"]

    def test_became_a_file(self, backend: NpzBackend, root: Path, run_meta: RunMeta) -> None:
        """A root that turned into a file after the backend was made is reported by save."""
        root.write_text("mine")
        with pytest.raises(NpzError) as error:
            backend.save(EVENTS, run_meta)
        assert refused(error.value) == ["CAS1001"]
        assert root.read_text() == "mine"

    def test_lost_permission(
        self, backend: NpzBackend, run_meta: RunMeta, read_only: Callable[[Path], None]
    ) -> None:
        """A permission that was lost after the backend was made is reported by save."""
        read_only(backend.save(EVENTS, RunMeta.now("sieve")).parent)
        with pytest.raises(NpzError) as error:
            backend.save(EVENTS, run_meta)
        assert refused(error.value) == ["CAS1002"]


class TestFailureLeavesNothing:
    """Whatever fails while saving, no file is left, and earlier runs are untouched."""

    @pytest.fixture(autouse=True)
    def _nothing_left(self, backend: NpzBackend, root: Path, run_meta: RunMeta) -> Iterator[None]:
        earlier = RunMeta.now("earlier")
        file = backend.save(EVENTS, earlier)
        yield
        assert os.listdir(root) == [file.name]
        assert np.array_equal(np.asarray(backend.read(earlier)), EVENTS)

    def test_full_disk(self, backend: NpzBackend, run_meta: RunMeta) -> None:
        """Space that runs out half-way through the file."""
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
        try:
            with pytest.raises(NpzError, match="cannot be written") as error:
                backend.save(np.zeros(100_000), run_meta)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert refused(error.value) == ["CAS1008"]

    @pytest.mark.parametrize("syscall", ["fsync", "link"])
    def test_system_refuses(
        self, backend: NpzBackend, run_meta: RunMeta, monkeypatch: pytest.MonkeyPatch, syscall: str
    ) -> None:
        """A system that cannot flush the file or cannot link it into place."""
        monkeypatch.setattr(os, syscall, _fail)
        with pytest.raises(NpzError) as error:
            backend.save(EVENTS, run_meta)
        assert refused(error.value) == ["CAS1008"]

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
        assert refused(error.value) == ["CAS1008"]

    def test_interrupted(
        self, backend: NpzBackend, run_meta: RunMeta, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An interrupt passes through as it is."""

        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            backend.save(EVENTS, run_meta)

    @pytest.mark.parametrize("named", [False, True])
    def test_file_not_closed(
        self, backend: NpzBackend, run_meta: RunMeta, monkeypatch: pytest.MonkeyPatch, named: bool
    ) -> None:
        """What a close refuses was not saved, and no descriptor is closed twice."""
        close, closed = os.close, []
        mine = os.getpid()

        def fail_on_files(descriptor: int) -> None:
            is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
            close(descriptor)
            if not is_folder and os.getpid() == mine:
                closed.append(descriptor)
                _fail()

        if named:
            monkeypatch.setattr(_newfile, "_UNNAMED", 0)
        monkeypatch.setattr(os, "close", fail_on_files)
        with pytest.raises(NpzError) as error:
            backend.save(EVENTS, run_meta)
        monkeypatch.undo()
        assert refused(error.value) == ["CAS1008"]
        assert len(closed) == 1

    @pytest.mark.parametrize("named", [False, True])
    def test_neither_written_nor_closed(
        self, backend: NpzBackend, run_meta: RunMeta, monkeypatch: pytest.MonkeyPatch, named: bool
    ) -> None:
        """What was refused first is told: a quota is told by both, on some file systems."""
        if named:
            monkeypatch.setattr(_newfile, "_UNNAMED", 0)
        with monkeypatch.context() as patched:
            patched.setattr(os, "write", _raising(OSError(122, "no more room")))
            patched.setattr(os, "close", _closed_and(OSError(5, "not closed")))
            with pytest.raises(NpzError, match="no more room"):
                backend.save(EVENTS, run_meta)
        assert not backend.exists(run_meta)

    def test_stream_not_closed(
        self, backend: NpzBackend, run_meta: RunMeta, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whether what is discarded can be closed is no matter."""
        with monkeypatch.context() as patched, backend.stream(run_meta, columns=6) as stream:
            stream.append(EVENTS)
            patched.setattr(os, "close", _closed_and(OSError(5, "not closed")))
        assert not backend.exists(run_meta)

    @pytest.mark.parametrize(
        ("failing", "raised"),
        [
            ("fstat", OSError(5, "broken")),
            ("fstat", KeyboardInterrupt()),
            ("flock", KeyboardInterrupt()),
        ],
    )
    def test_temporary_not_locked(
        self,
        backend: NpzBackend,
        root: Path,
        monkeypatch: pytest.MonkeyPatch,
        failing: str,
        raised: BaseException,
    ) -> None:
        """A temporary of which nobody knows whether it is locked is removed."""
        monkeypatch.setattr(_newfile, "_UNNAMED", 0)
        before = os.listdir(root)
        where = os if failing == "fstat" else fcntl
        with monkeypatch.context() as patched:
            patched.setattr(where, failing, _raising(raised))
            with pytest.raises((NpzError, KeyboardInterrupt)):
                backend.save(EVENTS, RunMeta.now("sieve"))
        assert os.listdir(root) == before

    def test_folder_that_cannot_hold_files(
        self, backend: NpzBackend, run_meta: RunMeta, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A folder that is there, and in which no file can be made, is not tried for ever."""
        opened = os.open

        def open_(path: str, flags: int, *more: int, **others: int) -> int:
            if flags & os.O_CREAT:
                raise FileNotFoundError(2, "No such file or directory")
            return opened(path, flags, *more, **others)

        monkeypatch.setattr(_newfile, "_UNNAMED", 0)
        monkeypatch.setattr(os, "open", open_)
        with pytest.raises(NpzError) as error:
            backend.save(EVENTS, run_meta)
        assert refused(error.value) == ["CAS1008"]


def test_deleted_and_not_flushed(
    backend: NpzBackend, run_meta: RunMeta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That the run is gone is told, and that a crash may bring it back."""
    backend.save(EVENTS, run_meta)
    monkeypatch.setattr(_backend, "sync_folder", _fail)
    with pytest.raises(NpzError, match="is deleted, and may be there again after a crash"):
        backend.delete(run_meta)
    assert not backend.exists(run_meta)


def test_permission_lost_before_the_end(
    root: Path, run_meta: RunMeta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A temporary that cannot be removed is told as what was refused first, and swept later."""
    root.mkdir()
    backend = NpzBackend(root=root, overwrite=True)

    def refuse(path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", _fail)
        patched.setattr(os, "unlink", refuse)
        with pytest.raises(NpzError) as error:
            backend.save(EVENTS, run_meta)
    assert refused(error.value) == ["CAS1008"]
    assert len(backend.sweep()) == 1  # its lock is free
    assert not os.listdir(root)


def test_folder_above_that_nobody_may_read(
    backend: NpzBackend, run_meta: RunMeta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies above the root cannot be made sure of then, and runs are saved all the same."""

    def refuse(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(_saving, "sync_folder", refuse)
    backend.save(EVENTS, run_meta)
    assert backend.exists(run_meta)


def test_folder_above_that_cannot_be_flushed(
    backend: NpzBackend, root: Path, run_meta: RunMeta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A root that a crash could lose holds no run that was refused for it."""
    monkeypatch.setattr(_saving, "sync_folder", _fail)
    with pytest.raises(NpzError):
        backend.save(EVENTS, run_meta)
    assert not os.listdir(root)


def _fail(*_: object, **__: object) -> None:
    raise OSError(5, "Input/output error")


def _raising(error: BaseException) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


def _closed_and(error: OSError) -> Callable[[int], None]:
    """A close that fails, and has closed all the same."""
    close = os.close

    def fail(descriptor: int) -> None:
        close(descriptor)
        raise error

    return fail
