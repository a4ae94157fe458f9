"""The other distributions of the namespace: those that are audited together, and installed ones."""

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import NamedTuple

from packaging.utils import canonicalize_name

from castle.kit.audit._archives import Archive
from castle.kit.audit._levels import NAMESPACE, leaves_among


class Neighbour(NamedTuple):
    """Another distribution that has something in the namespace."""

    name: str
    """Its name, normalised."""
    version: str
    """Its version."""
    paths: frozenset[str]
    """The files that it installs."""
    leaves: frozenset[str]
    """Its leaves, such as `castle/readers/source`."""


def neighbours(archive: Archive, archives: Iterable[Archive], installed: bool) -> list[Neighbour]:
    """All distributions but the one that the archive is of; one that is given stands for itself."""
    others = sorted(archives, key=lambda one: one.is_wheel)  # of two, the wheel counts
    given = {one.name: _of(one) for one in others if one.name != archive.name}
    named = {archive.name, *given}
    here = [one for one in _installed() if one.name not in named] if installed else []
    return [*given.values(), *here]


def _of(archive: Archive) -> Neighbour:
    paths = frozenset(archive.installed)
    return Neighbour(archive.name, archive.version, paths, archive.leaves)


@lru_cache(maxsize=1)
def _installed() -> list[Neighbour]:
    """The installed distributions that hold files of the namespace, editable ones included."""
    return list(_found())


def forget_installed() -> None:
    """Look anew at what is installed, the next time."""
    _installed.cache_clear()


def _found() -> Iterator[Neighbour]:
    for one in distributions():
        # Where names do not tell, the list of files has to, and reading all lists takes long.
        text = one.read_text("RECORD") or ""
        paths = frozenset(line.split(",")[0] for line in text.splitlines())
        if f"\n{NAMESPACE}/" not in f"\n{text}":
            paths = frozenset(path for place in _editable(one, paths) for path in _below(place))
        if paths:
            yield Neighbour(_name(one), one.version, paths, _leaves(paths))


def _editable(one: Distribution, paths: frozenset[str]) -> Iterator[Path]:
    """The folders that an editable install puts on the path."""
    for name in sorted(path for path in paths if path.endswith(".pth") and "/" not in path):
        try:
            lines = Path(str(one.locate_file(name))).read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            continue
        yield from (Path(line) for line in lines if os.path.isabs(line))


def _below(place: Path) -> Iterator[str]:
    """The files of the namespace in a folder, as they would be installed."""
    for folder, folders, names in os.walk(place / NAMESPACE):
        folders[:] = [one for one in folders if one != "__pycache__"]
        yield from (Path(folder, name).relative_to(place).as_posix() for name in names)


def _name(one: Distribution) -> str:
    return canonicalize_name(one.metadata["Name"])


def _leaves(paths: frozenset[str]) -> frozenset[str]:
    inner = (path for path in paths if path.startswith(f"{NAMESPACE}/"))
    return leaves_among(
        {path.removesuffix("/py.typed") for path in inner if path.endswith("/py.typed")}
    )
