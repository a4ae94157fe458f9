"""The distributions of the house: versions, requirements, tags, and the order between them."""

import re
import tomllib
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

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
        return _requirements(self.pyproject)

    def required_in(self, version: Version) -> list[Requirement]:
        """All that it required when a version was released."""
        text = git(self.root, "show", f"{self.name}-v{version}:{self.path('pyproject.toml')}")
        return _requirements(tomllib.loads(text))

    @property
    def for_tests(self) -> list[Requirement]:
        """What its tests need besides."""
        lines = self.pyproject.get("dependency-groups", {}).get("test", [])
        return [Requirement(line) for line in lines if isinstance(line, str)]

    @cached_property
    def released(self) -> list[Version]:
        """The versions that have tags, the oldest first; none before the first release."""
        form = re.compile(rf"{re.escape(self.name)}-v(\S+)")
        tags = git(self.root, "tag", "--list", f"{self.name}-v*").split()
        return sorted(Version(match[1]) for tag in tags if (match := form.fullmatch(tag)))

    @property
    def last_tag(self) -> str | None:
        """The tag of the newest release, or None."""
        return f"{self.name}-v{self.released[-1]}" if self.released else None

    @property
    def tag_before(self) -> str | None:
        """The tag of the release that its version follows, on a branch of older ones too."""
        older = [version for version in self.released if version < self.version]
        return f"{self.name}-v{older[-1]}" if older else None

    def path(self, *parts: str) -> str:
        """A path in its folder, as it is called from the checkout."""
        return self.folder.joinpath(*parts).relative_to(self.root).as_posix()

    def differs_since(self, tag: str, *parts: str) -> list[str]:
        """The files below a part of its folder that are not as they were at a tag."""
        place = self.path(*parts)
        changed = git(self.root, "diff", "--name-only", tag, "--", place).splitlines()
        others = ["ls-files", "--others", "--exclude-standard", "--", place]
        return sorted({*changed, *git(self.root, *others).splitlines()})


def _requirements(pyproject: dict[str, Any]) -> list[Requirement]:
    project = pyproject["project"]
    extras = project.get("optional-dependencies", {}).values()
    lines = [*project.get("dependencies", []), *(line for extra in extras for line in extra)]
    return [Requirement(line) for line in lines]


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
        or one.differs_since(one.last_tag, "src")
        or one.differs_since(one.last_tag, "pyproject.toml")
    ]


def dependants(known: dict[str, Distribution], name: str) -> dict[str, list[Requirement]]:
    """Who requires a distribution, and in which ranges."""
    found = {
        other: [line for line in one.requirements if canonicalize_name(line.name) == name]
        for other, one in known.items()
        if other != name
    }
    return {other: lines for other, lines in found.items() if lines}


def in_order(known: dict[str, Distribution], names: set[str]) -> list[str]:
    """These distributions, each behind those that it requires."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name, one in known.items():
        required = {str(canonicalize_name(line.name)) for line in one.requirements}
        sorter.add(name, *sorted(required & set(known) - {name}))
    return [name for name in sorter.static_order() if name in names]
