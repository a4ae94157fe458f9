"""What the file holds, and what becomes of a file that was damaged."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from castle.backends.npz import NpzBackend, NpzError
from castle.monorail.meta import RunMeta

EVENTS = np.arange(12.0).reshape(2, 6)


def refused(error: NpzError) -> list[str]:
    """The numbers of all that is wrong."""
    return [found.code for found in error.diagnostics]


@pytest.mark.parametrize("compressed", [False, True])
def test_equal_runs_make_equal_bytes(tmp_path: Path, run_meta: RunMeta, compressed: bool) -> None:
    """The same data and the same run make the same file, byte for byte."""
    files = [
        NpzBackend(root=tmp_path / name, compressed=compressed).save({"events": EVENTS}, run_meta)
        for name in "ab"
    ]
    assert files[0].read_bytes() == files[1].read_bytes()


class TestDamage:
    """A damaged file gives an error or the right data, never wrong data."""

    @pytest.fixture(params=[False, True], ids=["stored", "compressed"])
    def saved(self, request: pytest.FixtureRequest, root: Path, run_meta: RunMeta) -> Path:
        """A small file of both kinds."""
        backend = NpzBackend(root=root, compressed=request.param)
        return backend.save(EVENTS, run_meta)

    def test_every_truncation(self, saved: Path, backend: NpzBackend, run_meta: RunMeta) -> None:
        """A file that lost its end is refused, wherever it was cut."""
        content = saved.read_bytes()
        for length in range(len(content)):
            saved.write_bytes(content[:length])
            with pytest.raises(NpzError) as error:
                backend.read(run_meta)
            assert refused(error.value) == ["CAS1007"]

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
                assert np.array_equal(np.asarray(found), EVENTS)

    @staticmethod
    def _outcome(backend: NpzBackend, run_meta: RunMeta) -> object:
        try:
            return backend.read(run_meta)
        except NpzError as error:
            return refused(error)


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
    assert refused(error.value) == ["CAS1007"]
    assert not _sprung


_sprung: list[bool] = []


class _Trap:
    def __reduce__(self) -> tuple[Callable[[bool], None], tuple[bool]]:
        return _sprung.append, (True,)
