"""Publishes every wheel to a package index on this machine, and installs from it as users do."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from release._commands import run
from release._distributions import Distribution, in_order, read_distributions
from release._problems import Problem, ReleaseError

_HOST = "127.0.0.1"
_EXAMPLE = "docs/examples/sieve/basic"
_CHECK = "castle check main.Castle && castle read main.Castle >graph.aigr && castle plugins"
_READ_AND_WRITE = (
    "castle read main.Castle | castle transform machinery.direct_call | castle write python"
)
_NPZ = """
import numpy as np
from castle.backends.npz import NpzBackend
from castle.monorail.meta import RunMeta
run = RunMeta.now("rehearsal")
NpzBackend(root="kept").save(np.arange(6.0), run)
assert NpzBackend(root="kept").read(run).tolist() == [0, 1, 2, 3, 4, 5]
"""
_FRONT = ["castle-cli", "castle-source-reader", "castle-python-writer"]
_SELECTIONS = {
    "a front end": _FRONT,
    "a compiler": [*_FRONT, "castle-machinery-transformers"],
    "a backend alone": ["castle-npz-backend"],
    "everything": ["castle-workshop[all]"],
}


def rehearse(root: Path, wheels: Path) -> list[Problem]:
    """Publish in the planned order, then install selections by name alone, with pip and with uv."""
    known = read_distributions(root)
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as place, _index(Path(place)) as address:
        work = Path(place).resolve()
        for name in in_order(known, set(known)):
            _publish(known[name], wheels, address)
            print(f"published {name} {known[name].version}")
        found = [
            problem
            for installer in ("pip", "uv")
            for what in _SELECTIONS
            for problem in _tried(root, work, address, installer, what)
        ]
    return found


@contextmanager
def _index(place: Path) -> Iterator[str]:
    """A package index on the loopback address, for as long as it is needed."""
    (place / "published").mkdir()
    port = _free_port()
    words = [
        "run",
        "--interface",
        _HOST,
        "--port",
        str(port),
        "--authenticate",
        ".",
        "--passwords",
        ".",
        "--disable-fallback",
        str(place / "published"),
    ]
    server = subprocess.Popen(
        [sys.executable, "-m", "pypiserver", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://{_HOST}:{port}"
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((_HOST, 0))
        return int(listener.getsockname()[1])


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        try:
            urlopen(address, timeout=1).close()
        except URLError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    raise ReleaseError("rehearse", "pypiserver", "the index did not start", "try again")


def _publish(one: Distribution, wheels: Path, address: str) -> None:
    stem = f"{one.name.replace('-', '_')}-{one.version}"
    (wheel,) = wheels.glob(f"{stem}-*.whl")
    words = ("--quiet", "--publish-url", f"{address}/", "--username", "x", "--password", "x")
    run("uv", "publish", *words, wheel, cwd=one.root)


def _tried(root: Path, work: Path, address: str, installer: str, what: str) -> list[Problem]:
    """Install one selection into an environment of its own, outside of the checkout; use it."""
    place = work / f"{installer}-{what.replace(' ', '-')}"
    names = _SELECTIONS[what]
    try:
        _install(place, address, installer, names)
        _use(root, place, what)
    except ReleaseError as error:
        told = error.problem.message
        cure = "see what its metadata requires, and whether all of it is published"
        return [Problem("rehearse", f"{installer} install {' '.join(names)}", told, cure)]
    print(f"{installer} install {' '.join(names)}: works")
    return []


def _install(place: Path, address: str, installer: str, names: list[str]) -> None:
    simple = f"{address}/simple/"
    ours = {"UV_CONSTRAINT": None, "UV_BUILD_CONSTRAINT": None, "UV_NO_CONFIG": None}
    place.mkdir()
    seed = ["--seed"] if installer == "pip" else []
    run("uv", "venv", "--quiet", *seed, "--python", sys.executable, ".venv", cwd=place)
    python = str(_python(place))
    pip = [python, "-m", "pip", "install", "--quiet", "--extra-index-url", simple]
    uv = ["uv", "pip", "install", "--quiet", "--python", python, "--index", simple]
    run(*(pip if installer == "pip" else uv), *names, cwd=place, env=ours)


def _python(place: Path) -> Path:
    return place / ".venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"


def _use(root: Path, place: Path, what: str) -> None:
    """The main job of a selection, with a copy of the example and nothing else of the checkout."""
    leftovers = shutil.ignore_patterns("build", "model_output")
    example = shutil.copytree(root / _EXAMPLE, place / "example", ignore=leftovers)
    path = {"PATH": f"{_python(place).parent}{os.pathsep}{os.environ['PATH']}"}
    if what == "a backend alone":
        run(_python(place), "-c", _NPZ, cwd=place)
    elif what == "a front end":
        run("sh", "-ec", _CHECK, cwd=example, env=path)
    elif what == "a compiler":
        run("sh", "-ec", _READ_AND_WRITE, cwd=example, env=path)
        said = run(_python(place), "build/main.py", "20", cwd=example)
        _expect(said, "2\n3\n5\n7\n11\n13\n17\n19\n")
    else:
        said = run("castle", "run", "castle.yaml", cwd=example, env=path)
        _expect(said.splitlines()[-1], "97")


def _expect(said: str, wanted: str) -> None:
    if said != wanted:
        cure = "see what differs"
        raise ReleaseError("rehearse", "the Sieve", f"expected {wanted!r}, not {said!r}", cure)
