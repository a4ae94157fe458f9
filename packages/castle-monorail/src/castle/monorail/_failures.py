"""Why a plugin cannot be had: absent, hidden, forbidden, broken, or of versions that do not fit.

It looks at all that is installed, and is imported where something failed.
"""

import sys
from collections.abc import Collection
from importlib.util import find_spec

from castle.monorail._conflicts import unmet
from castle.monorail._discovery import installed_as, installed_names, owner_of
from castle.monorail._kinds import find_kind
from castle.monorail._names import PUBLISHED, is_allowed
from castle.monorail._owners import Owner, distributions, named
from castle.monorail._scan import hiding
from castle.monorail.errors import (
    BrokenPluginError,
    HiddenNamespaceError,
    IncompatiblePluginError,
    MissingPluginError,
    PluginError,
    PluginNameError,
)


def absent(kind: str, name: str, full: str, allow: Collection[str]) -> PluginError:
    """The error of a name that no import finds."""
    if file := hiding(full):
        return HiddenNamespaceError(kind, name, file=file, owner=_owner_of_hidden(file, full))
    installed = installed_names(kind)
    if "." in name and not is_allowed(name, allow) and _may_be_foreign(kind, name, installed):
        what = f"the {find_kind(kind).singular} `{name}` is not in `castle.{kind}`"
        return forbidden(kind, name, what, name)
    known, outside = PUBLISHED.get(kind, ()), full == name and not is_allowed(name, ())
    return MissingPluginError(kind, name, installed=installed, known=known, outside=outside)


def broken(
    kind: str, name: str, full: str, cause: BaseException, failed: str = "imported"
) -> PluginError:
    """The error of a plugin whose own import fails, or whatever else it was to be."""
    if other := incompatible(kind, name, full):
        return other
    return BrokenPluginError(kind, name, owner=owner_of(full), cause=cause, failed=failed)


def incompatible(kind: str, name: str, full: str) -> IncompatiblePluginError | None:
    """The error of a plugin that declares other versions than there are; None when they fit."""
    installed = installed_as(full)
    if installed is None:
        return None
    for requirement, version in unmet(installed, distributions()):
        needs = f"{requirement.distribution}{requirement.range}"
        owner = named(installed)
        return IncompatiblePluginError(kind, name, owner=owner, needs=needs, installed=version)
    return None


def forbidden(kind: str, name: str, what: str, module: str) -> PluginNameError:
    """The error of a plugin from outside the namespace that was not allowed."""
    message = f"{what}, and loading it is not allowed"
    cure = f"--allow {module.partition('.')[0]}, when you trust it"
    return PluginNameError(kind, name, PluginNameError.saying("CAS0815", message, help=cure))


def _owner_of_hidden(file: str, full: str) -> Owner | None:
    parts = full.split(".")
    above = (".".join(parts[:end]) for end in range(2, len(parts)))
    modules = (name for name in above if getattr(sys.modules.get(name), "__file__", None) == file)
    return next((owner for name in modules if (owner := owner_of(name))), None)


def _may_be_foreign(kind: str, name: str, installed: Collection[str]) -> bool:
    """Whether a module outside was meant: there is one, and no group of the kind is called so."""
    first = name.partition(".")[0]
    known = {*installed, *PUBLISHED.get(kind, ())}
    return first not in {one.partition(".")[0] for one in known} and _is_importable(first)


def _is_importable(top: str) -> bool:
    try:
        return find_spec(top) is not None
    except ValueError:  # a module that was not imported from anywhere, such as __main__
        return True
