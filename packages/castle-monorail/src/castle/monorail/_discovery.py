"""Lists the plugins that are installed, without importing one."""

import os
from typing import NamedTuple

from castle.monorail import _owners, _scan
from castle.monorail._conflicts import Conflict, conflicts
from castle.monorail._kinds import KINDS, all_kinds, find_kind
from castle.monorail._names import NAMESPACE
from castle.monorail._summary import first_line


class PluginInfo(NamedTuple):
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


class Survey(NamedTuple):
    """All that a look at the namespace tells."""

    plugins: list[PluginInfo]
    """The plugins that a configuration can name, by kind and name."""
    helpers: list[PluginInfo]
    """What plugins share, in the sub-namespaces `plugins`; no choices of the pipeline."""
    conflicts: list[Conflict]
    """What is installed and hidden, twice there, overwritten, or of versions that do not fit."""
    unseen: list[str]
    """What is on the namespace's path and cannot be searched, such as import hooks."""


def discover(kind: str | None = None) -> list[PluginInfo]:
    """List the installed plugins of a kind (in the plural), or of every kind, by kind and name.

    Raises:
        MonorailError: there is no such kind.
    """
    found = _found(kind)
    leaves = [(plural, leaf) for plural, one in found.items() for leaf in one.leaves]
    owners = _owners.find_owners(leaf.folder for _, leaf in leaves)
    return _infos(leaves, owners)


def survey(kind: str | None = None) -> Survey:
    """List what `discover` lists, and what is wrong with what is installed.

    Raises:
        MonorailError: there is no such kind.
    """
    found = _found(kind)
    leaves = [(plural, leaf) for plural, one in found.items() for leaf in one.leaves]
    helpers = [(plural, leaf) for plural, one in found.items() for leaf in one.helpers]
    shadowed = [(plural, one) for plural, each in found.items() for one in each.shadowed]
    places = [leaf.folder for _, leaf in [*leaves, *helpers]]
    places += [place for _, one in shadowed for place in (one.leaf.folder, os.path.dirname(one.by))]
    owners = _owners.find_owners(places)
    return Survey(
        _infos(leaves, owners), _infos(helpers, owners), conflicts(shadowed, owners), unseen()
    )


def _found(kind: str | None) -> dict[str, _scan.Found]:
    found = _scan.scan([find_kind(kind).plural] if kind else all_kinds())
    # The leaf that holds the class of a third party's kind is no plugin of it.
    return {
        plural: one if plural in KINDS else one._replace(leaves=_without_class(one.leaves))
        for plural, one in found.items()
    }


def _without_class(leaves: list[_scan.Leaf]) -> list[_scan.Leaf]:
    return [leaf for leaf in leaves if leaf.name != "abcs"]


def unseen() -> list[str]:
    """List what is on the namespace's path and cannot be searched, such as import hooks."""
    return _scan.unseen()


def installed_names(kind: str) -> list[str]:
    """The names of the installed plugins of a kind."""
    return [leaf.name for leaf in _found(kind)[kind].leaves]


def owner_of(module: str) -> _owners.Owner | None:
    """The distribution that holds a leaf of the namespace, given by its full dotted name."""
    found = installed_as(module)
    return _owners.named(found) if found else None


def installed_as(module: str) -> _owners.Installed | None:
    """The metadata of the distribution that holds a leaf, given by its full dotted name."""
    parts = module.split(".")[1:]
    places = (os.path.join(root, *parts) for root in _scan.roots())
    folders = [place for place in places if _scan.package(module, place)]
    owners = _owners.find_owners(folders[:1])
    return next(iter(owners.of.values()), None)


def _infos(leaves: list[tuple[str, _scan.Leaf]], owners: _owners.Owners) -> list[PluginInfo]:
    names = {folder: _owners.named(owner) for folder, owner in owners.of.items()}
    return [_info(kind, leaf, names.get(leaf.folder)) for kind, leaf in leaves]


def _info(kind: str, leaf: _scan.Leaf, owner: _owners.Owner | None) -> PluginInfo:
    return PluginInfo(
        kind=kind,
        name=leaf.name,
        module=f"{NAMESPACE}.{kind}.{leaf.name}",
        location=leaf.folder,
        distribution=owner.distribution if owner else None,
        version=owner.version if owner else None,
        summary=first_line(leaf.head),
    )
