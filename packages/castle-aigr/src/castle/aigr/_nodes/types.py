"""Types, where they are used: a scalar, or the name of something declared elsewhere."""

from enum import Enum

from castle.aigr import _registry
from castle.aigr._fields import child, data, reference
from castle.aigr._node import Declaration, Expression, Node, Type, node

_registry.declare_family(__name__, "types", version=1)


class Scalar(Enum):
    """The types that are built in."""

    INT = "int"
    """64-bit two's complement."""
    FLOAT = "float"
    """IEEE 754 double."""
    BOOL = "bool"
    """`true` or `false`."""
    STR = "str"
    """Text, a sequence of code points."""


@node
class ScalarType(Type):
    """The use of a built-in type: `int`."""

    scalar: Scalar = data()
    """Which one."""


@node
class NamedType(Type):
    """The use of a declared protocol, component or enumeration by its name."""

    name: str = data()
    """The name as written, dots included."""
    target: Declaration | None = reference(default=None)
    """What it names, or None when it names nothing known."""


@node
class ListType(Type):
    """The use of a list type: `int[]`."""

    element: Type = child()
    """The type of its items."""


@node
class Argument(Node):
    """A value given to a parameter."""

    value: Expression = child()
    """The value."""


@node
class Specialise(Type):
    """A protocol with its parameters bound, in a base position: `SlowStart(1)`."""

    name: str = data()
    """The name as written, dots included."""
    target: Declaration | None = reference(default=None)
    """The protocol that is specialised, or None when the name is not known."""
    arguments: list[Argument] = child(factory=list)
    """One for each parameter of the protocol."""


@node
class TypedParameter(Declaration):
    """A parameter of a protocol, an event, a component or a method: `int:max := 100`."""

    name: str = data()
    """Its name."""
    type: Type = child()
    """The type of its values."""
    default: Expression | None = child(default=None)
    """The value when none is given, or None when one must be."""
