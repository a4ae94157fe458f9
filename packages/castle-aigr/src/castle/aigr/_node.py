"""The base of all nodes, and the decorator that turns a class into a node class."""

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform

from castle.aigr import _registry
from castle.aigr._fields import child, data, place, reference
from castle.aigr._location import Location
from castle.aigr._making import AsDataclass, Derived, check_fields, own_fields, slotted
from castle.aigr._visitors import Visitors

if TYPE_CHECKING:
    import dataclasses

T = TypeVar("T", bound="Node")
C = TypeVar("C", bound=type)


@dataclass_transform(eq_default=False, field_specifiers=(place,))
def _made(cls: C) -> C:
    """Give a class slots for its fields, and what is derived from them."""
    visitors: Visitors | None = getattr(cls, "visitors", None)
    own = own_fields(cls)
    every = {**(visitors.declared if visitors else {}), **own}
    check_fields(cls, every)
    made: Any = slotted(cls, own, every)
    made.visitors = visitors = Visitors(made, every)
    made.ahead = visitors.ahead("ahead")
    made.last_in = Derived(made, "last_in", lambda: visitors.step("last_in", forwards=False))
    return made  # type: ignore[no-any-return]  # the class is made anew, with slots


@_made
class Node:
    """Anything in the graph; compared by identity (`equal` compares structure)."""

    location: Location | None = place(default=None, kw_only=True)
    """Where it stands in the source, or None when nothing in the source stands for it."""

    visitors: ClassVar[Visitors]

    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]

        ahead: ClassVar[Any]
        """What leads a walk on from the node; see `Visitors.ahead`."""

        def last_in(self, stack: list[Any], /) -> Any:
            """The last child, or without one the top of the stack; see `Visitors.step`."""

    else:
        __dataclass_fields__ = AsDataclass("__dataclass_fields__")
        __dataclass_params__ = AsDataclass("__dataclass_params__")

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

    It is a dataclass whose fields are declared with `child`, `reference` or `data`; nodes are
    compared by identity.

    Raises:
        TypeError: a field says none of these, or another class of the family has the same name.
    """
    made = _made(cls)
    _registry.register(made)
    return made


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
