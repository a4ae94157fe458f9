"""Installs what a wheel declares at its lowest and nothing else: all of it can be imported.

What its tests need besides lifts versions: with that alone, a floor that is too low would pass.
"""

from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from release._environments import LOWEST, Environment, others, plain
from release._siblings import metadata, required


class Floor(NamedTuple):
    """A wheel with what it declares, without an extra or with one."""

    extra: str | None
    """The extra."""
    lines: list[Requirement]
    """What it requires there of others."""
    versions: dict[str, str]
    """What was installed."""
    failing: dict[str, tuple[bool, str]]
    """The modules that cannot be imported, as `Environment.failing` has them."""


def floors(name: str, wheel: Path, siblings: dict[str, Path], work: Path) -> list[Floor]:
    """Install a wheel alone, and with each of its extras."""
    return [
        _floor(name, wheel, siblings, work, extra)
        for extra in [None, *(metadata(wheel).get_all("Provides-Extra", []))]
    ]


def not_imported(found: list[Floor]) -> list[str]:
    """What is wrong with modules that fail; those that fail alike are told together."""
    alike: dict[str, list[str]] = {}
    for module in dict.fromkeys(module for one in found for module in one.failing):
        if said := _said(module, found):
            alike.setdefault(said, []).append(module)
    return [
        f"`{first}`{f' (and {len(more)} more)' if more else ''} cannot be imported with {said}"
        for said, (first, *more) in alike.items()
    ]


def _said(module: str, found: list[Floor]) -> str:
    """How a module fails first; it may want a package that only another extra brings."""
    failed = [(one, *one.failing[module]) for one in found if module in one.failing]
    told = [(one, said) for one, absent, said in failed if not absent]
    if not told and len(failed) == len(found):
        told = [(one, said) for one, _, said in failed]
    return next((f"{_told(one)}: {said}" for one, said in told), "")


def lifted(found: list[Floor], tested: dict[str, str]) -> list[str]:
    """What was tested with another version than the lowest that users can have."""
    wrong = [
        f"`{line}` allows {version}, and was tested with {tested.get(name)}: its tests need that"
        for one in found
        for line in one.lines
        if (version := one.versions.get(name := str(canonicalize_name(line.name))))
        and version != tested.get(name)
    ]
    return list(dict.fromkeys(wrong))


def _floor(
    name: str, wheel: Path, siblings: dict[str, Path], work: Path, extra: str | None
) -> Floor:
    place = Environment(work, LOWEST, f"floor-{extra or 'alone'}")
    place.make()
    lines = [
        line
        for line in others(required(wheel), {name, *siblings})
        if line.marker is None or line.marker.evaluate({"extra": extra or ""})
    ]
    what = f"{name}[{extra}] @ {wheel.as_uri()}" if extra else str(wheel)
    place.install(what, [plain(line) for line in lines], siblings)
    return Floor(extra, lines, place.versions, place.failing(_modules(wheel)))


def _modules(wheel: Path) -> list[str]:
    """All modules of a wheel, save those that run when they are imported."""
    with ZipFile(wheel) as archive:
        files = [Path(name) for name in archive.namelist() if name.endswith(".py")]
    places = [file.parent if file.name == "__init__.py" else file.with_suffix("") for file in files]
    return sorted(".".join(place.parts) for place in places if place.name != "__main__")


def _told(one: Floor) -> str:
    names = dict.fromkeys(str(canonicalize_name(line.name)) for line in one.lines)
    versions = ", ".join(f"{name} {one.versions.get(name, 'absent')}" for name in names)
    return versions or "nothing but its siblings"
