"""The list of what a wheel is made of and needs, as CycloneDX has it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZipFile

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from release._siblings import metadata, required


def parts_list(wheel: Path) -> str:
    """The parts list of a wheel, as JSON: what it requires, not what happens to be installed.

    The same wheel always has the same list: number and time are those of the wheel.
    """
    digest = sha256(wheel.read_bytes()).hexdigest()
    about = _about(wheel, digest)
    needed = _needed(line for line in required(wheel) if canonicalize_name(line.name) != about.name)
    bom = Bom(
        serial_number=uuid5(NAMESPACE_URL, f"sha256:{digest}"),
        metadata=BomMetaData(component=about, timestamp=_time(wheel)),
        components=needed,
    )
    bom.register_dependency(about, needed)
    return str(JsonV1Dot6(bom).output_as_string(indent=1))


def _about(wheel: Path, digest: str) -> Component:
    told = metadata(wheel)
    about = _component(str(canonicalize_name(told["Name"])), told["Version"])
    about.description = told["Summary"]
    about.licenses.add(LicenseExpression(told["License-Expression"]))
    about.hashes.add(HashType(alg=HashAlgorithm.SHA_256, content=digest))
    return about


def _time(wheel: Path) -> datetime:
    """When the newest of its files is from, as a wheel that is built anew says it again."""
    with ZipFile(wheel) as archive:
        return datetime(*max(file.date_time for file in archive.infolist()), tzinfo=UTC)


def _needed(lines: Iterable[Requirement]) -> list[Component]:
    """One part for each name, however often it is required: in extras, by markers."""
    ranges: dict[str, list[str]] = {}
    for line in lines:
        ranges.setdefault(str(canonicalize_name(line.name)), []).append(str(line))
    return [_required(name, ranges[name]) for name in sorted(ranges)]


def _required(name: str, lines: list[str]) -> Component:
    found = _component(name, None)
    found.description = f"required: {', and '.join(dict.fromkeys(lines))}"
    return found


def _component(name: str, version: str | None) -> Component:
    purl = PackageURL(type="pypi", name=name, version=version)
    return Component(
        type=ComponentType.LIBRARY, name=name, version=version, purl=purl, bom_ref=str(purl)
    )
