"""Systems without calls that read and write at a place."""

import os
from pathlib import Path

import numpy as np
import pytest

from castle.backends.npz import NpzBackend
from castle.monorail.meta import RunMeta


@pytest.mark.parametrize("compressed", [False, True])
def test_without_the_calls(
    root: Path, run_meta: RunMeta, compressed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large runs and streams are the same files as elsewhere, and are read the same."""
    data = {"events": np.random.default_rng(1).random((30_000, 40)), "few": np.arange(3)}
    other = NpzBackend(root=root.with_name("elsewhere"), compressed=compressed)
    expected = [other.save(data, run_meta), streamed(other)]
    for name in ("pread", "preadv", "pwrite"):
        monkeypatch.delattr(os, name, raising=False)
    backend = NpzBackend(root=root, compressed=compressed)
    found = [backend.save(data, run_meta), streamed(backend)]
    assert [file.read_bytes() for file in found] == [file.read_bytes() for file in expected]
    back = backend.read(run_meta)
    assert isinstance(back, dict)
    assert all(np.array_equal(back[name], array) for name, array in data.items())


STREAMED = RunMeta("streamed")


def streamed(backend: NpzBackend) -> Path:
    """A run that came in two pieces."""
    with backend.stream(STREAMED, 2) as stream:
        stream.append(np.ones((1000, 2)))
        stream.append(np.zeros((1000, 2)))
        return stream.commit({"names": np.array(["a", "b"])})
