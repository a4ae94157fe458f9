"""Leaves at any place of the namespace."""

from typing import TYPE_CHECKING

from castle.monorail.leaves import Leaf, leaves, owner

if TYPE_CHECKING:
    from conftest import Site


def test_leaves_are_listed_without_importing(site: "Site") -> None:
    """By name, each with the first line of its docstring."""
    site.plugin("castle.subcommands.second", '"""Second."""\nraise SystemExit(3)\n')
    site.plugin("castle.subcommands.first", "x = 1\n")
    found = [leaf for leaf in leaves("subcommands") if leaf.name in ("first", "second")]
    assert found == [
        Leaf("first", "castle.subcommands.first", ""),
        Leaf("second", "castle.subcommands.second", "Second."),
    ]


def test_owner(site: "Site") -> None:
    """The distribution that holds a leaf, or None."""
    site.plugin("castle.subcommands.first", "x = 1\n")
    site.plugin("castle.subcommands.second", "x = 1\n")
    site.distribution("acme-first", "1.2", ["castle/subcommands/first/__init__.py"])
    assert owner("castle.subcommands.first") == ("acme-first", "1.2")
    assert owner("castle.subcommands.second") is None
