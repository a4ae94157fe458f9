"""A file system that has no room left."""

import subprocess
import sys
from pathlib import Path

# In namespaces of its own a process may mount what it likes; where it may not have those, a limit
# on the length of files stands for the disk.
SCRIPT = """
import ctypes, os, resource, signal, sys
import numpy as np
from pathlib import Path
from castle.backends.npz import NpzBackend, NpzError
from castle.monorail.meta import RunMeta

NEW_MOUNTS, NEW_USER, PRIVATE = 0x20000, 0x10000000, 1 << 18 | 1 << 14

def is_mounted(place):
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None)
    if libc.unshare(NEW_MOUNTS if os.geteuid() == 0 else NEW_MOUNTS | NEW_USER):
        return False
    libc.mount(b"none", b"/", None, PRIVATE, None)
    return libc.mount(b"tmpfs", os.fsencode(place), b"tmpfs", 0, b"size=200k") == 0

place = Path(sys.argv[1])
if not is_mounted(place):
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

def refused(work):
    try:
        work()
    except NpzError as error:
        return [found.code for found in error.diagnostics]
    return []

def grow():
    with backend.stream(RunMeta("streamed"), 4) as stream:
        for _ in range(1000):
            stream.append(np.zeros((100, 4)))
        stream.commit({})

backend = NpzBackend(root=place / "kept")
kept = RunMeta("kept")
backend.save({"events": np.arange(100.0)}, kept)
for compressed in (False, True):
    backend = NpzBackend(root=place / "kept", compressed=compressed)
    noise = np.random.default_rng(1).random(100_000)
    print(refused(lambda: backend.save({"events": noise}, RunMeta("large"))))
backend = NpzBackend(root=place / "kept")
print(refused(grow))
after = RunMeta("after")
backend.save({"events": np.arange(100.0)}, after)
print(backend.list() == [kept, after], len(os.listdir(place / "kept")))
print(np.array_equal(backend.read(kept)["events"], np.arange(100.0)))
"""


def test_no_room_left(tmp_path: Path) -> None:
    """Runs that do not fit are refused and leave nothing; others stay, and there is room again."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == [*["['CAS1008']"] * 3, "True 2", "True"], done.stderr
