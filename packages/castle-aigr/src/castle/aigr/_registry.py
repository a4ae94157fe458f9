"""The node classes that exist, by the family and name they have in a file."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from castle.aigr._node import Node


class Family(NamedTuple):
    """A group of node classes that is versioned together in the file format."""

    name: str
    """What stands before the class name in a file, such as `expressions`."""
    version: int
    """Raised when a class of the family changes its fields."""


_families: dict[str, Family] = {}
_classes: dict[str, "type[Node]"] = {}
_kinds: dict[type, str] = {}


def declare_family(module: str, name: str, *, version: int) -> Family:
    """Give the node classes of a module a family name and a version in files.

    A module that declares none is a family of its own, by its dotted name, at version 1.
    """
    return _families.setdefault(module, Family(name, version))


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


def kind_of(cls: type) -> str:
    """The name of a node class in files and dumps, such as `expressions.Compare`."""
    return _kinds[cls]


def class_of(kind: str) -> "type[Node] | None":
    """The node class of that name, or None when no imported module defines it."""
    return _classes.get(kind)


def kinds() -> list[str]:
    """The names of all node classes that are known, sorted."""
    return sorted(_classes)
