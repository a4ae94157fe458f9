"""Several writers and readers of one root."""

import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import TextIO

import numpy as np
import pytest

from castle.backends.npz import NpzBackend, NpzError
from castle.monorail.meta import RunMeta

WRITERS = 8


def test_one_of_many_saves_a_run(backend: NpzBackend, root: Path, run_meta: RunMeta) -> None:
    """Of many who save one run at the same time one succeeds, and its data is there."""
    start = threading.Barrier(WRITERS)

    def save(number: int) -> str:
        start.wait()
        try:
            backend.save(np.full(10_000, float(number)), run_meta)
        except NpzError as error:
            return error.diagnostics[0].code
        return "saved"

    with ThreadPoolExecutor(WRITERS) as pool:
        outcomes = list(pool.map(save, range(WRITERS)))
    assert sorted(outcomes) == ["CAS1005"] * (WRITERS - 1) + ["saved"]
    winner = np.full(10_000, float(outcomes.index("saved")))
    assert np.array_equal(np.asarray(backend.read(run_meta)), winner)
    assert len(list(root.iterdir())) == 1


def test_many_runs_at_once(backend: NpzBackend, root: Path) -> None:
    """Runs that are saved at the same time do not meet, even when the root is still missing."""

    def save(number: int) -> bool:
        run_meta = RunMeta.now("sieve")
        data = np.full(1000, float(number))
        backend.save(data, run_meta)
        return np.array_equal(np.asarray(backend.read(run_meta)), data)

    with ThreadPoolExecutor(WRITERS) as pool:
        assert all(pool.map(save, range(100)))
    assert len(list(root.glob("*.npz"))) == len(list(root.iterdir())) == 100


@pytest.mark.parametrize("acknowledged", [1, 3, 10])
def test_killed_writers(root: Path, acknowledged: int) -> None:
    """What killed processes leave: every run they acknowledged, and no half of another."""
    writers = [_forked(_write_for_ever, root) for _ in range(2)]
    promised: set[str] = set()
    for _, said in writers:
        promised |= {said.readline().strip() for _ in range(acknowledged)}
    for process, said in writers:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        promised |= set(said.read().split())
        said.close()
    found = {file.name: np.load(file)["data"] for file in root.glob("*.npz")}
    assert promised <= set(found)
    assert all(len(set(data)) == 1 and len(data) == 50_000 for data in found.values())


def test_eight_writers_and_four_readers(root: Path) -> None:
    """Every acknowledged run reads back equal; CASTLE_SECONDS=30 for the whole length."""
    end = time.time() + float(os.environ.get("CASTLE_SECONDS", "1"))
    writers = [_forked(_write_until, root, number, end) for number in range(8)]
    readers = [_forked(_read_until, root, end) for _ in range(4)]
    with ThreadPoolExecutor(12) as pool:  # all at once: nobody waits for a pipe that is full
        said = [text.split() for text in pool.map(_ended, [*writers, *readers])]
    assert said[8:] == [["read"]] * 4
    pairs = [pair for words in said[:8] for pair in zip(words[::2], words[1::2], strict=True)]
    promised = {run: float(total) for run, total in pairs}
    assert all(said)
    backend = NpzBackend(root=root)
    found = {run.run_id: backend.read(run) for run in backend.list()}
    assert set(found) == set(promised)
    for run, data in found.items():
        assert isinstance(data, dict)
        assert data["events"].sum() == data["sum"] == promised[run]
    assert len(os.listdir(root)) == len(found)


def _write_for_ever(say: Callable[[str], None], root: Path) -> None:
    backend = NpzBackend(root=root)
    for number in count(1.0):
        say(backend.save(np.full(50_000, number), RunMeta.now("sieve")).name)


def _write_until(say: Callable[[str], None], root: Path, number: int, end: float) -> None:
    backend = NpzBackend(root=root, durable=number % 2 == 0, compressed=number % 4 == 3)
    while True:
        data = np.random.default_rng().random(number * 500 + 1)
        run = RunMeta.now(f"writer{number}")
        backend.save({"events": data, "sum": np.array(data.sum())}, run)
        say(f"{run.run_id} {float(data.sum())}")
        if time.time() > end:
            return


def _read_until(say: Callable[[str], None], root: Path, end: float) -> None:
    backend = NpzBackend(root=root)
    seen = False
    while time.time() < end or not seen:
        for run in backend.list()[-20:]:
            back = backend.read(run)
            assert isinstance(back, dict)
            assert back["sum"] == back["events"].sum()
            seen = True
    assert not backend.damaged()
    say("read")


def _forked(work: Callable[..., None], *arguments: object) -> tuple[int, TextIO]:
    """Begin work in a process of its own; give what it says, line by line."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            work(lambda line: os.write(writing, f"{line}\n".encode()), *arguments)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    return child, os.fdopen(reading, encoding="ascii")


def _ended(process: tuple[int, TextIO]) -> str:
    """All that a process said, which came to its end by itself."""
    child, said = process
    with said:
        text = said.read()
    assert os.waitpid(child, 0)[1] == 0
    return text
