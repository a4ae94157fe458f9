"""How plugins are called: short names, full names, and the distributions they come from."""

from collections.abc import Iterable
from itertools import takewhile
from typing import NamedTuple

from castle.monorail._kinds import KINDS

NAMESPACE = "castle"
DOUBLES = "TESTDOUBLES"

# What the house itself publishes: it can be suggested although it is not installed.
PUBLISHED = {
    "readers": ("source",),
    "transformers": (
        "fsm.determinise",
        "fsm.flatten",
        "fsm.minimise",
        "fsm.routines",
        "machinery.direct_call",
    ),
    "writers": ("python", "source"),
    "engines": ("simulation",),
    "systems": ("program", "wrapper"),
    "backends": ("csv", "npz"),
    "processors": ("shell",),
}
# What is called neither after its leaf nor after a group.
_HOLDERS = {
    "castle.systems.program": "castle-standard-systems",
    "castle.systems.wrapper": "castle-standard-systems",
    "castle.processors.shell": "castle-standard-systems",
}


class PluginName(NamedTuple):
    """What a configuration calls a plugin, taken apart: `module`, or `module:Class`."""

    module: str
    """A short or nested name of the namespace, or a full dotted name."""
    chosen: str | None
    """The class that was chosen, or None where the leaf has only one."""


def parse_name(text: str) -> PluginName | None:
    """Take a plugin's name apart; None when it cannot be a name."""
    module, colon, chosen = text.partition(":")
    parts = [*module.split("."), chosen] if colon else module.split(".")
    if not all(part.isidentifier() for part in parts):
        return None
    return PluginName(module, chosen or None)


def is_allowed(module: str, allow: Iterable[str]) -> bool:
    """Whether a full dotted name lies in `castle`, or in a module that the user allowed."""
    return any(module == top or module.startswith(f"{top}.") for top in (NAMESPACE, *allow))


def distribution_of(module: str) -> str:
    """The distribution that would hold a module of the namespace, by the rules of the house.

    A leaf of its own is called after name and kind (`castle-npz-backend`), a group of leaves
    after the group and the plural (`castle-machinery-transformers`).
    """
    for leaf, holder in _HOLDERS.items():
        if f"{module}.".startswith(f"{leaf}."):
            return holder
    first, *parts = module.split(".")
    if first != NAMESPACE or not parts:
        return first
    prefix = NAMESPACE
    if parts[0] == DOUBLES:
        prefix, parts = f"{NAMESPACE}-{DOUBLES}", parts[1:]
    elif parts[0] not in KINDS:
        parts = parts[:1]  # a base package, which has no parts of other distributions
    return "-".join([prefix, *_ordered(_outside(parts))]).replace("_", "-").lower()


def is_published(distribution: str) -> bool:
    """Whether the house has published a distribution of this name, so that it can be installed."""
    leaves = (f"{NAMESPACE}.{kind}.{name}" for kind, names in PUBLISHED.items() for name in names)
    bases = (f"{NAMESPACE}-{base}" for base in ("aigr", "cli", "kit", "monorail"))
    return distribution in {*bases, *map(distribution_of, leaves)}


def _outside(parts: list[str]) -> list[str]:
    """The parts before the first private module."""
    return list(takewhile(lambda part: not part.startswith("_"), parts)) or parts


def _ordered(parts: list[str]) -> list[str]:
    kind = KINDS.get(parts[0]) if parts else None
    if kind is None or len(parts) == 1:
        return parts
    # What lies inside a leaf that is known belongs to the leaf, not to a group.
    alone = len(parts) == 2 or parts[1] in PUBLISHED.get(kind.plural, ())
    return [parts[1], kind.singular if alone else kind.plural]
