"""Which distribution a leaf belongs to."""

import json
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
