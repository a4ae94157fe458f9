"""The house itself: what is written more than once agrees."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from castle.monorail._kinds import KINDS
from castle.monorail._names import PUBLISHED

ROOT = Path(__file__).parents[1]
NAME = re.compile(r"([A-Za-z0-9._-]+)(?:\[([a-z,-]+)\])?")
FOLDERS = sorted(path.parent for path in ROOT.glob("packages/*/pyproject.toml"))


def _pyproject(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    """Each distribution's folder in turn."""
    found: Path = request.param
    return found


def test_the_root_depends_on_every_member() -> None:
    """One `uv sync` installs every distribution, from the workspace."""
    root, names = _pyproject(ROOT), [folder.name for folder in FOLDERS]
    wanted = [NAME.match(requirement) for requirement in root["project"]["dependencies"]]
    assert [found and found[1] for found in wanted] == names
    assert root["tool"]["uv"]["sources"] == {name: {"workspace": True} for name in names}


def test_a_folder_is_called_like_its_distribution(folder: Path) -> None:
    """The folder's name is the name that is installed."""
    assert _pyproject(folder)["project"]["name"] == folder.name


def test_a_folder_has_what_each_has(folder: Path) -> None:
    """Each distribution has its texts, its ignores, its sources and its tests."""
    expected = ["README.md", "CHANGELOG.md", "LICENSE", ".gitignore", "tests"]
    expected += [] if folder.name == "castle-workshop" else ["src"]  # which has no code
    assert [name for name in expected if not (folder / name).exists()] == []


def _requirements(project: dict[str, Any]) -> list[list[str]]:
    extras: dict[str, list[str]] = project.get("optional-dependencies", {})
    return [project.get("dependencies", []), *extras.values()]


def test_nothing_is_required_twice(folder: Path) -> None:
    """Each list of requirements names a distribution once."""
    for lines in _requirements(_pyproject(folder)["project"]):
        names = [NAME.match(line) for line in lines]
        assert len({found[1] for found in names if found}) == len(lines)


def test_an_extra_that_is_asked_for_is_there(folder: Path) -> None:
    """pip only warns of an extra that a distribution does not have."""
    for line in [line for lines in _requirements(_pyproject(folder)["project"]) for line in lines]:
        found = NAME.match(line)
        if found and found[2] and found[1] in {each.name for each in FOLDERS}:
            project = _pyproject(ROOT / "packages" / found[1])["project"]
            assert set(found[2].split(",")) <= project["optional-dependencies"].keys()


def test_the_readme_lists_every_package(folder: Path) -> None:
    """The table of packages in the README names the distribution and links to it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"| [`{folder.name}`](packages/{folder.name}) |" in readme


def test_every_plugin_can_be_suggested() -> None:
    """What the house publishes is known to who says what to install."""
    leaves = [path.parent for path in ROOT.glob("packages/*/src/castle/**/py.typed")]
    parts = [
        leaf.parts[leaf.parts.index("castle", leaf.parts.index("src")) + 1 :] for leaf in leaves
    ]
    names = {(kind, ".".join(rest)) for kind, *rest in parts if kind in KINDS}
    plugins = {(kind, name) for kind, name in names if not name.startswith("plugins.")}  # helpers
    assert plugins == {(kind, name) for kind, found in PUBLISHED.items() for name in found}


def test_requirements_hold_no_address() -> None:
    """What is committed under requirements/ names no registry."""
    texts = [path.read_text(encoding="utf-8") for path in ROOT.glob("requirements/*")]
    assert texts
    assert [text for text in texts if "://" in text or "index" in text] == []
