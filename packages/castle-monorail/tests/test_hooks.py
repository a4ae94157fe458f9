"""Editable installs that put a hook into the import system."""

import sys
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from castle.monorail import _hooks, _scan
from castle.monorail._discovery import discover, unseen

if TYPE_CHECKING:
    from conftest import Site

HOOK = "__editable__.castle_alpha_reader-0.1.finder.__path_hook__"


@pytest.fixture
def leaf(tmp_path: Path) -> Path:
    """A leaf in a project that is on no path."""
    folder = tmp_path / "project/castle/readers/t_alpha"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text('"""Reads alphas."""\ncode = 1\n')
    return folder


class _EditableFinder:
    """As setuptools writes it into a module beside its `.pth`."""

    @classmethod
    def find_spec(cls, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        place = vars(sys.modules[cls.__module__])["MAPPING"].get(name)
        return spec_from_file_location(name, f"{place}/__init__.py") if place else None


def install(monkeypatch: pytest.MonkeyPatch, mapping: object) -> None:
    """Do what the `.pth` of setuptools' flat editable install does."""
    module = ModuleType("__editable___castle_alpha_reader_0_1_finder")
    vars(module).update(MAPPING=mapping, PATH_PLACEHOLDER=HOOK)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    finder = type("_EditableFinder", (_EditableFinder,), {"__module__": module.__name__})
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, finder])
    entries = [*_scan._entries(), HOOK]
    monkeypatch.setattr(_scan, "_entries", lambda: entries)


@pytest.mark.parametrize(
    ("module", "up"), [("castle", 1), ("castle.readers", 0), ("castle.readers.t_alpha", None)]
)
def test_table_of_setuptools(
    monkeypatch: pytest.MonkeyPatch, site: "Site", leaf: Path, module: str, up: int | None
) -> None:
    """Whichever level of the namespace the table names, the leaf below it is listed."""
    install(monkeypatch, {module: str(leaf if up is None else leaf.parents[up])})
    (found,) = [plugin for plugin in discover("readers") if plugin.name == "t_alpha"]
    assert (found.location, found.summary) == (str(leaf), "Reads alphas.")
    assert unseen() == []


def test_owner_of_what_the_table_names(
    monkeypatch: pytest.MonkeyPatch, site: "Site", leaf: Path
) -> None:
    """The project's folder says who holds it."""
    info = site.distribution("castle-alpha-reader", "0.1", [])
    url = leaf.parents[2].as_uri()
    (info / "direct_url.json").write_text(f'{{"url": "{url}", "dir_info": {{"editable": true}}}}')
    install(monkeypatch, {"castle.readers.t_alpha": str(leaf)})
    (found,) = [plugin for plugin in discover("readers") if plugin.name == "t_alpha"]
    assert (found.distribution, found.version) == ("castle-alpha-reader", "0.1")


@pytest.mark.parametrize("table", [None, {}, 3, {"castle": 3, 4: "x"}, ["castle"]])
def test_table_that_is_not_as_known(
    monkeypatch: pytest.MonkeyPatch, site: "Site", table: object
) -> None:
    """A finder of another make harms nothing; its entry is told as one that cannot be searched."""
    site.plugin("castle.readers.t_beta")
    install(monkeypatch, table)
    assert "t_beta" in [plugin.name for plugin in discover("readers")]
    assert unseen() == [HOOK]


def test_table_of_editables(monkeypatch: pytest.MonkeyPatch, site: "Site", leaf: Path) -> None:
    """What hatch installs in its exact mode is listed too."""
    table = {"castle.readers.t_alpha": str(leaf / "__init__.py"), "castles": "/elsewhere"}
    finder = type("RedirectingFinder", (), {"_redirections": table})
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, finder])
    assert _hooks.mapped("castle") == {"castle.readers.t_alpha": str(leaf)}
    assert "t_alpha" in [plugin.name for plugin in discover("readers")]
