"""What an archive says of itself: complete, and bounded where siblings are concerned."""

from collections.abc import Iterable, Iterator
from typing import Final

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
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
    incomplete = [*_incomplete(archive), *_senseless(archive)]
    yield from (Finding(METADATA, archive.file, path, *found) for found in incomplete)
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
    if not str(found.get_payload()).strip() and not found["Description"]:
        yield "it has no description", "set `readme` under [project] in pyproject.toml"
    classifiers = found.get_all("Classifier", [])
    if classifiers and "Typing :: Typed" not in classifiers:
        yield "it does not say that it is typed", 'add the classifier "Typing :: Typed"'
    if canonicalize_name(found["Name"] or "") != archive.name:
        yield f"it is of {found['Name']}, the file of {archive.name}", "build it again"
    if _version(found["Version"]) != archive.version:
        yield (
            f"it is of version {found['Version']}, the file of {archive.version}",
            "build it again",
        )
    for name in found.get_all("License-File", []):
        # The second is where it was before metadata 2.4.
        inside = {f"{archive.about}/licenses/{name}", f"{archive.about}/{name}"}
        if (inside if archive.is_wheel else {name}).isdisjoint(archive.files):
            yield f"it names the licence {name}, which is missing", f"put {name} beside pyproject"


def _senseless(archive: Archive) -> Iterator[tuple[str, str]]:
    """What an index would refuse, or an installer could not read."""
    asked = str(archive.metadata["Requires-Python"] or "")
    python = 'requires-python = ">=3.11"'
    try:
        if asked and not _is_bounded(SpecifierSet(asked), _LOWER):
            yield f"Requires-Python `{asked}` has no lower bound", python
    except InvalidSpecifier:
        yield f"Requires-Python `{asked}` is no range of versions", python
    licence = str(archive.metadata["License-Expression"] or "")
    try:
        if licence:
            canonicalize_license_expression(licence)
    except InvalidLicenseExpression:
        yield (
            f"License-Expression `{licence}` is no SPDX expression",
            'set `license`, such as "MIT", or "LicenseRef-Mine" for one that has no name',
        )
    for line, meaning in archive.required_lines:
        if meaning is None:
            yield f"Requires-Dist `{line}` is no requirement", "mend it under [project]"
    if archive.is_wheel and f"{archive.about}/WHEEL" not in archive.files:
        yield f"{archive.about}/WHEEL is missing: nothing installs it", "build it with hatchling"


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
