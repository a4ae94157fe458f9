"""What the wheels in dist/ hold and say of themselves; the build session put them there."""

from __future__ import annotations

import re
import subprocess
import tomllib
import zipfile
from dataclasses import dataclass
from email.parser import Parser
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from email.message import Message

ROOT = Path(__file__).parents[1]
# A plugin lies below one of these; what lies directly in castle is a base package or an app.
KINDS = {
    "backends",
    "engines",
    "processors",
    "readers",
    "subcommands",
    "systems",
    "transformers",
    "writers",
}
# The console entry point has to run when castle itself cannot be imported.
OUTSIDE = {"castle-cli": {PurePosixPath("castle_launcher.py")}}
# Small plugins of two kinds that are used together, in one wheel as an exception.
SPREAD = {"castle-standard-systems": {"systems", "processors"}}
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

    @cached_property
    def contents(self) -> dict[PurePosixPath, bytes]:
        """Every file of the wheel, by its path."""
        with zipfile.ZipFile(ROOT / "dist" / f"{self.stem}-py3-none-any.whl") as archive:
            return {PurePosixPath(name): archive.read(name) for name in archive.namelist()}

    @cached_property
    def installed(self) -> dict[PurePosixPath, bytes]:
        """What of the wheel can be imported: all but its metadata."""
        contents = self.contents.items()
        return {path: data for path, data in contents if path.parts[0] != f"{self.stem}.dist-info"}

    def about(self, name: str) -> str:
        """One file of those that describe the wheel."""
        return self.contents[PurePosixPath(f"{self.stem}.dist-info", name)].decode("utf-8")

    def metadata(self) -> Message:
        """What an index shows of the wheel."""
        return Parser().parsestr(self.about("METADATA"))

    def leaves(self) -> set[PurePosixPath]:
        """The folders that say that they are typed; no other may hold files."""
        return {path.parent for path in self.installed if path.name == "py.typed"}

    def imports(self, leaf: PurePosixPath) -> bool:
        """Whether any module imports from the leaf, at its top or later."""
        name = re.escape(".".join(leaf.parts)).encode()
        statement = re.compile(rb"^ *(from|import) +" + name + rb"\b", re.MULTILINE)
        files = self.installed.items()
        return any(statement.search(data) for path, data in files if path.suffix == ".py")

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
    installed, tracked = wheel.installed, wheel.tracked()
    assert sorted(installed) == sorted(tracked)
    assert [path for path in tracked if tracked[path] != installed[path]] == []


def test_every_file_is_in_a_leaf(wheel: Wheel) -> None:
    """No file lies above a leaf or outside the namespace."""
    leaves = wheel.leaves()
    strays = {path for path in wheel.installed if leaves.isdisjoint(path.parents)}
    assert strays == OUTSIDE.get(wheel.name, set())


def test_leaves_are_close_to_each_other(wheel: Wheel) -> None:
    """A wheel holds one leaf, or several that stand side by side; exceptions are listed."""
    parents = {leaf.parent for leaf in wheel.leaves()}
    listed = {PurePosixPath("castle", kind) for kind in SPREAD.get(wheel.name, ())}
    assert len(parents) == 1 or parents == listed, wheel.leaves()


def test_a_leaf_is_a_package(wheel: Wheel) -> None:
    """Each leaf can be imported as a regular package."""
    files = wheel.installed
    assert [leaf for leaf in wheel.leaves() if leaf / "__init__.py" not in files] == []


def test_a_leaf_has_its_place_in_the_namespace(wheel: Wheel) -> None:
    """A leaf is directly in castle, or below its kind, or below the place that it doubles."""
    for leaf in wheel.leaves():
        top, *place = leaf.parts
        assert top == "castle"
        if place[:1] == ["TESTDOUBLES"]:
            assert len(place) > 2, f"{leaf} belongs to nobody"
        else:
            assert place, f"{leaf} belongs to nobody"
            assert (place[0] in KINDS) == (len(place) > 1), leaf


def test_no_leaf_contains_another(wheel: Wheel, others: list[Wheel]) -> None:
    """No leaf of any wheel lies above or inside a leaf of this one."""
    theirs = {leaf for other in others for leaf in other.leaves()}
    for leaf in wheel.leaves():
        around = [each for each in (theirs | wheel.leaves()) - {leaf} if each in leaf.parents]
        assert around == []
        assert leaf not in theirs


def test_no_path_is_in_two_wheels(wheel: Wheel, others: list[Wheel]) -> None:
    """No other wheel would overwrite a file of this one, metadata included."""
    mine = set(wheel.contents)
    assert [other.name for other in others if mine & set(other.contents)] == []


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


def _siblings(wheel: Wheel) -> list[str]:
    required = wheel.metadata().get_all("Requires-Dist", [])
    return [line for line in required if line.startswith("castle-")]


def test_siblings_have_ranges(wheel: Wheel) -> None:
    """A sibling is required with a lower and an upper bound."""
    assert [line for line in _siblings(wheel) if not SIBLING.fullmatch(line)] == []


def test_siblings_are_declared(wheel: Wheel, others: list[Wheel]) -> None:
    """A wheel imports of the namespace itself and what it requires, never another plugin."""
    needed = {other.name for other in others for leaf in other.leaves() if wheel.imports(leaf)}
    required = _siblings(wheel)
    assert needed - {re.split(r"[\[<>=]", line)[0] for line in required} == set()


def test_production_needs_no_test_double(wheel: Wheel) -> None:
    """Only a test double may require a test double."""
    doubles = [line for line in _siblings(wheel) if "testdoubles" in line]
    assert doubles == [] or "testdoubles" in wheel.name


def test_version_has_its_entry_in_the_changelog(wheel: Wheel) -> None:
    """The changelog speaks of the version that was built."""
    changelog = (wheel.folder / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {wheel.version}" in changelog
