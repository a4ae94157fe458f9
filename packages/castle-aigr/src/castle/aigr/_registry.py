"""The node classes that exist, by the family and name they have in a file."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from castle.aigr._node import Node
    from castle.aigr._storage._tables import FamilyTables

    Upgrade = Callable[[FamilyTables], None]

_NONE: Mapping[int, "Upgrade"] = MappingProxyType({})


class Family(NamedTuple):
    """A group of node classes that is versioned together in the file format."""

    name: str
    """What stands before the class name in a file, such as `expressions`."""
    version: int
    """Raised when a class of the family changes its name, its fields or its enumerators."""
    upgrades: Mapping[int, "Upgrade"] = _NONE
    """By a version, what turns the columns of that version into those of the next."""


_families: dict[str, Family] = {}
_classes: dict[str, "type[Node]"] = {}
_kinds: dict[type, str] = {}


def declare_family(
    module: str, name: str, *, version: int, upgrades: Mapping[int, "Upgrade"] = _NONE
) -> Family:
    """Give the node classes of a module a family name and a version in files.

    A module that declares none is a family of its own, by its dotted name, at version 1. Call it
    before the classes are defined, and raise the version with every change that a file shows.

    Args:
        module: the module of the classes: `__name__`.
        name: what stands before the class name in files. `castle.aigr` has the short ones; what is
            defined elsewhere best takes the dotted name of its package.
        version: of the classes as they are now, from 1.
        upgrades: by an older version a function that changes a `FamilyTables` of that version
            into one of the next. A file of a version that has none is refused.

    Raises:
        ValueError: the version is below 1, an upgrade is of a version that is none before it, or
            another module gave the family another version.
    """
    family = Family(name, version, upgrades)
    if version < 1 or not all(1 <= old < version for old in upgrades):
        raise ValueError(f"versions of a family count from 1, and upgrades come before: {family}")
    for other, known in _families.items():
        if known.name == name and other != module and known[:2] != family[:2]:
            raise ValueError(f"{other} declares the family {name} with version {known.version}")
    _families[module] = family
    return family


def register(cls: "type[Node]") -> None:
    """Make a node class known to `load`, under `family.ClassName`."""
    family = family_of(cls)
    kind = f"{family.name}.{cls.__name__}"
    known = _classes.get(kind)
    if known is not None and (known.__module__, known.__qualname__) != (
        cls.__module__,
        cls.__qualname__,
    ):
        raise TypeError(f"two node classes are called {kind}: {known!r} and {cls!r}")
    _classes[kind] = cls
    _kinds[cls] = kind


def family_of(cls: type) -> Family:
    """The family of a node class."""
    return _families.get(cls.__module__) or Family(cls.__module__, 1)


def families() -> dict[str, Family]:
    """The families that a file may hold, by name, sorted."""
    found = {family_of(cls).name: family_of(cls) for cls in _classes.values()}
    for declared in _families.values():
        known = found.setdefault(declared.name, declared)
        # The modules of a family may each know some of the upgrades.
        found[declared.name] = known._replace(upgrades={**known.upgrades, **declared.upgrades})
    return dict(sorted(found.items()))


def is_registered(cls: type) -> bool:
    """Whether a class is a node class, made one by `@node`."""
    return cls in _kinds


def kind_of(cls: type) -> str:
    """The name of a node class in files and dumps, such as `expressions.Compare`."""
    return _kinds[cls]


def class_of(kind: str) -> "type[Node] | None":
    """The node class of that name, or None when no imported module defines it."""
    return _classes.get(kind)


def kinds() -> list[str]:
    """The names of all node classes that are known, sorted."""
    return sorted(_classes)
