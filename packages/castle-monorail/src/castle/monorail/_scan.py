"""Finds leaves by looking at folders; nothing is imported.

Every entry of the namespace's `__path__` is scanned by itself: what `pkgutil` says of the merged
namespace hides which entry a leaf comes from, and sees nothing below a folder without `__init__`.
"""

import os
import sys
from collections.abc import Iterator
from typing import NamedTuple

from castle.monorail._names import NAMESPACE

_DEEPEST = 8  # levels below a kind; a link that leads back up ends here
_HELPERS = "plugins"  # helpers that several plugins share are no choices of the pipeline
_INIT = "__init__.py"


class Leaf(NamedTuple):
    """A folder that holds a plugin."""

    name: str
    """Its name below the kind, such as `machinery.direct_call`."""
    folder: str
    """The folder itself."""

    @property
    def init(self) -> str:
        """The file that is executed when it is imported."""
        return os.path.join(self.folder, _INIT)


def roots() -> list[str]:
    """The folders that make up the namespace, in the order in which imports search them."""
    return [entry for entry in _entries() if os.path.isdir(entry)]


def unseen() -> list[str]:
    """Entries of the namespace that no scan can look into, such as import hooks."""
    return [entry for entry in _entries() if not os.path.isdir(entry)]


def _entries() -> list[str]:
    # This module lives in the namespace, so it has been imported.
    return list(sys.modules[NAMESPACE].__path__)


def leaves(kind: str) -> list[Leaf]:
    """Every leaf of a kind, by name; of two with one name, the one that an import would find."""
    found: dict[str, Leaf] = {}
    for root in roots():
        for leaf in _below(os.path.join(root, kind), "", _DEEPEST):
            found.setdefault(leaf.name, leaf)
    return [found[name] for name in sorted(found)]


def _below(folder: str, prefix: str, depth: int) -> Iterator[Leaf]:
    for entry in _folders(folder):
        leaf = Leaf(prefix + entry.name, entry.path)
        if os.path.exists(leaf.init):
            yield leaf
        elif depth:
            yield from _below(entry.path, f"{leaf.name}.", depth - 1)


def _folders(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if _may_lead_to_leaf(entry)]
    except OSError:
        return []


def _may_lead_to_leaf(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    return name.isidentifier() and name not in ("__pycache__", _HELPERS) and entry.is_dir()


def hiding(module: str) -> str | None:
    """The file that hides the namespace above a module from its other distributions, or None.

    One `__init__.py`, or one module, in place of a folder that belongs to nobody is enough.
    """
    parents = module.split(".")[1:-1]
    for level in range(1, len(parents) + 1):
        for root in roots():
            place = os.path.join(root, *parents[:level])
            for file in (os.path.join(place, _INIT), f"{place}.py"):
                if os.path.exists(file):
                    return file
    return None
