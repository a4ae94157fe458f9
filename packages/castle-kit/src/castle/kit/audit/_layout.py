"""The rules of the namespace: only a leaf has files, and each path belongs to one distribution."""

from collections.abc import Iterable, Iterator
from typing import Final

from castle.kit.audit._archives import Archive
from castle.kit.audit._findings import (
    HIDES_NAMESPACE,
    LEAF_IN_LEAF,
    NESTED_LEAF,
    NO_LEAF,
    NO_PACKAGE,
    NOT_TYPED,
    SHARED_PATH,
    STRAY_LEVEL,
    Finding,
)
from castle.kit.audit._levels import NAMESPACE, above, is_shared, leaves_among
from castle.kit.audit._neighbours import Neighbour
from castle.monorail.loader import kinds

# The entry point of the command has to run when the namespace itself cannot be imported.
_OUTSIDE: Final = {"castle-cli": "castle_launcher.py"}
_BASES: Final = {"castle-aigr", "castle-monorail"}


def layout(archive: Archive, neighbours: Iterable[Neighbour]) -> Iterator[Finding]:
    """Whether every file of an archive is in a leaf of its own."""
    yield from _paths(archive, neighbours)
    if archive.is_private:
        return
    around = {leaf: one.name for one in neighbours for leaf in one.leaves}
    ends = "/py.typed"
    typed = {path.removesuffix(ends) for path in archive.installed if path.endswith(ends)}
    # Who says that a folder is typed takes it for a leaf, whatever there is below.
    shared = {folder for leaf in (*around, *typed) for folder in above(leaf)} - typed
    leaves = leaves_among(archive.packages, shared)
    yield from _files(archive, leaves, shared)
    if not leaves and archive.is_wheel and not _is_selection(archive):
        what = "it has no leaf, and installs nothing that could be imported"
        cure = "see which files hatchling takes: .gitignore, and [tool.hatch.build.targets.wheel]"
        yield Finding(NO_LEAF, archive.file, "", what, cure)
    for leaf in sorted(leaves):
        yield from _leaf(archive, leaf)
        yield from _nesting(archive, leaf, around)
        yield from _inner(archive, leaf, typed)


def _files(archive: Archive, leaves: frozenset[str], shared: set[str]) -> Iterator[Finding]:
    # Where the tools that repair wheels put shared libraries.
    libraries = {f"{archive.file.partition('-')[0]}.libs", f"{archive.name}.libs"}
    for path in sorted(archive.installed):
        if path == _OUTSIDE.get(archive.name) or not leaves.isdisjoint(above(path)):
            continue
        if path.partition("/")[0] in libraries:
            continue
        folder, _, name = path.rpartition("/")
        if name == "__init__.py" and is_shared(folder, shared):
            what = f"it hides every other distribution that has something below {_dotted(folder)}"
            cure = f"delete it: {folder}/ belongs to nobody, and no package may be there"
            yield Finding(HIDES_NAMESPACE, archive.file, path, what, cure)
        elif not path.startswith(f"{NAMESPACE}/"):
            what = f"it would be installed beside the namespace `{NAMESPACE}`, not below it"
            cure = "move it into your leaf, or leave it out of the wheel"
            yield Finding(STRAY_LEVEL, archive.file, path, what, cure)
        else:
            what = "it lies above every leaf, in a folder that belongs to nobody"
            cure = "move it into your leaf, the folder with __init__.py and py.typed"
            yield Finding(STRAY_LEVEL, archive.file, path, what, cure)


def _leaf(archive: Archive, leaf: str) -> Iterator[Finding]:
    if f"{leaf}/__init__.py" not in archive.installed:
        what = f"the leaf {_dotted(leaf)} is no package"
        yield Finding(NO_PACKAGE, archive.file, leaf, what, f"add {leaf}/__init__.py")
    if f"{leaf}/py.typed" not in archive.installed:
        what = f"the types of {_dotted(leaf)} are invisible to type checkers"
        yield Finding(NOT_TYPED, archive.file, leaf, what, f"add an empty {leaf}/py.typed")


def _nesting(archive: Archive, leaf: str, around: dict[str, str]) -> Iterator[Finding]:
    for other, name in sorted(around.items()):
        if other in above(leaf):
            what = f"it lies inside the leaf {_dotted(other)} of {name}, which hides it"
            cure = "give it a place that no other leaf is above"
            yield Finding(NESTED_LEAF, archive.file, leaf, what, cure)
        elif leaf in above(other):
            what = f"it lies above the leaf {_dotted(other)} of {name}, and hides it"
            cure = f"delete {leaf}/__init__.py and py.typed, and go one level deeper"
            yield Finding(NESTED_LEAF, archive.file, leaf, what, cure)


def _inner(archive: Archive, leaf: str, typed: set[str]) -> Iterator[Finding]:
    """A leaf that the wheel itself hides from those that have something beside it."""
    for inner in sorted(one for one in typed if leaf in above(one)):
        what = f"it says that it is a leaf, and lies inside {_dotted(leaf)}, which is one"
        cure = (
            f"delete {leaf}/__init__.py and py.typed if others may have something in {leaf}/, "
            f"or else {inner}/py.typed"
        )
        yield Finding(LEAF_IN_LEAF, archive.file, inner, what, cure)


def _is_selection(archive: Archive) -> bool:
    """Whether it is there for what it requires: plugins, and nothing of its own.

    A plugin whose files were forgotten is called after its kind, or requires base packages only.
    """
    last = archive.name.rpartition("-")[2]
    of_a_kind = any(last in (kind, kind.removesuffix("s")) for kind in kinds())
    siblings = {one for one in archive.required if one.startswith(f"{NAMESPACE}-")}
    return not archive.installed and not of_a_kind and not siblings <= _BASES


def _paths(archive: Archive, neighbours: Iterable[Neighbour]) -> Iterator[Finding]:
    for other in neighbours:
        for path in sorted(set(archive.installed) & other.paths):
            what = f"{other.name} {other.version} has a file of this path too"
            cure = "one would overwrite the other in silence: give your leaf another name"
            yield Finding(SHARED_PATH, archive.file, path, what, cure)


def _dotted(folder: str) -> str:
    return f"`{folder.replace('/', '.')}`"
