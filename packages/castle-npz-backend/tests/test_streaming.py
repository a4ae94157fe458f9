"""Runs that are appended to."""

import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from castle.backends.npz import NpzBackend, NpzError
from castle.monorail.errors import ContractError
from castle.monorail.meta import RunMeta

EVENTS = np.random.default_rng(6).random((1000, 6))
NAMES = {"element_names": np.array(["main", "generator"])}


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("chunks", [1, 7, 1000])
def test_a_stream_is_a_run(root: Path, run_meta: RunMeta, compressed: bool, chunks: int) -> None:
    """What was appended in chunks is one array, which plain NumPy and ZIP tools accept."""
    backend = NpzBackend(root=root, compressed=compressed)
    with backend.stream(run_meta, columns=6) as stream:
        for chunk in np.array_split(EVENTS, chunks):
            stream.append(chunk)
        file = stream.commit(NAMES)
    back = backend.read(run_meta)
    assert isinstance(back, dict)
    assert np.array_equal(back["events"], EVENTS)
    assert np.array_equal(back["element_names"], NAMES["element_names"])
    with np.load(file) as loaded:
        assert np.array_equal(loaded["events"], EVENTS)
    assert zipfile.ZipFile(file).testzip() is None


@pytest.mark.parametrize("compressed", [False, True])
def test_no_events(root: Path, run_meta: RunMeta, compressed: bool) -> None:
    """A stream without events is a run without events."""
    backend = NpzBackend(root=root, compressed=compressed)
    with backend.stream(run_meta, columns=6, name="steps") as stream:
        stream.commit()
    back = backend.read(run_meta)
    assert isinstance(back, dict)
    assert back["steps"].shape == (0, 6)


def test_nothing_before_the_commit(backend: NpzBackend, root: Path, run_meta: RunMeta) -> None:
    """A stream that is not committed leaves nothing, and is no run at any time."""
    with backend.stream(run_meta, columns=6) as stream:
        stream.append(EVENTS)
        assert not backend.exists(run_meta)
        assert backend.list() == []
    assert os.listdir(root) == []
    with pytest.raises(ContractError, match="over"):
        stream.commit()
    with pytest.raises(ContractError, match="over"):
        stream.append(EVENTS)


@pytest.mark.parametrize("events", [EVENTS[:, :5], EVENTS[0], EVENTS.astype("f4"), [[1.0] * 6]])
def test_other_events(backend: NpzBackend, run_meta: RunMeta, events: Any) -> None:
    """Events of another shape or type are refused, whole."""
    with backend.stream(run_meta, columns=6) as stream:
        with pytest.raises(ContractError, match=r"shape \(events, 6\)"):
            stream.append(events)
        stream.append(EVENTS[:1])
        stream.commit()
    assert len(np.load(backend.locate(run_meta))["events"]) == 1


def test_a_run_is_there_already(backend: NpzBackend, root: Path, run_meta: RunMeta) -> None:
    """A commit replaces no run."""
    backend.save(EVENTS, run_meta)
    with backend.stream(run_meta, columns=6) as stream, pytest.raises(NpzError) as error:
        stream.commit()
    assert [found.code for found in error.value.diagnostics] == ["CAS1005"]
    assert np.array_equal(np.asarray(backend.read(run_meta)), EVENTS)
    assert len(os.listdir(root)) == 1


def test_the_name_of_the_events_is_taken(backend: NpzBackend, run_meta: RunMeta) -> None:
    """An array beside the events cannot have their name."""
    with backend.stream(run_meta, columns=6) as stream, pytest.raises(NpzError) as error:
        stream.commit({"events": EVENTS})
    assert [found.code for found in error.value.diagnostics] == ["CAS1004"]
