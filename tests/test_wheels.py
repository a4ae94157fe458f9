"""What the wheels in dist/ hold and say of themselves; the build session put them there."""

from __future__ import annotations

import re
import subprocess
import tomllib
import zipfile
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from email.message import Message

ROOT = Path(__file__).parents[1]
CASTLE = PurePosixPath("castle")
# A plugin sits below its kind, a base package directly in castle.
KINDS = {
    *("readers", "transformers", "writers", "engines", "systems", "backends", "processors"),
    "subcommands",
}
# The console entry point has to run when castle itself cannot be imported.
OUTSIDE = {"castle-cli": {PurePosixPath("castle_launcher.py")}}
# A sibling is needed from one minor version up to, and without, the next.
SIBLING = re.compile(r"castle-[a-z-]+(\[[a-z,]+\])?<\d+\.\d+,>=\d+\.\d+(\.\d+)?")


@dataclass(frozen=True)
class Wheel:
    """A built wheel and the folder that it was built from."""

    name: str

    @property
    def folder(self) -> Path:
        """Where the wheel was built from."""
        return ROOT / "packages" / self.name

    @property
    def version(self) -> str:
        """The version that the sources state."""
        text = (self.folder / "pyproject.toml").read_text(encoding="utf-8")
        return str(tomllib.loads(text)["project"]["version"])

    @property
    def stem(self) -> str:
        """How the names of the wheel and of its metadata begin."""
        return f"{self.name.replace('-', '_')}-{self.version}"

    def contents(self) -> dict[PurePosixPath, bytes]:
        """Every file of the wheel, by its path."""
        with zipfile.ZipFile(ROOT / "dist" / f"{self.stem}-py3-none-any.whl") as archive:
            return {PurePosixPath(name): archive.read(name) for name in archive.namelist()}

    def installed(self) -> dict[PurePosixPath, bytes]:
        """What of the wheel can be imported: all but its metadata."""
        contents = self.contents().items()
        return {path: data for path, data in contents if path.parts[0] != f"{self.stem}.dist-info"}

    def about(self, name: str) -> str:
        """One file of those that describe the wheel."""
        return self.contents()[PurePosixPath(f"{self.stem}.dist-info", name)].decode("utf-8")

    def metadata(self) -> Message:
        """What an index shows of the wheel."""
        return Parser().parsestr(self.about("METADATA"))

    def leaves(self) -> set[PurePosixPath]:
        """The folders that say that they are typed; no other may hold files."""
        return {path.parent for path in self.installed() if path.name == "py.typed"}

    def tracked(self) -> dict[PurePosixPath, bytes]:
        """What git tracks under the distribution's src/, as it is in the working tree."""
        command = ["git", "ls-files", "-z", "--", "."]
        source = self.folder / "src"
        listing = subprocess.run(command, cwd=source, check=True, capture_output=True).stdout
        names = filter(None, listing.decode("utf-8").split("\0"))
        return {PurePosixPath(name): (source / name).read_bytes() for name in names}


WHEELS = [Wheel(path.parent.name) for path in sorted(ROOT.glob("packages/*/pyproject.toml"))]


@pytest.fixture(params=WHEELS, ids=lambda wheel: wheel.name)
def wheel(request: pytest.FixtureRequest) -> Wheel:
    """Each wheel of the house in turn."""
    found: Wheel = request.param
    return found


@pytest.fixture
def others(wheel: Wheel) -> list[Wheel]:
    """All wheels but the one under test."""
    return [other for other in WHEELS if other != wheel]


def test_files_are_those_that_git_tracks(wheel: Wheel) -> None:
    """A wheel holds the files of src/ that git tracks, byte for byte, and no other."""
    installed, tracked = wheel.installed(), wheel.tracked()
    assert sorted(installed) == sorted(tracked)
    assert [path for path in tracked if tracked[path] != installed[path]] == []


def test_every_file_is_in_a_leaf(wheel: Wheel) -> None:
    """No file lies above a leaf or outside the namespace."""
    leaves = wheel.leaves()
    strays = {path for path in wheel.installed() if leaves.isdisjoint(path.parents)}
    assert strays == OUTSIDE.get(wheel.name, set())


def test_leaves_are_close_to_each_other(wheel: Wheel) -> None:
    """A wheel holds one leaf, or several that stand side by side."""
    leaves = wheel.leaves()
    assert len({leaf.parent for leaf in leaves}) == 1, leaves


def test_a_leaf_is_a_package(wheel: Wheel) -> None:
    """Each leaf can be imported as a regular package."""
    files = wheel.installed()
    assert [leaf for leaf in wheel.leaves() if leaf / "__init__.py" not in files] == []


def test_a_leaf_has_its_place_in_the_namespace(wheel: Wheel) -> None:
    """A leaf is a base package directly in castle, or lies below its kind."""
    for leaf in wheel.leaves():
        assert CASTLE in leaf.parents
        place = [part for part in leaf.relative_to(CASTLE).parts if part != "TESTDOUBLES"]
        assert place, f"{leaf} belongs to nobody"
        assert (len(place) > 1) == (place[0] in KINDS) or "TESTDOUBLES" in leaf.parts, leaf


def test_no_leaf_contains_another(wheel: Wheel, others: list[Wheel]) -> None:
    """No leaf of any wheel lies above or inside a leaf of this one."""
    theirs = {leaf for other in others for leaf in other.leaves()}
    for leaf in wheel.leaves():
        around = [each for each in (theirs | wheel.leaves()) - {leaf} if each in leaf.parents]
        assert around == []
        assert leaf not in theirs


def test_no_path_is_in_two_wheels(wheel: Wheel, others: list[Wheel]) -> None:
    """No other wheel would overwrite a file of this one, metadata included."""
    mine = set(wheel.contents())
    assert [other.name for other in others if mine & set(other.contents())] == []


def test_licence_comes_along(wheel: Wheel) -> None:
    """Each wheel names the licence and holds the text that stands at the top of the house."""
    assert wheel.metadata()["License-Expression"] == "MIT"
    assert wheel.about("licenses/LICENSE") == (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_index_page_is_complete(wheel: Wheel) -> None:
    """Each wheel has a summary, keywords, classifiers and its README as description."""
    metadata = wheel.metadata()
    assert metadata["Summary"]
    assert metadata["Keywords"]
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])
    assert metadata["Requires-Python"] == ">=3.11"
    readme = (wheel.folder / "README.md").read_text(encoding="utf-8")
    assert metadata.get_payload() == readme


def test_siblings_have_ranges(wheel: Wheel) -> None:
    """A sibling is required with a lower and an upper bound."""
    required = wheel.metadata().get_all("Requires-Dist", [])
    siblings = [line for line in required if line.startswith("castle-")]
    assert [line for line in siblings if not SIBLING.fullmatch(line)] == []


def test_production_needs_no_test_double(wheel: Wheel) -> None:
    """Only a test double may require a test double."""
    required = wheel.metadata().get_all("Requires-Dist", [])
    doubles = [line for line in required if "testdoubles" in line]
    assert doubles == [] or "testdoubles" in wheel.name


def test_version_has_its_entry_in_the_changelog(wheel: Wheel) -> None:
    """The changelog speaks of the version that was built."""
    changelog = (wheel.folder / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {wheel.version}" in changelog
