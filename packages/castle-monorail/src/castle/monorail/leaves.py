"""Leaves at any place of the namespace, for those who list plugins of their own sort.

Nothing is imported, and neither pydantic nor castle.aigr is needed.
"""

from typing import NamedTuple

from castle.monorail import _scan, _summary

__all__ = ["Leaf", "leaves", "owner"]


class Leaf(NamedTuple):
    """A leaf of the namespace."""

    name: str
    """Its name below the place, such as `audit`."""
    module: str
    """Its full dotted name."""
    summary: str
    """The first line of its docstring, or nothing."""


def leaves(place: str) -> list[Leaf]:
    """List the leaves below a place such as `subcommands`, by name."""
    return [
        Leaf(leaf.name, f"castle.{place}.{leaf.name}", _summary.summary_of(leaf.init))
        for leaf in _scan.leaves(place)
    ]


def owner(module: str) -> tuple[str, str] | None:
    """The name and version of the distribution that holds a leaf, given by its full name."""
    from castle.monorail import _discovery  # noqa: PLC0415  # listing does without

    return _discovery.owner_of(module)
