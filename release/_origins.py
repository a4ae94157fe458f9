"""Whose files are installed: those that were published, or what another index has by that name."""

from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path
from zipfile import ZipFile

from packaging.utils import canonicalize_name, parse_wheel_filename

_OURS = "castle"


def site_packages(environment: Path) -> list[Path]:
    """Where an environment has what is installed."""
    places = (*environment.glob("lib/python*/site-packages"), environment / "Lib/site-packages")
    return [place for place in places if place.is_dir()]


def installed(environment: Path) -> dict[str, str]:
    """The versions of what is installed in an environment."""
    found = distributions(path=[str(place) for place in site_packages(environment)])
    return {str(canonicalize_name(one.metadata["Name"])): one.version for one in found}


def strangers(environment: Path, published: dict[str, Path]) -> list[str]:
    """What is called like ours in an environment and is not what was published."""
    return [
        told
        for name, version in sorted(installed(environment).items())
        if name in published or name.partition("-")[0] == _OURS
        for told in _strange(environment, name, version, published.get(name))
    ]


def _strange(environment: Path, name: str, version: str, wheel: Path | None) -> Iterator[str]:
    if wheel is None:
        yield f"{name} {version} is installed, and was not published"
    elif version != str(wanted := parse_wheel_filename(wheel.name)[1]):
        yield f"{name} {version} is installed, and {wanted} was published"
    else:
        for file in _different(environment, wheel):
            yield f"{name} {version}: {file} is not the file that was published"


def _different(environment: Path, wheel: Path) -> list[str]:
    """The files of a wheel that are other ones; installers write RECORD anew."""
    (place,) = site_packages(environment)
    with ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if not name.endswith(("/", "/RECORD"))]
        return [
            name
            for name in names
            if not (place / name).is_file() or (place / name).read_bytes() != archive.read(name)
        ]
