"""Listing what is installed."""

import sys
from typing import TYPE_CHECKING

from castle.monorail._discovery import discover, owner_of

if TYPE_CHECKING:
    from conftest import Site


def test_says_all_about_a_plugin(site: "Site") -> None:
    """Kind, name, module, place, distribution, version and summary, without importing it."""
    leaf = site.plugin("castle.writers.deep.alpha", '"""Writes alphas."""\nraise SystemExit(1)\n')
    site.distribution("castle-deep-writers", "1.2", ["castle/writers/deep/alpha/__init__.py"])
    (found,) = [plugin for plugin in discover("writers") if plugin.name == "deep.alpha"]
    assert found.kind == "writers"
    assert found.module == "castle.writers.deep.alpha"
    assert found.location == str(leaf)
    assert (found.distribution, found.version) == ("castle-deep-writers", "1.2")
    assert found.summary == "Writes alphas."
    assert "castle.writers.deep.alpha" not in sys.modules


def test_lists_every_kind(site: "Site") -> None:
    """Without a kind, the plugins of all kinds come in the order of the pipeline."""
    for kind in ("backends", "writers", "readers"):
        site.plugin(f"castle.{kind}.zeta")
    assert [p.kind for p in discover() if p.name == "zeta"] == ["readers", "writers", "backends"]


def test_broken_plugin_hides_no_other(site: "Site") -> None:
    """A plugin that is not even Python is listed, and so are the others."""
    site.plugin("castle.readers.alpha", "this is not python")
    site.plugin("castle.readers.beta")
    assert {"alpha", "beta"} <= {plugin.name for plugin in discover("readers")}


def test_owner_needs_the_leaf_to_be_there(site: "Site") -> None:
    """A folder of the namespace owns only the leaves that it holds."""
    assert owner_of("castle.readers.nowhere") is None
