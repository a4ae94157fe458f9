"""Lists the plugins that are installed, without importing one."""

import os
from dataclasses import dataclass

from castle.monorail import _owners, _scan
from castle.monorail._kinds import KINDS, find_kind
from castle.monorail._names import NAMESPACE
from castle.monorail._summary import summary_of


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """What can be said of a plugin without importing it."""

    kind: str
    """The kind, in the plural."""
    name: str
    """The name that a configuration uses."""
    module: str
    """The full dotted name."""
    location: str
    """The folder that holds it."""
    distribution: str | None
    """The distribution that it belongs to, or None where it was not installed by one."""
    version: str | None
    """The version of that distribution."""
    summary: str
    """The first line of its docstring, or nothing."""


def discover(kind: str | None = None) -> list[PluginInfo]:
    """List the installed plugins of a kind (in the plural), or of every kind, by kind and name.

    Raises:
        MonorailError: there is no such kind.
    """
    kinds = [find_kind(kind).plural] if kind else list(KINDS)
    found = [(plural, leaf) for plural in kinds for leaf in _scan.leaves(plural)]
    owners = _owners.owners_of(leaf.folder for _, leaf in found)
    return [_info(plural, leaf, owners.get(leaf.folder)) for plural, leaf in found]


def unseen() -> list[str]:
    """List what is on the namespace's path and cannot be searched, such as import hooks."""
    return _scan.unseen()


def installed_names(kind: str) -> list[str]:
    """The names of the installed plugins of a kind."""
    return [leaf.name for leaf in _scan.leaves(kind)]


def owner_of(module: str) -> _owners.Owner | None:
    """The distribution that holds a leaf of the namespace, given by its full dotted name."""
    parts = module.split(".")[1:]
    leaves = [_scan.Leaf(module, os.path.join(root, *parts)) for root in _scan.roots()]
    folders = [leaf.folder for leaf in leaves if os.path.exists(leaf.init)]
    return next(iter(_owners.owners_of(folders).values()), None)


def _info(kind: str, leaf: _scan.Leaf, owner: _owners.Owner | None) -> PluginInfo:
    return PluginInfo(
        kind=kind,
        name=leaf.name,
        module=f"{NAMESPACE}.{kind}.{leaf.name}",
        location=leaf.folder,
        distribution=owner.distribution if owner else None,
        version=owner.version if owner else None,
        summary=summary_of(leaf.init),
    )
