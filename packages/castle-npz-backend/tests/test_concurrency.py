"""Several writers and readers of one root."""

import signal
import subprocess
import sys
import threading
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
