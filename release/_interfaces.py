"""Compares what a distribution offers with what its last release offered."""

import tempfile
from pathlib import Path

import griffe
from packaging.version import Version

from release._commands import clone
from release._distributions import Distribution
from release._problems import Problem


def breaks(one: Distribution) -> list[Problem]:
    """What was public in the last release and is not, or is otherwise, now; none is a proof.

    A new major version may break, and before 1.0 a new minor one.
    """
    if one.last_tag is None or may_break(one.released[-1], one.version):
        return []
    with tempfile.TemporaryDirectory() as place:
        before = clone(one.root, Path(place) / "before", one.last_tag) / one.path("src")
        found = [problem for leaf in leaves(one) for problem in _changed(one, leaf, before)]
    return found


def leaves(one: Distribution) -> list[str]:
    """The leaves of a distribution, by their dotted names."""
    source = one.folder / "src"
    folders = [path.parent.relative_to(source) for path in sorted(source.rglob("py.typed"))]
    return [".".join(folder.parts) for folder in folders]


def may_break(old: Version, new: Version) -> bool:
    """Whether who requires the old version, up to the next that may break, is safe from the new."""
    return new.release[:1] > old.release[:1] or (
        new.major == 0 and new.release[:2] > old.release[:2]
    )


def _changed(one: Distribution, leaf: str, before: Path) -> list[Problem]:
    if not before.joinpath(*leaf.split(".")).is_dir():
        return []  # a new leaf
    old, new = (_loaded(leaf, place) for place in (before, one.folder / "src"))
    level = "minor" if one.version.major == 0 else "major"
    cure = f"keep it, or nox -s bump -- {one.name} {level}"
    return [
        Problem("interface", one.path("src"), _told(found), cure)
        for found in griffe.find_breaking_changes(old, new)
    ]


def _loaded(leaf: str, place: Path) -> griffe.Object | griffe.Alias:
    return griffe.load(leaf, search_paths=[str(place)], allow_inspection=False)


def _told(found: griffe.Breakage) -> str:
    return f"{found.obj.path}: {found.kind.value}"
