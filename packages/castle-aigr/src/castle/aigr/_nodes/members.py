"""What each element has: variables, sub-elements, aliases, constants."""

from castle.aigr import _registry
from castle.aigr._fields import child, data, reference
from castle.aigr._node import Declaration, Expression, Type, node
from castle.aigr._nodes.interfaces import ComponentInterface
from castle.aigr._nodes.types import NamedType

_registry.declare_family(__name__, "members", version=1)


@node
class Member(Declaration):
    """A variable of each element: `int count := 0;`."""

    name: str = data()
    """Its name."""
    type: Type = child()
    """The type of its values."""
    initial: Expression | None = child(default=None)
    """Its first value, or None for the default of its type."""


@node
class SubElement(Declaration):
    """An element that is owned by this one and assigned once: `sub Generator:generator;`."""

    name: str = data()
    """Its name."""
    type: NamedType | None = child(default=None)
    """The component it is an element of, as written; None when that is left open."""
    component: ComponentInterface | None = reference(default=None)
    """For an open type, the component that all assignments agree on; else None."""


@node
class Alias(Declaration):
    """A reference to an element: `alias Sieve:last;`."""

    name: str = data()
    """Its name."""
    type: NamedType | None = child(default=None)
    """The component it refers to an element of, as written; None when that is left open."""
    component: ComponentInterface | None = reference(default=None)
    """For an open type, the component that all assignments agree on; else None."""


@node
class ConstantDefinition(Declaration):
    """A constant: `cons PRIMES := [2, 3, 5];`."""

    name: str = data()
    """Its name."""
    value: Expression = child()
    """Its value, made of literals, operators and other constants."""
