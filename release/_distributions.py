"""The distributions of the house: versions, requirements, tags, and the order between them."""

import tomllib
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from release._commands import git


class Distribution:
    """One of the folders under packages/."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        """The checkout."""
        self.folder = folder
        """Its own folder."""
        self.name = folder.name
        """Its name."""

    @cached_property
    def pyproject(self) -> dict[str, Any]:
        """What it says of itself."""
        return tomllib.loads((self.folder / "pyproject.toml").read_text(encoding="utf-8"))

    @property
    def version(self) -> Version:
        """The version that the sources have."""
        return Version(self.pyproject["project"]["version"])

    @property
    def tag(self) -> str:
        """The tag that its version gets when it is released."""
        return f"{self.name}-v{self.version}"

    @cached_property
    def requirements(self) -> list[Requirement]:
        """All that it requires, that of its extras included."""
        return requirements(self.pyproject)

    def required_in(self, version: Version) -> list[Requirement]:
        """All that it required when a version was released."""
        text = git(self.root, "show", f"{self.name}-v{version}:{self.path('pyproject.toml')}")
        return requirements(tomllib.loads(text))

    @cached_property
    def required_last(self) -> list[Requirement]:
        """All that its last release requires; nothing before the first."""
        return self.required_in(self.released[-1]) if self.released else []

    @property
    def for_tests(self) -> list[Requirement]:
        """What its tests need besides."""
        lines = self.pyproject.get("dependency-groups", {}).get("test", [])
        return [Requirement(line) for line in lines if isinstance(line, str)]

    @property
    def for_work(self) -> list[Requirement]:
        """All that it requires, and what tests, benchmarks and the like need besides."""
        return requirements(self.pyproject, groups=True)

    @cached_property
    def released(self) -> list[Version]:
        """The versions that have tags, the oldest first; none before the first release.

        A tag whose end is no version, or is not how a version is written, belongs to no release.
        """
        tags = git(self.root, "tag", "--list", f"{self.name}-v*").split()
        return sorted(filter(None, (_version(tag.removeprefix(f"{self.name}-v")) for tag in tags)))

    @property
    def is_released(self) -> bool:
        """Whether the version that the sources have has a tag."""
        return self.version in self.released

    @property
    def last_tag(self) -> str | None:
        """The tag of the newest release, or None."""
        return f"{self.name}-v{self.released[-1]}" if self.released else None

    @property
    def tag_before(self) -> str | None:
        """The tag of the release that its version follows, on a branch of older ones too."""
        older = [version for version in self.released if version < self.version]
        return f"{self.name}-v{older[-1]}" if older else None

    @property
    def published(self) -> list[str]:
        """The parts of its folder that a wheel is made of, from there."""
        project = self.pyproject["project"]
        readme = project.get("readme", "README.md")
        file = readme.get("file", "README.md") if isinstance(readme, dict) else readme
        return ["src", "pyproject.toml", file, *project.get("license-files", ["LICEN[CS]E*"])]

    def path(self, *parts: str) -> str:
        """A path in its folder, as it is called from the checkout."""
        return self.folder.joinpath(*parts).relative_to(self.root).as_posix()

    def differs_since(self, tag: str, *parts: str) -> list[str]:
        """The files below a part of its folder that are not as they were at a tag."""
        place = self.path(*parts)
        words = ("diff", "--name-only", "-z", "--no-renames", tag)
        return sorted({*_names(git(self.root, *words, "--", place)), *self.untracked(*parts)})

    def untracked(self, *parts: str) -> list[str]:
        """The files below a part of its folder that git does not know."""
        words = ("ls-files", "--others", "--exclude-standard", "-z")
        return _names(git(self.root, *words, "--", self.path(*parts)))


def _names(listing: str) -> list[str]:
    return list(filter(None, listing.split("\0")))


def _version(text: str) -> Version | None:
    try:
        version = Version(text)
    except InvalidVersion:
        return None
    return version if str(version) == text else None


def requirements(
    pyproject: dict[str, Any], name: str | None = None, *, groups: bool = False
) -> list[Requirement]:
    """What a project requires, in its extras too; also in its groups, or only of one name."""
    project = pyproject["project"]
    lists = [project.get("dependencies", []), *project.get("optional-dependencies", {}).values()]
    if groups:
        lists += pyproject.get("dependency-groups", {}).values()
    found = [Requirement(line) for each in lists for line in each if isinstance(line, str)]
    return about(found, name) if name else found


def read_distributions(root: Path) -> dict[str, Distribution]:
    """All distributions of a checkout, by name."""
    files = sorted(root.glob("packages/*/pyproject.toml"))
    return {file.parent.name: Distribution(root, file.parent) for file in files}


def changed(known: dict[str, Distribution]) -> list[str]:
    """The distributions whose sources or metadata are not as they were released."""
    return [
        name
        for name, one in known.items()
        if one.last_tag is None
        or any(one.differs_since(one.last_tag, part) for part in one.published)
    ]


def dependants(known: dict[str, Distribution], name: str) -> dict[str, list[Requirement]]:
    """Who requires a distribution, and in which ranges; itself, when an extra requires others."""
    found = {other: about(one.requirements, name) for other, one in known.items()}
    return {other: lines for other, lines in found.items() if lines}


def about(lines: list[Requirement], name: str) -> list[Requirement]:
    """The requirements of one distribution."""
    return [line for line in lines if canonicalize_name(line.name) == name]


def admits(line: Requirement, version: Version) -> bool:
    """Whether a range has a version, which may come before its release."""
    return line.specifier.contains(version, prereleases=True)


def in_order(known: dict[str, Distribution], names: set[str]) -> list[str]:
    """These distributions, each behind those that it requires."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name, one in known.items():
        required = {str(canonicalize_name(line.name)) for line in one.requirements}
        sorter.add(name, *sorted(required & set(known) - {name}))
    return [name for name in sorter.static_order() if name in names]
