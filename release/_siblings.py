"""Wheels of the house at the versions that a trial needs, built from the tags of their releases."""

from collections.abc import Callable, Iterable
from email.message import Message
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

from release._building import build
from release._commands import clone
from release._distributions import Distribution, in_order

Choice = Callable[[Distribution, list[Version]], Version | None]
"""Chooses among the released versions that fit, the oldest first; None is that of today."""


class Siblings:
    """Wheels of the distributions of a checkout, each built once."""

    def __init__(self, known: dict[str, Distribution], place: Path) -> None:
        self.known = known
        """All distributions of the checkout."""
        self._place = place

    def around(self, wheel: Path, more: Iterable[Requirement], choose: Choice) -> dict[str, Path]:
        """A wheel for each other distribution that a wheel and more lines need, directly or not.

        None is a released one that does not admit the wheel's own version, as when the helpers of
        the tests of a base package require an older one. Who requires another comes first, so that
        all ranges of a distribution are known when its version is chosen.
        """
        ranges: dict[str, list[Requirement]] = {}
        _add(ranges, [*required(wheel), *more])
        name, version, *_ = parse_wheel_filename(wheel.name)
        found: dict[str, Path] = {}
        for other in reversed(in_order(self.known, set(self.known) - {name})):
            if other in ranges:
                one = self.known[other]
                fitting = [
                    each
                    for each in _fitting(one.released, ranges[other])
                    if _admits(one.required_in(each), name, version)
                ]
                found[other] = self.wheel(one, choose(one, fitting))
                _add(ranges, required(found[other]))
        return found

    def wheel(self, one: Distribution, version: Version | None) -> Path:
        """The wheel of a released version, or of the checkout as it is."""
        place = self._place / f"{one.name}-{version or 'today'}"
        if not place.exists():
            root = self.sources(one, version) if version else one.root
            build(root, one.name, place, "--wheel")
        return next(place.glob("*.whl")).resolve()

    def sources(self, one: Distribution, version: Version) -> Path:
        """A clone of the checkout as it was when a version was released."""
        tag = f"{one.name}-v{version}"
        place = self._place / "tags" / tag
        return place if place.exists() else clone(one.root, place, tag)


def required(wheel: Path) -> list[Requirement]:
    """What a wheel requires, in its extras too."""
    return [Requirement(str(line)) for line in metadata(wheel).get_all("Requires-Dist", [])]


def metadata(wheel: Path) -> Message:
    """What a wheel says of itself."""
    with ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode("utf-8"))


def _add(ranges: dict[str, list[Requirement]], lines: Iterable[Requirement]) -> None:
    for line in lines:
        ranges.setdefault(canonicalize_name(line.name), []).append(line)


def _fitting(versions: list[Version], lines: list[Requirement]) -> list[Version]:
    return [
        version
        for version in versions
        if all(line.specifier.contains(version, prereleases=True) for line in lines)
    ]


def _admits(lines: list[Requirement], name: str, version: Version) -> bool:
    own = [line for line in lines if canonicalize_name(line.name) == name]
    return bool(_fitting([version], own))
