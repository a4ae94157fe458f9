"""Roots that cannot be used, and what is left when saving fails."""

import os
import resource
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from castle.aigr import DiagnosticError
from castle.backends.npz import NpzBackend, NpzError
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


def _fail(*_: object, **__: object) -> None:
    raise OSError(5, "Input/output error")
