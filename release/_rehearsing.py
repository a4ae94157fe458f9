"""Publishes every wheel to a package index on this machine, and installs from it as users do."""

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
from release._origins import installed, strangers
from release._problems import Problem, ReleaseError
from release._selections import SELECTIONS, use

_HOST = "127.0.0.1"


def rehearse(root: Path, wheels: Path) -> list[Problem]:
    """Publish in the planned order, then install selections by name alone, with pip and with uv."""
    known = read_distributions(root)
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as place, _index(Path(place)) as address:
        published: dict[str, Path] = {}
        for name in in_order(known, set(known)):
            published[name] = _publish(known[name], wheels, address)
            print(f"published {name} {known[name].version}")
        rehearsal = _Rehearsal(root, Path(place).resolve(), address, published)
        found = [
            problem
            for installer in ("pip", "uv")
            for what in SELECTIONS
            for problem in rehearsal.tried(installer, what)
        ]
        return found or rehearsal.never_installed()


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


def _publish(one: Distribution, wheels: Path, address: str) -> Path:
    stem = f"{one.name.replace('-', '_')}-{one.version}"
    (wheel,) = wheels.glob(f"{stem}-*.whl")
    words = ("--quiet", "--publish-url", f"{address}/", "--username", "x", "--password", "x")
    run("uv", "publish", *words, wheel, cwd=one.root)
    return wheel


class _Rehearsal:
    """Environments of selections, outside of the checkout."""

    def __init__(self, root: Path, work: Path, address: str, published: dict[str, Path]) -> None:
        self._root, self._work, self._address = root, work, address
        self._published = published
        self._installed: set[str] = set()

    def tried(self, installer: str, what: str) -> list[Problem]:
        """Install one selection into an environment of its own; see whose it is, and use it."""
        place = self._work / f"{installer}-{what.replace(' ', '-')}"
        names = SELECTIONS[what]
        command = f"{installer} install {' '.join(names)}"
        try:
            _install(place, self._address, installer, names)
            if strange := strangers(place / ".venv", self._published):
                cure = "see which other index has that name: what was rehearsed is not ours"
                return [Problem("rehearse", command, told, cure) for told in strange]
            use(self._root, place, _python(place), what)
        except ReleaseError as error:
            cure = "see what its metadata requires, and whether all of it is published"
            return [Problem("rehearse", command, error.problem.message, cure)]
        self._installed |= {*installed(place / ".venv")}
        print(f"{command}: works")
        return []

    def never_installed(self) -> list[Problem]:
        """What was published, and is in no selection."""
        cure = "name it in a selection of release/_selections.py"
        return [
            Problem("rehearse", self._published[name].name, "no selection installs it", cure)
            for name in sorted({*self._published} - self._installed)
        ]


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
