"""What only the wheels of this house keep; `castle audit` proves what holds for all wheels."""

from __future__ import annotations

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
# Leaves in several places that are used together, in one wheel as an exception; and none.
SPREAD = {
    "castle-fsm-transformers": {"castle/transformers/fsm", "castle/transformers/plugins"},
    "castle-kit": {"castle", "castle/subcommands"},
    "castle-standard-systems": {"castle/systems", "castle/processors"},
    "castle-workshop": set[str](),
}


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


def test_leaves_are_close_to_each_other(wheel: Wheel) -> None:
    """A wheel holds one leaf, or several that stand side by side; exceptions are listed."""
    parents = {leaf.parent for leaf in wheel.leaves()}
    listed = {PurePosixPath(folder) for folder in SPREAD.get(wheel.name, ())}
    assert len(parents) == 1 or parents == listed, wheel.leaves()


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


def test_version_has_its_entry_in_the_changelog(wheel: Wheel) -> None:
    """The changelog speaks of the version that was built."""
    changelog = (wheel.folder / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {wheel.version}" in changelog
