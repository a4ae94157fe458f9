"""The other distributions of the namespace: those that are audited together, and installed ones."""

from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from importlib.metadata import Distribution, distributions
from pathlib import PurePosixPath
from typing import NamedTuple

from packaging.utils import canonicalize_name

from castle.kit.audit._archives import NAMESPACE, Archive
from castle.monorail.loader import kinds


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
    leaves = leaves_among(archive.packages)
    return Neighbour(archive.name, archive.version, frozenset(archive.installed), leaves)


@lru_cache(maxsize=1)
def _installed() -> list[Neighbour]:
    """The installed distributions that hold files of the namespace; not those that are editable."""
    return list(_found())


def _found() -> Iterator[Neighbour]:
    for one in distributions():
        # Where names do not tell, the list of files has to, and reading all lists takes long.
        text = one.read_text("RECORD") or ""
        if f"\n{NAMESPACE}/" in f"\n{text}":
            paths = frozenset(line.split(",")[0] for line in text.splitlines())
            yield Neighbour(_name(one), one.version, paths, _leaves(paths))


def _name(one: Distribution) -> str:
    return canonicalize_name(one.metadata["Name"])


def _leaves(paths: frozenset[str]) -> frozenset[str]:
    inner = (path for path in paths if path.startswith(f"{NAMESPACE}/"))
    return leaves_among(
        {path.removesuffix("/py.typed") for path in inner if path.endswith("/py.typed")}
    )


def leaves_among(packages: Set[str], shared: Set[str] = frozenset()) -> frozenset[str]:
    """The topmost packages that can be somebody's; `shared` folders belong to nobody either."""
    owned = {one for one in packages if not is_shared(one, shared)}
    return frozenset(one for one in owned if owned.isdisjoint(map(str, PurePosixPath(one).parents)))


def is_shared(folder: str, shared: Set[str] = frozenset()) -> bool:
    """Whether a folder belongs to nobody: the namespace, a kind, or one listed as shared."""
    parts = PurePosixPath(folder).parts
    return folder in shared or all(part in _shared_names() for part in parts[1:])


@lru_cache(maxsize=1)
def _shared_names() -> frozenset[str]:
    return frozenset({"plugins", "subcommands", "TESTDOUBLES", *kinds()})
