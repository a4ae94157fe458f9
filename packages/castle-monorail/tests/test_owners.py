"""Which distribution a leaf belongs to."""

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from castle.monorail import _owners
from castle.monorail._owners import Owner, owners_of

if TYPE_CHECKING:
    from conftest import Site


@pytest.fixture(autouse=True)
def _only_site(monkeypatch: pytest.MonkeyPatch, site: "Site") -> None:
    """Only the distributions that the test itself makes are there."""
    import_module("urllib.parse")  # which could not be found from then on
    monkeypatch.setattr(sys, "path", [str(site.folder)])


def owner(leaf: Path) -> Owner | None:
    """The owner of one leaf."""
    return owners_of([str(leaf)]).get(str(leaf))


def test_leaf_of_a_wheel(site: "Site") -> None:
    """The RECORD of a wheel lists the leaf."""
    leaf = site.plugin("castle.readers.alpha")
    site.distribution("castle-alpha-reader", "1.2.0", ["castle/readers/alpha/__init__.py"])
    assert owner(leaf) == Owner("castle-alpha-reader", "1.2.0")


def test_leaf_of_a_distribution_with_another_name(site: "Site") -> None:
    """A third party's distribution need not be called after castle."""
    leaf = site.plugin("castle.readers.alpha")
    site.distribution("acme", "3", ["castle/readers/alpha/__init__.py"])
    site.distribution("castle-beta", "1", ["castle/readers/beta/__init__.py"])
    assert owner(leaf) == Owner("acme", "3")


def test_leaf_whose_name_begins_like_another(site: "Site") -> None:
    """`alpha` is not owned by who owns `alpha_beta`."""
    leaf = site.plugin("castle.readers.alpha")
    site.distribution("castle-x", "1", ["castle/readers/alpha_beta/__init__.py"])
    assert owner(leaf) is None


def test_leaf_of_an_editable_install_with_a_path(site: "Site", tmp_path: Path) -> None:
    """The `.pth` of an editable install names the folder that holds the leaf."""
    leaf = tmp_path / "project/src/castle/readers/alpha"
    (site.folder / "_castle_alpha.pth").write_text(f"{tmp_path / 'project/src'}\n")
    site.distribution("castle-alpha-reader", "0.1", ["_castle_alpha.pth"])
    assert owner(leaf) == Owner("castle-alpha-reader", "0.1")


def test_leaf_of_an_editable_install_with_a_hook(site: "Site", tmp_path: Path) -> None:
    """Where the `.pth` runs code, the project's folder in `direct_url.json` must do."""
    leaf = tmp_path / "my project/src/castle/readers/alpha"
    info = site.distribution("castle-alpha-reader", "0.1", ["__editable__.pth"])
    (site.folder / "__editable__.pth").write_text("import __editable___finder\n")
    with (info / "RECORD").open("a") as record:
        record.write(f"{info.name}/direct_url.json,,\n")
    url = (tmp_path / "my project").as_uri()
    (info / "direct_url.json").write_text(json.dumps({"url": url, "dir_info": {"editable": True}}))
    assert owner(leaf) == Owner("castle-alpha-reader", "0.1")


@pytest.mark.parametrize(
    "text", ['{"url": "file:///x", "dir_info": {}, "x": "editable"}', '"editable"', '{"editable"']
)
def test_direct_url_that_says_nothing(site: "Site", tmp_path: Path, text: str) -> None:
    """A file that is damaged, or of another kind of install, owns nothing and harms nothing."""
    info = site.distribution("castle-alpha-reader", "0.1", [])
    with (info / "RECORD").open("a") as record:
        record.write(f"{info.name}/direct_url.json,,\n")
    (info / "direct_url.json").write_text(text)
    assert owner(tmp_path / "x/castle/readers/alpha") is None


def test_distribution_without_a_record(site: "Site") -> None:
    """An install whose RECORD was removed owns nothing, and hides nobody else."""
    leaf = site.plugin("castle.readers.alpha")
    (site.distribution("castle-broken", "1", []) / "RECORD").unlink()
    site.distribution("castle-alpha-reader", "2", ["castle/readers/alpha/__init__.py"])
    assert owner(leaf) == Owner("castle-alpha-reader", "2")


def test_stray_leaf_has_no_owner(site: "Site") -> None:
    """A leaf that no distribution installed is told apart."""
    assert owner(site.plugin("castle.readers.alpha")) is None


def test_foreign_records_are_left_alone(site: "Site", monkeypatch: pytest.MonkeyPatch) -> None:
    """When the house's own RECORDs answer, the cost does not grow with the other distributions."""
    leaf = site.plugin("castle.readers.alpha")
    site.distribution("castle-alpha-reader", "1", ["castle/readers/alpha/__init__.py"])
    for number in range(20):
        site.distribution(f"aaa-{number}", "1", ["aaa.py"])
    opened: list[str] = []
    read = _owners.Installed.read

    def watched(self: _owners.Installed, *path: str) -> bytes:
        opened.append(path[0])
        return read(self, *path)

    monkeypatch.setattr(_owners.Installed, "read", watched)
    assert owner(leaf) is not None
    assert opened == ["castle_alpha_reader-1.dist-info"]


def test_path_of_an_editable_install_may_be_relative(site: "Site", tmp_path: Path) -> None:
    """As `site` reads it, a path in a `.pth` is relative to where the `.pth` lies."""
    leaf = tmp_path / "project/castle/readers/alpha"
    (site.folder / "x.pth").write_text("# comment\nimport os\n../project\n")
    site.distribution("castle-alpha-reader", "0.1", ["x.pth"])
    assert owner(leaf) == Owner("castle-alpha-reader", "0.1")


def test_project_around_another_project(site: "Site", tmp_path: Path) -> None:
    """Whoever lies around the folder that the leaf is in does not own it."""
    for name, folder in (("castle-a", tmp_path), ("castle-b", tmp_path / "deep/src")):
        (site.folder / f"{name}.pth").write_text(f"{folder}\n")
        site.distribution(name, "1", [f"{name}.pth"])
    assert owner(tmp_path / "deep/src/castle/readers/alpha") == Owner("castle-b", "1")


def test_links_of_a_strict_editable_install(site: "Site", tmp_path: Path) -> None:
    """setuptools' strict mode puts a folder of links on the path; the `.pth` names it."""
    auxiliary = tmp_path / "build/__editable__.castle_alpha-0.1-py3-none-any"
    (site.folder / "__editable__.castle_alpha-0.1.pth").write_text(str(auxiliary))
    site.distribution("castle-alpha", "0.1", ["__editable__.castle_alpha-0.1.pth"])
    assert owner(auxiliary / "castle/readers/alpha") == Owner("castle-alpha", "0.1")


def test_metadata_of_old_tools(site: "Site") -> None:
    """An `egg-info` beside the sources says who they belong to, where nothing else does."""
    leaf = site.plugin("castle.readers.alpha")
    info = site.folder / "acme_alpha.egg-info"
    info.mkdir()
    (info / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: acme-alpha\nVersion: 0.7\n")
    (info / "top_level.txt").write_text("castle\n")
    assert owner(leaf) == Owner("acme-alpha", "0.7")


def test_record_of_another_system(site: "Site") -> None:
    """Paths may be quoted, and written with backslashes."""
    leaf = site.plugin("castle.readers.alpha")
    info = site.distribution("castle-alpha", "1", [])
    (info / "RECORD").write_text('"castle\\readers\\alpha\\__init__.py",,\r\n')
    assert owner(leaf) == Owner("castle-alpha", "1")


def test_foreign_owner_is_found_where_it_was_installed_together(
    site: "Site", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of hundreds of others, those are read first that were installed with the leaf."""
    leaf = site.plugin("castle.readers.alpha")
    for number in range(30):
        old = site.distribution(f"aaa-{number}", "1", ["aaa.py"])
        os.utime(old, (number, number))
    info = site.distribution("zzz", "1", ["castle/readers/alpha/__init__.py"])
    moment = leaf.stat().st_mtime
    os.utime(info, (moment, moment))
    opened: list[str] = []
    read = _owners.Installed.read

    def watched(self: _owners.Installed, *path: str) -> bytes:
        opened.append(path[0])
        return read(self, *path)

    monkeypatch.setattr(_owners.Installed, "read", watched)
    assert owner(leaf) == Owner("zzz", "1")
    assert set(opened) == {"zzz-1.dist-info"}


def test_site_that_changed_is_listed_again(site: "Site", monkeypatch: pytest.MonkeyPatch) -> None:
    """What was installed since is seen, however little time has passed."""
    leaf = site.plugin("castle.readers.alpha")
    os.utime(site.folder, (1, 1))
    assert owner(leaf) is None
    site.distribution("castle-alpha", "1", ["castle/readers/alpha/__init__.py"])
    assert owner(leaf) == Owner("castle-alpha", "1")
    site.distribution("castle-alpha", "2", [])
    other = site.plugin("castle.readers.beta")
    site.distribution("castle-beta", "1", ["castle/readers/beta/__init__.py"])
    assert owner(other) == Owner("castle-beta", "1")


def test_site_that_did_not_change_is_not_listed_again(
    site: "Site", monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many distributions there are, they are listed once."""
    leaf = site.plugin("castle.readers.alpha")
    site.distribution("castle-alpha", "1", ["castle/readers/alpha/__init__.py"])
    os.utime(site.folder, (1, 1))
    assert owner(leaf) is not None
    monkeypatch.setattr(os, "listdir", None)
    assert owner(leaf) == Owner("castle-alpha", "1")
