"""The base of all nodes, and the decorator that turns a class into a node class."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform

from castle.aigr import _registry
from castle.aigr._fields import child, data, reference
from castle.aigr._location import Location
from castle.aigr._visitors import Visitors

T = TypeVar("T", bound="Node")


@dataclass(slots=True, eq=False, repr=False)
class Node:
    """Anything in the graph; compared by identity (`equal` compares structure)."""

    location: Location | None = field(default=None, kw_only=True)
    """Where it stands in the source, or None when nothing in the source stands for it."""

    visitors: ClassVar[Visitors]

    def __repr__(self) -> str:
        """Name the class, and the node's own name where it has one: never a whole program."""
        name = getattr(self, "name", None)
        return (
            f"<{type(self).__name__} {name}>"
            if isinstance(name, str)
            else f"<{type(self).__name__}>"
        )


@dataclass_transform(eq_default=False, field_specifiers=(child, reference, data))
def node(cls: type[T]) -> type[T]:
    """Make a class a node class: slotted, registered for the file format, and walkable.

    Every field is declared with `child`, `reference` or `data`.

    Raises:
        TypeError: a field says none of these, or another class of the family has the same name.
    """
    made: Any = dataclass(slots=True, eq=False, repr=False)(cls)
    made.visitors = Visitors(made)
    _registry.register(made)
    return made  # type: ignore[no-any-return]  # dataclass returns the class it makes anew


class Declaration(Node):
    """A node that gives a name to something; every declaration has a `name`."""

    __slots__ = ()

    if TYPE_CHECKING:
        name: str


class Type(Node):
    """A use of a type, in the place where a value's type is stated."""

    __slots__ = ()


class Expression(Node):
    """A node that has a value when it is evaluated."""

    __slots__ = ()


class Statement(Node):
    """A node that has an effect when it is executed."""

    __slots__ = ()
