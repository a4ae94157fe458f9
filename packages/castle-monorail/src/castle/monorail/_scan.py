"""Finds leaves by looking at folders; nothing is imported.

All entries of the namespace's `__path__` are walked side by side, by the rules of imports: in the
first entry that holds it a package or a module wins, and hides the folders of that name in all
other entries, earlier ones included. What `pkgutil` says of the merged namespace shows none of it.
"""

import os
import sys
from collections.abc import Iterable, Mapping
from importlib.machinery import all_suffixes
from typing import NamedTuple

from castle.monorail import _hooks
from castle.monorail._names import NAMESPACE
from castle.monorail._summary import has_code, head_of

_DEEPEST = 8  # levels below a kind; a link that leads back up ends here
_HELPERS = "plugins"  # helpers that several plugins share are no choices of the pipeline
_INIT = "__init__.py"
_CODE = tuple(all_suffixes())


class Leaf(NamedTuple):
    """A folder that holds a plugin."""

    name: str
    """Its name below the kind, such as `machinery.direct_call`."""
    folder: str
    """The folder itself."""
    init: str
    """The file that is executed when it is imported."""
    head: str = ""
    """How that file begins, as far as a docstring may reach."""


class Shadowed(NamedTuple):
    """A leaf that no import finds, because something of the same name comes first."""

    leaf: Leaf
    """The leaf."""
    by: str
    """The file that is imported instead, or that hides the folders above the leaf."""


class Found(NamedTuple):
    """What a kind's folders hold."""

    leaves: list[Leaf]
    """The plugins, by name."""
    helpers: list[Leaf]
    """What lies in sub-namespaces called `plugins`, by name."""
    shadowed: list[Shadowed]
    """The leaves that cannot be imported."""


class _Level(NamedTuple):
    """What some folders, taken together, hold: places in the order of the folders."""

    folders: dict[str, list[str]]
    modules: dict[str, list[str]]


def roots() -> list[str]:
    """The folders that make up the namespace, in the order in which imports search them."""
    mapped = [folder for name, folder in _mapped().items() if name == NAMESPACE]
    entries = [entry for entry in _entries() if os.path.isdir(entry)]
    return list(dict.fromkeys([*entries, *mapped]))


def unseen() -> list[str]:
    """Entries of the namespace that no scan can look into, such as unknown import hooks."""
    known = _hooks.placeholders()
    return [entry for entry in _entries() if entry not in known and not os.path.isdir(entry)]


def _entries() -> list[str]:
    # This module lives in the namespace, so it has been imported.
    return list(dict.fromkeys(sys.modules[NAMESPACE].__path__))


def _mapped() -> dict[str, str]:
    return _hooks.mapped(NAMESPACE)


def leaves(kind: str) -> list[Leaf]:
    """Every leaf of a kind, by name; of two with one name, the one that an import would find."""
    return scan([kind])[kind].leaves


def kinds() -> list[str]:
    """The namespaces of third parties that hold the class of a kind, by name."""
    return sorted(name for name, places in _top().folders.items() if _defines_a_kind(places))


def is_kind(name: str) -> bool:
    """Whether a namespace holds the class of a kind."""
    return _defines_a_kind([os.path.join(root, name) for root in roots()])


def _defines_a_kind(places: list[str]) -> bool:
    return any(os.path.exists(os.path.join(place, "abcs", _INIT)) for place in places)


def scan(wanted: Iterable[str]) -> dict[str, Found]:
    """What the folders of these kinds hold."""
    mapped = _mapped()
    top = _top()
    return {kind: _Walk(top, kind, mapped).found() for kind in wanted}


def _top() -> _Level:
    level = _level(roots())
    for name, folder in _mapped().items():
        parent, _, kind = name.rpartition(".")
        if parent == NAMESPACE and folder not in level.folders.get(kind, ()):
            level.folders.setdefault(kind, []).append(folder)
    return level


def _level(folders: list[str]) -> _Level:
    level = _Level({}, {})
    for folder in folders:
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = entry.name
                    if name.isidentifier():
                        if name != "__pycache__" and entry.is_dir():
                            level.folders.setdefault(name, []).append(entry.path)
                    elif name.endswith(_CODE):
                        level.modules.setdefault(name.partition(".")[0], []).append(entry.path)
        except OSError:
            continue
    return level


class _Walk:
    """Walks the folders of one kind."""

    def __init__(self, top: _Level, kind: str, mapped: Mapping[str, str]) -> None:
        self._top, self._kind = top, kind
        self._leaves: dict[str, Leaf] = {}
        self._helpers: dict[str, Leaf] = {}
        self._shadowed: list[Shadowed] = []
        self._extra: dict[str, list[str]] = {}
        for name, folder in mapped.items():
            above, _, rest = name.partition(f"{NAMESPACE}.{kind}.")
            if rest and not above:
                self._extra[rest] = [folder]

    def found(self) -> Found:
        self._folder(self._top, self._kind, "", _DEEPEST)
        for name, folders in self._extra.items():
            if name not in self._leaves:
                self._look(name, folders, [], _DEEPEST)
        leaves, helpers = (
            [found[name] for name in sorted(found)] for found in (self._leaves, self._helpers)
        )
        return Found(leaves, helpers, self._shadowed)

    def _folder(self, level: _Level, part: str, name: str, depth: int) -> None:
        self._look(name, level.folders.get(part, []), level.modules.get(part, []), depth)

    def _look(self, name: str, folders: list[str], modules: list[str], depth: int) -> None:
        """Look at all places of one name: packages, modules, and folders that nobody owns."""
        packages = [leaf for folder in folders if (leaf := package(name, folder))]
        if not packages and not modules:
            return self._below(name, folders, depth)
        winner = _winner(packages, modules)
        if isinstance(winner, Leaf):
            self._package(winner, depth)
        file = winner.init if isinstance(winner, Leaf) else winner
        chosen = os.path.dirname(file) if isinstance(winner, Leaf) else None
        for folder in folders:
            if folder != chosen:
                self._hidden(name, folder, file, depth)
        return None

    def _package(self, leaf: Leaf, depth: int) -> None:
        if leaf.name and _has_code(leaf):
            self._keep(leaf)
        else:
            # It hides the folders of others, and is still no plugin; its own folders are seen.
            self._below(leaf.name, [leaf.folder], depth)

    def _keep(self, leaf: Leaf) -> None:
        helper = _HELPERS in leaf.name.split(".")
        (self._helpers if helper else self._leaves).setdefault(leaf.name, leaf)

    def _below(self, name: str, folders: list[str], depth: int) -> None:
        if not depth:
            return
        level = _level(folders)
        for part in level.folders:
            self._folder(level, part, f"{name}.{part}" if name else part, depth - 1)

    def _hidden(self, name: str, folder: str, by: str, depth: int) -> None:
        """Note the leaves of a folder that is not imported."""
        inner = _Walk(_Level({}, {}), self._kind, {})
        inner._look(name, [folder], [], depth)
        for leaf in [*inner._leaves.values(), *inner._helpers.values()]:
            if not _same(leaf.init, by):
                self._shadowed.append(Shadowed(leaf, by))


def package(name: str, folder: str) -> Leaf | None:
    """The leaf in a folder, or None where the folder holds no package."""
    init = f"{folder}{os.sep}{_INIT}"
    head = head_of(init)
    if head is not None:
        return Leaf(name, folder, init, head)
    # Compiled or without source: seldom, and told only by listing.
    found = _level([folder]).modules.get("__init__")
    return Leaf(name, folder, found[0]) if found else None


def _has_code(leaf: Leaf) -> bool:
    return not leaf.init.endswith(".py") or has_code(leaf.head)


def _winner(packages: list[Leaf], modules: list[str]) -> Leaf | str:
    if not modules:
        return packages[0]
    if not packages:
        return modules[0]
    above = [os.path.dirname(packages[0].folder), os.path.dirname(modules[0])]
    order = roots()
    first = min(above, key=lambda place: next((n for n, r in enumerate(order) if _in(place, r)), 0))
    # In one folder a package is looked for before a module.
    return packages[0] if first == above[0] else modules[0]


def _in(place: str, root: str) -> bool:
    return f"{place}{os.sep}".startswith(f"{root}{os.sep}")


def _same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


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
