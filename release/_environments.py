"""Environments in which a wheel is tried: a Python, and versions that are low or new."""

import json
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from release._commands import run, tried
from release._origins import installed

LOWEST, NEWEST = "lowest", "newest"
_PYTHON = "3.11"
# What a module exports may come later, by a function of the module.
_IMPORTS = """
import importlib, importlib.util, json, sys
failed = {}
for name in sys.argv[1:]:
    try:
        module = importlib.import_module(name)
        for public in getattr(module, "__all__", ()):
            getattr(module, public)
    except BaseException as error:
        missing = error.name or "" if isinstance(error, ModuleNotFoundError) else ""
        above = missing.partition(".")[0]
        absent = bool(above) and (above == "castle" or importlib.util.find_spec(above) is None)
        failed[name] = [absent, f"{type(error).__name__}: {error}"]
print()
print(json.dumps(failed))
"""


class Environment:
    """A Python of its own, below a folder."""

    def __init__(self, work: Path, which: str, name: str = "") -> None:
        self._which = which
        self._place = work / (name or which)

    def make(self) -> None:
        """Make it anew: the oldest Python for the lowest versions, else that which runs."""
        version = _PYTHON if self._which == LOWEST else sys.executable
        command = ("uv", "venv", "--quiet", "--clear", "--python", version, self._place)
        run(*command, cwd=self._place.parent)

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self._place / ("Scripts" if sys.platform == "win32" else "bin") / "python"

    def install(self, what: str, lines: list[str], siblings: dict[str, Path], *more: str) -> None:
        """Install a wheel, with the versions that lines ask for, beside siblings.

        What a wheel requires is low only where it is asked for by itself, in these lines.
        """
        work = self._place.parent
        pinned = work / f"{self._place.name}.txt"
        pinned.write_text("".join(f"{name} @ {path.as_uri()}\n" for name, path in siblings.items()))
        resolution = "lowest-direct" if self._which == LOWEST else "highest"
        command: list[str | Path] = ["uv", "pip", "install", "--quiet", "--no-sources"]
        command += ["--python", self.python, "--resolution", resolution]
        command += ["--constraints", pinned, *more, what, *lines]
        free = dict.fromkeys(("UV_CONSTRAINT", "UV_BUILD_CONSTRAINT", "UV_EXCLUDE_NEWER"))
        run(*command, cwd=work, env={**free, "UV_NO_CONFIG": "1"})

    @property
    def versions(self) -> dict[str, str]:
        """What is installed."""
        return installed(self._place)

    def failing(self, modules: list[str]) -> dict[str, tuple[bool, str]]:
        """The modules that cannot be imported: whether a package is not there, and what is said."""
        done = tried(self.python, "-P", "-c", _IMPORTS, *modules, cwd=self._place)
        if done.returncode:
            return {"all of it": (False, f"Python ends with {done.returncode}: {done.stderr}")}
        failed = json.loads(done.stdout.splitlines()[-1])
        return {name: (absent, said) for name, (absent, said) in failed.items()}


def others(lines: list[Requirement], own: set[str]) -> list[Requirement]:
    """The requirements that are not of the house."""
    return [line for line in lines if canonicalize_name(line.name) not in own]


def plain(line: Requirement) -> str:
    """A requirement without the extra that it is in."""
    found = Requirement(str(line))
    if found.marker and "extra" in str(found.marker):
        found.marker = None
    return str(found)
