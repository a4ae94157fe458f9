"""Enumerations: types whose values have names."""

from castle.aigr import _registry
from castle.aigr._fields import child, data
from castle.aigr._node import Declaration, node

_registry.declare_family(__name__, "enumerations", version=1)


@node
class Enumerator(Declaration):
    """One value of an enumeration: `red`."""

    name: str = data()
    """Its name."""


@node
class Enumeration(Declaration):
    """A type whose values are listed: `enum Color { red, green }`."""

    name: str = data()
    """Its name."""
    enumerators: list[Enumerator] = child(factory=list)
    """Its values; the first is the default."""
    documentation: str | None = data(default=None)
    """The text of its docstring, or None."""
