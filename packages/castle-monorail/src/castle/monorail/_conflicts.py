"""What is installed and does not go together; told without importing anything."""

import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from castle.monorail._names import NAMESPACE
from castle.monorail._owners import Installed, Owners, distributions, named, normal
from castle.monorail._ranges import Requirement, admits, requirements
from castle.monorail._scan import Shadowed


class Conflict(NamedTuple):
    """Something that is wrong with what is installed, and what to do about it."""

    code: str
    """The code of the error that loading the plugin may give."""
    module: str
    """The full dotted name of the plugin, or the distribution that it is about."""
    message: str
    """What is wrong, with both places."""
    help: str
    """What to do."""
    places: tuple[str, ...] = ()
    """What is imported, and what is not; or who holds it, and who else."""


def conflicts(shadowed: list[tuple[str, Shadowed]], owners: Owners) -> list[Conflict]:
    """All that is wrong: hidden leaves, leaves in two places, overwritten ones, wrong versions."""
    found = [_shadow(kind, one, owners) for kind, one in shadowed]
    found += [_overwritten(folder, owners) for folder in sorted(owners.others)]
    return [*found, *_versions(owners)]


def _shadow(kind: str, one: Shadowed, owners: Owners) -> Conflict:
    module = f"{NAMESPACE}.{kind}.{one.leaf.name}"
    loser = owners.of.get(one.leaf.folder)
    winner = owners.of.get(os.path.dirname(one.by))
    places = (one.by, one.leaf.init)
    if _dotted(one.by) == module:
        message = f"`{module}` is in two places: {_place(one.by, winner)} is imported,"
        message += f" {_place(one.leaf.init, loser)} is not"
        # What no installer has brought is the one that was not meant to be there.
        stray = winner is None and loser is not None
        cure = _remove(one.by, None) if stray else _remove(one.leaf.folder, loser)
        return Conflict("CAS0817", module, message, cure, places)
    message = f"{_place(one.by, winner)} hides `{module}` in {_place(one.leaf.folder, loser)}"
    return Conflict("CAS0812", module, message, _remove(one.by, winner), places)


def _dotted(file: str) -> str:
    """The module of a leaf's file, as far as the namespace goes."""
    folder, name = os.path.split(file)
    path = folder if name.startswith("__init__.") else os.path.join(folder, name.partition(".")[0])
    parts = path.split(os.sep)
    last = len(parts) - 1 - parts[::-1].index(NAMESPACE) if NAMESPACE in parts else 0
    return ".".join(parts[last:])


def _place(path: str, owner: Installed | None) -> str:
    return f"{path} ({_called(owner)})" if owner else path


def _called(installed: Installed) -> str:
    return " ".join(named(installed))


def _remove(path: str, owner: Installed | None) -> str:
    return f"pip uninstall {named(owner)[0]}" if owner else f"remove {path}"


def _overwritten(folder: str, owners: Owners) -> Conflict:
    holders = [owners.of[folder], *owners.others[folder]]
    names = [named(one)[0] for one in holders]
    who = " and ".join(map(_called, holders))
    message = f"{who} both hold {folder}: the one installed last has overwritten the other"
    cure = f"pip uninstall {' '.join(names[1:])}; pip install --force-reinstall {names[0]}"
    return Conflict(
        "CAS0817", _dotted(os.path.join(folder, "__init__.py")), message, cure, tuple(names)
    )


def _versions(owners: Owners) -> Iterator[Conflict]:
    present = distributions() if owners.of else {}
    for installed in sorted(set(owners.of.values())):
        for requirement, version in unmet(installed, present):
            needs = f"{requirement.distribution}{requirement.range}"
            message = f"{_called(installed)} needs {needs}, and {version} is installed"
            yield Conflict("CAS0816", named(installed)[0], message, f"pip install '{needs}'")


def unmet(
    installed: Installed, present: Mapping[str, Installed]
) -> Iterator[tuple[Requirement, str]]:
    """What a distribution declares that it needs of the house, and what is there instead."""
    for requirement in requirements(installed.metadata):
        found = present.get(normal(requirement.distribution))
        if found and not admits(requirement.range, found.owner.version):
            yield requirement, found.owner.version
