"""What is wrong with what is installed, and what plugins share."""

import importlib
import pkgutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from castle.monorail import _scan
from castle.monorail._discovery import discover, survey

if TYPE_CHECKING:
    from conftest import Site

    from castle.monorail._conflicts import Conflict


@pytest.fixture(autouse=True)
def _only_sites(monkeypatch: pytest.MonkeyPatch, site: "Site", other: "Site") -> None:
    """Only what the test itself makes, in two places, is found."""
    places = [str(one.folder / "castle") for one in (site, other)]
    monkeypatch.setattr(_scan, "_entries", lambda: places)


@pytest.fixture
def other(site: "Site", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Site":
    """A second place on the path, that imports look at after the first."""
    folder = tmp_path / "other"
    folder.mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(folder)])
    return type(site)(folder)


def holds(site: "Site", name: str, version: str, module: str) -> Path:
    """Let a distribution hold a leaf; give the leaf's file."""
    path = f"{module.replace('.', '/')}/__init__.py"
    site.distribution(name, version, [path])
    return site.folder / path


def only() -> "Conflict":
    """The one conflict that there is."""
    (conflict,) = survey("readers").conflicts
    return conflict


def test_leaf_in_two_places(site: "Site", other: "Site") -> None:
    """The first is listed; both are told, with who holds them and what to uninstall."""
    for one in (site, other):
        one.plugin("castle.readers.alpha")
    used = holds(site, "castle-alpha-reader", "1.2", "castle.readers.alpha")
    unused = holds(other, "acme-reader", "3", "castle.readers.alpha")
    conflict = only()
    assert (conflict.code, conflict.module) == ("CAS0817", "castle.readers.alpha")
    assert conflict.places == (str(used), str(unused))
    assert f"{used} (castle-alpha-reader 1.2) is imported" in conflict.message
    assert f"{unused} (acme-reader 3) is not" in conflict.message
    assert conflict.help == "pip uninstall acme-reader"
    assert [plugin.location for plugin in discover("readers")] == [str(used.parent)]


def test_stray_leaf_in_the_place_of_an_installed_one(site: "Site", other: "Site") -> None:
    """What nobody installed is what to remove, not the plugin that it hides."""
    for one in (site, other):
        one.plugin("castle.readers.alpha")
    holds(other, "castle-alpha-reader", "1.2", "castle.readers.alpha")
    stray = site.folder / "castle/readers/alpha/__init__.py"
    assert only().help == f"remove {stray}"


def test_what_pkgutil_says_hides_it(site: "Site", other: "Site") -> None:
    """The naive way: `pkgutil` lists one of two, and nothing of a nested leaf."""
    for one in (site, other):
        one.plugin("castle.readers.alpha")
    site.plugin("castle.readers.deep.beta")
    paths = [str(one.folder / "castle/readers") for one in (site, other)]
    assert [module.name for module in pkgutil.iter_modules(paths)] == ["alpha"]
    assert [plugin.name for plugin in discover("readers")] == ["alpha", "deep.beta"]
    assert len(survey("readers").conflicts) == 1


@pytest.mark.parametrize("file", ["__init__.py", "deep/__init__.py", "deep.py"])
def test_stray_file_hides_leaves_elsewhere(site: "Site", other: "Site", file: str) -> None:
    """A later file hides an earlier folder; what no import finds is told, and is not listed."""
    site.plugin("castle.readers.deep.alpha")
    stray = other.folder / "castle/readers" / file
    stray.parent.mkdir(parents=True)
    stray.touch()
    conflict = only()
    assert (conflict.code, conflict.module) == ("CAS0812", "castle.readers.deep.alpha")
    assert conflict.places[0] == str(stray)
    assert conflict.help == f"remove {stray}"
    assert discover("readers") == []


def test_listing_agrees_with_imports(
    site: "Site", other: "Site", monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is listed is what Python imports, and from there."""
    monkeypatch.undo()
    monkeypatch.setattr(sys, "path", [str(site.folder), *sys.path, str(other.folder)])
    site.plugin("castle.readers.t_one.alpha", "place = 1")
    other.plugin("castle.readers.t_one", "place = 2")
    other.plugin("castle.readers.t_two.beta", "place = 2")
    (site.folder / "castle/readers/t_two.py").write_text("place = 1")
    importlib.invalidate_caches()
    assert importlib.import_module("castle.readers.t_one").place == 2
    listed = {plugin.name: plugin.location for plugin in discover("readers")}
    assert listed["t_one"] == str(other.folder / "castle/readers/t_one")
    assert not {"t_one.alpha", "t_two.beta"} & set(listed)
    hidden = {conflict.module for conflict in survey("readers").conflicts}
    assert hidden == {"castle.readers.t_one.alpha", "castle.readers.t_two.beta"}


def test_package_comes_before_a_module_of_one_folder(site: "Site") -> None:
    """Beside a package, a module of the same name is never imported."""
    site.plugin("castle.readers.alpha")
    (site.folder / "castle/readers/alpha.py").touch()
    assert [plugin.name for plugin in discover("readers")] == ["alpha"]


def test_one_file_through_two_links_is_no_conflict(site: "Site", other: "Site") -> None:
    """An editable install may bring one leaf by two ways."""
    leaf = site.plugin("castle.readers.alpha")
    (other.folder / "castle/readers").mkdir(parents=True)
    (other.folder / "castle/readers/alpha").symlink_to(leaf)
    assert survey("readers").conflicts == []


def test_two_distributions_that_hold_one_file(site: "Site") -> None:
    """One has overwritten the other, and no file is left that shows it: the RECORDs do."""
    site.plugin("castle.readers.alpha")
    holds(site, "castle-alpha-reader", "1", "castle.readers.alpha")
    holds(site, "castle-rude-reader", "2", "castle.readers.alpha")
    conflict = only()
    assert conflict.code == "CAS0817"
    assert conflict.places == ("castle-alpha-reader", "castle-rude-reader")
    assert "castle-alpha-reader 1 and castle-rude-reader 2 both hold" in conflict.message
    assert conflict.help.endswith("pip install --force-reinstall castle-alpha-reader")


def test_metadata_left_over_from_an_older_version(site: "Site") -> None:
    """A distribution does not overwrite itself."""
    site.plugin("castle.readers.alpha")
    holds(site, "castle-alpha-reader", "1", "castle.readers.alpha")
    holds(site, "castle-alpha-reader", "2", "castle.readers.alpha")
    assert survey("readers").conflicts == []


def test_version_outside_a_declared_range(site: "Site") -> None:
    """What a plugin declares and what is installed are told, and what to install."""
    site.plugin("castle.readers.alpha")
    holds(site, "castle-alpha-reader", "1", "castle.readers.alpha")
    site.distribution("castle-base", "0.9", [])
    with (site.folder / "castle_alpha_reader-1.dist-info/METADATA").open("a") as file:
        file.write("Requires-Dist: castle-base<3,>=2\nRequires-Dist: castle-absent>7\n\ntext")
    conflict = only()
    assert conflict.code == "CAS0816"
    assert conflict.message == (
        "castle-alpha-reader 1 needs castle-base<3,>=2, and 0.9 is installed"
    )
    assert conflict.help == "pip install 'castle-base<3,>=2'"


def test_helpers_are_listed_apart(site: "Site") -> None:
    """What lies in `plugins` is no choice of the pipeline, and is told with its owner."""
    site.plugin("castle.readers.plugins.cc", '"""Calls a compiler."""\ncode = 1')
    site.plugin("castle.readers.deep.plugins.ld", "code = 1")
    holds(site, "castle-translators", "1", "castle.readers.plugins.cc")
    found = survey("readers")
    assert found.plugins == []
    assert [helper.module for helper in found.helpers] == [
        "castle.readers.deep.plugins.ld",
        "castle.readers.plugins.cc",
    ]
    assert found.helpers[1].summary == "Calls a compiler."
    assert found.helpers[1].distribution == "castle-translators"


@pytest.mark.parametrize("text", ["", '"""Only words."""\n', "# a comment\n\n"])
def test_leaf_without_code(site: "Site", text: str) -> None:
    """A file that says nothing makes no plugin; leaves below it can be imported, and are listed."""
    site.plugin("castle.readers.empty", text)
    site.plugin("castle.readers.empty.alpha")
    assert [plugin.name for plugin in discover("readers")] == ["empty.alpha"]
    assert survey("readers").conflicts == []


@pytest.mark.parametrize(
    "name", ["__init__.pyc", f"__init__{importlib.machinery.EXTENSION_SUFFIXES[0]}"]
)
def test_compiled_leaf(site: "Site", name: str) -> None:
    """A leaf that came without its source is one all the same."""
    leaf = site.folder / "castle/readers/alpha"
    leaf.mkdir(parents=True)
    (leaf / name).touch()
    assert [(p.name, p.summary) for p in discover("readers")] == [("alpha", "")]
