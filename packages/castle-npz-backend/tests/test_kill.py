"""Writers that are killed at any moment."""

import os
import random
import signal
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest

from castle.backends.npz import NpzBackend, _newfile
from castle.monorail.meta import RunMeta

ROUNDS = int(os.environ.get("CASTLE_KILLS", "60"))
"""So many writers are killed; before a release 300."""
LENGTHS = (10, 3_000, 400_000)


def test_killed_at_random_points(root: Path) -> None:
    """After all kills every run that was acknowledged is there, and every file is whole."""
    chance = random.Random(6)
    for compressed in (False, True):  # what is imported late is there, before anybody is killed
        NpzBackend(root=root, compressed=compressed).save({"x": np.zeros(9)}, RunMeta.now("warm"))
    for file in root.iterdir():
        file.unlink()
    acknowledged = [name for _ in range(ROUNDS) for name in _killed(root, chance.random() * 0.05)]
    backend = NpzBackend(root=root)
    backend.sweep()
    runs = {backend.locate(run).name: run for run in backend.list()}
    assert not backend.damaged()
    assert len(acknowledged) > ROUNDS  # each was killed at work, behind its first run
    assert set(acknowledged) <= set(runs)
    assert sorted(os.listdir(root)) == sorted(runs)
    for name, run in runs.items():
        data = backend.read(run)
        assert isinstance(data, dict)
        assert np.all(data["events"] == data["value"])
        assert len(data["events"]) in LENGTHS
        assert zipfile.ZipFile(root / name).testzip() is None


@pytest.mark.parametrize("compressed", [False, True])
def test_killed_between_the_steps(
    root: Path, monkeypatch: pytest.MonkeyPatch, compressed: bool
) -> None:
    """A writer with a temporary file leaves that at most, and the next one sweeps it."""
    monkeypatch.setattr(_newfile, "_UNNAMED", 0)
    for step in ("fsync", "link", "unlink"):
        assert not _killed_in(root, step, compressed)
    assert [name for name in os.listdir(root) if name.endswith(".tmp")]
    backend = NpzBackend(root=root)
    backend.save(np.zeros(3), RunMeta.now("next"))
    assert all(name.endswith(".npz") for name in os.listdir(root))
    assert not backend.damaged()


def test_sweeping_spares_the_living(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a living writer writes is not swept, nor what others called in another way."""
    monkeypatch.setattr(_newfile, "_UNNAMED", 0)
    backend = NpzBackend(root=root)
    run = RunMeta.now("sieve")
    with backend.stream(run, columns=2) as stream:
        stream.append(np.ones((5, 2)))
        (root / ".mine.tmp").touch()
        assert NpzBackend(root=root).sweep() == []
        stream.commit()
    assert backend.exists(run)
    assert sorted(os.listdir(root)) == sorted([".mine.tmp", backend.locate(run).name])


def _killed(root: Path, delay: float) -> list[str]:
    """What a writer acknowledged until it was killed, some time after its first run."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _write_for_ever(root, writing)
    os.close(writing)
    with open(reading, encoding="ascii") as said:
        first = said.readline()
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return [first.strip(), *said.read().split()]


def _write_for_ever(root: Path, pipe: int) -> None:
    if os.getpid() % 2:
        vars(_newfile)["_UNNAMED"] = 0
    try:
        for number in range(1_000_000):
            name = _written(root, number, RunMeta.now("sieve")).name
            os.write(pipe, f"{name}\n".encode())
    finally:
        os._exit(1)


def _written(root: Path, number: int, run: RunMeta) -> Path:
    """One run: saved or appended, deflated or not, waited for or not, small or large."""
    backend = NpzBackend(root=root, compressed=number % 5 == 4, durable=number % 2 == 0)
    events = np.full(LENGTHS[number % 3], float(number))
    value = {"value": np.array(float(number))}
    if number % 7:
        return backend.save({"events": events, **value}, run)
    with backend.stream(run, columns=1) as stream:
        for part in np.array_split(events.reshape(-1, 1), 5):
            stream.append(part)
        return stream.commit(value)


def _killed_in(root: Path, step: str, compressed: bool) -> bool:
    """Whether a writer came through that is killed at a system call."""
    child = os.fork()
    if not child:
        setattr(os, step, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        try:
            NpzBackend(root=root, compressed=compressed).save(np.ones(1000), RunMeta.now("sieve"))
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1] == 0
