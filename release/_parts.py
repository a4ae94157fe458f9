"""The list of what a wheel is made of and needs, as CycloneDX has it."""

from email.parser import Parser
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement


def parts_list(wheel: Path) -> str:
    """The parts list of a wheel, as JSON: what it requires, not what happens to be installed."""
    with ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(archive.read(name).decode("utf-8"))
    digest = HashType(alg=HashAlgorithm.SHA_256, content=sha256(wheel.read_bytes()).hexdigest())
    about = _component(metadata["Name"], metadata["Version"])
    about.description = metadata["Summary"]
    about.licenses.add(LicenseExpression(metadata["License-Expression"]))
    about.hashes.add(digest)
    bom = Bom()
    bom.metadata.component = about
    needed = [_required(Requirement(line)) for line in metadata.get_all("Requires-Dist", [])]
    bom.components.update(needed)
    bom.register_dependency(about, needed)
    return JsonV1Dot6(bom).output_as_string(indent=1)


def _component(name: str, version: str | None) -> Component:
    purl = PackageURL(type="pypi", name=name, version=version)
    return Component(
        type=ComponentType.LIBRARY, name=name, version=version, purl=purl, bom_ref=str(purl)
    )


def _required(one: Requirement) -> Component:
    found = _component(one.name, None)
    found.description = f"required: {one}"
    return found
