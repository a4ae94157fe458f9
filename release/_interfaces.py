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
    """The leaves below a folder of sources, by their dotted names, and modules beside them."""
    folders = [path.parent.relative_to(source) for path in sorted(source.rglob("py.typed"))]
    modules = [path.stem for path in sorted(source.glob("*.py"))]
    return [*(".".join(folder.parts) for folder in folders), *modules]


def may_break(old: Version, new: Version) -> bool:
    """Whether who requires the old version, up to the next that may break, is safe from the new."""
    return new.release[:1] > old.release[:1] or (
        new.major == 0 and new.release[:2] > old.release[:2]
    )


def _changed(one: Distribution, leaf: str, before: Path) -> list[Problem]:
    level = "minor" if one.version.major == 0 else "major"
    cure = f"keep it, or nox -s bump -- {one.name} {level}"
    file = _source(before, leaf).relative_to(before)
    if not (one.folder / "src" / file).is_file():
        place = one.path("src", *leaf.split("."))
        return [Problem("interface", place, f"{leaf}: the leaf was removed", cure)]
    place = one.path("src", *file.parts)
    old, new = (_loaded(leaf, folder) for folder in (before, one.folder / "src"))
    broken = list(griffe.find_breaking_changes(old, new))
    hidden = _hidden(old, new) - {found.obj.path for found in broken}
    return [
        *(Problem("interface", _file(x, one, before) or place, _told(x), cure) for x in broken),
        *(
            Problem("interface", place, f"{path}: it is not in `__all__` any more", cure)
            for path in sorted(hidden)
        ),
    ]


def _source(folder: Path, leaf: str) -> Path:
    """The file of a leaf, which is a package, or a module that stands by itself."""
    place = folder.joinpath(*leaf.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def _hidden(old: griffe.Object | griffe.Alias, new: griffe.Object | griffe.Alias) -> set[str]:
    """What was exported, and is there, but not for others.

    A name that a module gives by `__getattr__` is nowhere else but in this list and in imports
    for type checkers alone.
    """
    if new.exports is None:  # then all is public that is called so
        return set()
    before, after = ({str(name) for name in each.exports or ()} for each in (old, new))
    return {f"{old.path}.{name}" for name in before - after}


def _loaded(leaf: str, place: Path) -> griffe.Object | griffe.Alias:
    return griffe.load(leaf, search_paths=[str(place)], allow_inspection=False)


def _file(found: griffe.Breakage, one: Distribution, before: Path) -> str:
    """The file that it is in, or was; nothing when that cannot be told, or it was a name alone."""
    if found.obj.is_alias:
        return ""
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
