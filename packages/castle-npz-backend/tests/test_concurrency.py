"""Several writers and readers of one root."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from castle.backends.npz import NpzBackend, NpzError
from castle.monorail.meta import RunMeta

WRITERS = 8
ENDLESS = """
import sys
import numpy as np
from castle.backends.npz import NpzBackend
from castle.monorail.meta import RunMeta

backend = NpzBackend(root=sys.argv[1])
number = 0
while True:
    number += 1
    print(backend.save(np.full(50_000, float(number)), RunMeta.now("sieve")).name, flush=True)
"""


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
    writers = [
        subprocess.Popen([sys.executable, "-c", ENDLESS, root], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    promised: set[str] = set()
    for writer in writers:
        assert writer.stdout is not None
        promised |= {writer.stdout.readline().strip() for _ in range(acknowledged)}
    for writer in writers:
        writer.send_signal(signal.SIGKILL)
        promised |= set(writer.communicate()[0].split())
    found = {file.name: np.load(file)["data"] for file in root.glob("*.npz")}
    assert promised <= set(found)
    assert all(len(set(data)) == 1 and len(data) == 50_000 for data in found.values())


SAVING = """
import sys, time
import numpy as np
from castle.backends.npz import NpzBackend
from castle.monorail.meta import RunMeta

root, number, end = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
backend = NpzBackend(root=root, durable=number % 2 == 0, compressed=number % 4 == 3)
while True:
    data = np.random.default_rng().random(number * 500 + 1)
    run = RunMeta.now(f"writer{number}")
    backend.save({"events": data, "sum": np.array(data.sum())}, run)
    print(run.run_id, float(data.sum()), flush=True)
    if time.time() > end:
        break
"""
READING = """
import sys, time
from castle.backends.npz import NpzBackend

root, number, end = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
backend = NpzBackend(root=root)
seen = False
while time.time() < end or not seen:
    for run in backend.list()[-20:]:
        back = backend.read(run)
        assert back["sum"] == back["events"].sum()
        print(run.run_id, flush=True)
        seen = True
assert not backend.damaged()
"""


def test_eight_writers_and_four_readers(root: Path) -> None:
    """Every acknowledged run reads back equal; CASTLE_SECONDS=30 for the whole length."""
    end = str(time.time() + float(os.environ.get("CASTLE_SECONDS", "2")) + 1)
    writers = [_start(SAVING, root, number, end) for number in range(8)]
    readers = [_start(READING, root, number, end) for number in range(4)]
    said = [process.communicate()[0].split() for process in writers]
    seen = [process.communicate()[0].split() for process in readers]
    assert [process.returncode for process in [*writers, *readers]] == [0] * 12
    assert all(seen)
    promised = {run: float(total) for one in said for run, total in zip(*_pairs(one), strict=True)}
    backend = NpzBackend(root=root)
    found = {run.run_id: backend.read(run) for run in backend.list()}
    assert set(found) == set(promised)
    for run, data in found.items():
        assert isinstance(data, dict)
        assert data["events"].sum() == data["sum"] == promised[run]
    assert len(os.listdir(root)) == len(found)


def _start(script: str, root: Path, number: int, end: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", script, str(root), str(number), end]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _pairs(words: list[str]) -> tuple[list[str], list[str]]:
    return words[::2], words[1::2]
