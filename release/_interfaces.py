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
    tag = one.tag_before
    if tag is None or may_break(Version(tag.removeprefix(f"{one.name}-v")), one.version):
        return []
    with tempfile.TemporaryDirectory() as place:
        before = clone(one.root, Path(place) / "before", tag) / one.path("src")
        found = [problem for leaf in leaves(before) for problem in _changed(one, leaf, before)]
    return found


def leaves(source: Path) -> list[str]:
    """The leaves below a folder of sources, by their dotted names."""
    folders = [path.parent.relative_to(source) for path in sorted(source.rglob("py.typed"))]
    return [".".join(folder.parts) for folder in folders]


def may_break(old: Version, new: Version) -> bool:
    """Whether who requires the old version, up to the next that may break, is safe from the new."""
    return new.release[:1] > old.release[:1] or (
        new.major == 0 and new.release[:2] > old.release[:2]
    )


def _changed(one: Distribution, leaf: str, before: Path) -> list[Problem]:
    level = "minor" if one.version.major == 0 else "major"
    cure = f"keep it, or nox -s bump -- {one.name} {level}"
    place = one.path("src", *leaf.split("."))
    if not (one.folder / "src").joinpath(*leaf.split("."), "__init__.py").is_file():
        return [Problem("interface", place, f"{leaf}: the leaf was removed", cure)]
    old, new = (_loaded(leaf, place) for place in (before, one.folder / "src"))
    return [
        Problem("interface", _file(found, one, before) or place, _told(found), cure)
        for found in griffe.find_breaking_changes(old, new)
    ]


def _loaded(leaf: str, place: Path) -> griffe.Object | griffe.Alias:
    return griffe.load(leaf, search_paths=[str(place)], allow_inspection=False)


def _file(found: griffe.Breakage, one: Distribution, before: Path) -> str:
    """The file that it is in, or was; nothing when that cannot be told."""
    try:
        file = found.obj.filepath
    except (griffe.AliasResolutionError, griffe.CyclicAliasError):
        return ""
    for source in (before, one.folder / "src"):
        if isinstance(file, Path) and file.is_relative_to(source):
            return one.path("src", *file.relative_to(source).parts)
    return ""


def _told(found: griffe.Breakage) -> str:
    return f"{found.obj.path}: {found.kind.value}"
