"""What git has of a distribution's sources."""

import hashlib
import subprocess
import tomllib
from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

from packaging.utils import canonicalize_name

from castle.kit.audit._archives import ArchiveError

_FILES: Final = ("100644", "100755")
_CHOOSING: Final = ("include", "only-include", "packages")


class Checkout:
    """The folder of a distribution in a repository; with `committed` as its last commit has it."""

    def __init__(self, folder: Path, committed: bool) -> None:
        self.folder = folder
        self._committed = committed

    @cached_property
    def files(self) -> dict[str, str]:
        """The files that git has, by their path in the folder, with the names of their contents.

        Raises:
            ArchiveError: git cannot tell.
        """
        if not self._committed:
            return dict.fromkeys(self._listed("ls-files", "-z"), "")
        entries = [one.partition("\t") for one in self._listed("ls-tree", "-rz", "HEAD")]
        words = ((path, *about.split()) for about, _, path in entries)
        return {path: name for path, mode, _, name in words if mode in _FILES}

    def has(self, path: str, data: bytes) -> bool:
        """Whether this is what git has at a path, or what it would check out there."""
        if not self._committed:
            file = self.folder / path
            return file.is_file() and file.read_bytes() == data
        name = self.files[path]
        method = "sha1" if len(name) == 40 else "sha256"
        blob = b"blob %d\0%b" % (len(data), data)
        if hashlib.new(method, blob, usedforsecurity=False).hexdigest() == name:
            return True
        # Line ends, and what a filter keeps elsewhere, are otherwise in the folder.
        return self._git("cat-file", "--filters", f"HEAD:./{path}") == data

    def left_out(self) -> set[str] | None:
        """The files that pyproject.toml leaves out of a source distribution; None: nobody knows."""
        found = _pyproject(self.folder / "pyproject.toml")
        if found.get("build-system", {}).get("build-backend") != "hatchling.build":
            return None
        build = found.get("tool", {}).get("hatch", {}).get("build", {})
        both = [build, build.get("targets", {}).get("sdist", {})]
        if any(one.get(key) for one in both for key in _CHOOSING):
            return None
        patterns = [str(line) for one in both for line in one.get("exclude", [])]
        return self._matching(patterns) if patterns else set()

    def _matching(self, patterns: Iterable[str]) -> set[str]:
        """The files that patterns, such as those of .gitignore, fit."""
        place = self._git("rev-parse", "--show-prefix").decode().strip()
        options = [f"--exclude={_anchored(one, place)}" for one in patterns]
        return {*self._listed("ls-files", "-z", "--cached", "--ignored", *options)}

    def _listed(self, *words: str) -> list[str]:
        listed = self._git(*words, "--", ".").decode("utf-8", "surrogateescape")
        return list(filter(None, listed.split("\0")))

    def _git(self, *words: str) -> bytes:
        command = ["git", *words]
        try:
            return subprocess.run(command, cwd=self.folder, check=True, capture_output=True).stdout
        except (OSError, subprocess.CalledProcessError) as error:
            what = "committed" if self._committed else "tracks"
            raise ArchiveError(f"git cannot tell what it {what} in {self.folder}") from error


def find_checkout(name: str, place: Path, committed: bool) -> Checkout:
    """The folder of a distribution: the place itself, or one below it.

    Raises:
        ArchiveError: there is none.
    """
    files = [place / "pyproject.toml", *sorted(place.glob("*/pyproject.toml"))]
    for file in filter(Path.is_file, files):
        found = _pyproject(file).get("project", {}).get("name", "")
        if canonicalize_name(str(found)) == name:
            return Checkout(file.parent, committed)
    raise ArchiveError(f"no pyproject.toml in {place}, or a folder in it, is that of {name}")


@lru_cache(maxsize=256)
def _pyproject(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _anchored(pattern: str, place: str) -> str:
    """A pattern of a folder as one of its repository; those without a slash fit anywhere."""
    sign, rest = ("!", pattern[1:]) if pattern.startswith("!") else ("", pattern)
    return f"{sign}/{place}{rest.lstrip('/')}" if "/" in rest.rstrip("/") else pattern
