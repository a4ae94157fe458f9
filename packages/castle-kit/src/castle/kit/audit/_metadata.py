"""What an archive says of itself: complete, and bounded where siblings are concerned."""

from collections.abc import Iterable, Iterator
from typing import Final

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from castle.kit.audit._archives import Archive
from castle.kit.audit._findings import METADATA, TEST_DOUBLE, UNBOUNDED, Finding
from castle.kit.audit._neighbours import Neighbour

_FIELDS: Final = {
    "Summary": "description",
    "Requires-Python": "requires-python",
    "License-Expression": "license",
    "License-File": "license-files",
    "Description-Content-Type": "readme",
    "Classifier": "classifiers",
}
_LOWER: Final = (">=", ">", "==", "~=", "===")
_UPPER: Final = ("<", "<=", "==", "~=", "===")
_DOUBLE: Final = "testdoubles"


def metadata(archive: Archive, neighbours: Iterable[Neighbour]) -> Iterator[Finding]:
    """What is missing in the metadata, or would let the wrong siblings in."""
    path = archive.metadata_path
    if path not in archive.files:
        yield Finding(METADATA, archive.file, path, "it is missing", "build it with hatchling")
        return
    yield from (Finding(METADATA, archive.file, path, *found) for found in _incomplete(archive))
    siblings = {one.name for one in neighbours}
    for one in archive.requirements:
        name = canonicalize_name(one.name)
        if name in siblings or name.startswith("castle-"):
            yield from _bounds(archive, one)
        if _DOUBLE in name and _DOUBLE not in archive.name:
            what = f"it requires {name}, a test double"
            cure = "move it to a dependency group, such as `test`: those are not published"
            yield Finding(TEST_DOUBLE, archive.file, path, what, cure)


def _incomplete(archive: Archive) -> Iterator[tuple[str, str]]:
    found = archive.metadata
    for field, key in _FIELDS.items():
        if not found[field]:
            yield f"it has no {field}", f"set `{key}` under [project] in pyproject.toml"
    if not str(found.get_payload()).strip():
        yield "it has no description", "set `readme` under [project] in pyproject.toml"
    classifiers = found.get_all("Classifier", [])
    if classifiers and "Typing :: Typed" not in classifiers:
        yield "it does not say that it is typed", 'add the classifier "Typing :: Typed"'
    if (asked := found["Requires-Python"]) and not _is_bounded(SpecifierSet(asked), _LOWER):
        yield f"Requires-Python `{asked}` has no lower bound", 'requires-python = ">=3.11"'
    if canonicalize_name(found["Name"] or "") != archive.name:
        yield f"it is of {found['Name']}, the file of {archive.name}", "build it again"
    if _version(found["Version"]) != archive.version:
        yield (
            f"it is of version {found['Version']}, the file of {archive.version}",
            "build it again",
        )
    for name in found.get_all("License-File", []):
        inside = f"{archive.about}/licenses/{name}" if archive.is_wheel else name
        if inside not in archive.files:
            yield f"it names the licence {name}, which is missing", f"put {name} beside pyproject"


def _version(text: str | None) -> str:
    try:
        return str(Version(text or ""))
    except InvalidVersion:
        return str(text)


def _bounds(archive: Archive, one: Requirement) -> Iterator[Finding]:
    missing = [
        word
        for word, operators in (("lower", _LOWER), ("upper", _UPPER))
        if not _is_bounded(one.specifier, operators)
    ]
    if missing:
        what = (
            f"the range of {one.name}, `{one.specifier}`, has no {' and no '.join(missing)} bound"
        )
        cure = f'say which versions were tested: "{one.name}>=0.1,<0.2"'
        yield Finding(UNBOUNDED, archive.file, archive.metadata_path, what, cure)


def _is_bounded(specifier: SpecifierSet, operators: tuple[str, ...]) -> bool:
    return any(one.operator in operators for one in specifier)
