"""What a field of a node is - child, reference or data - said once, at its declaration."""

from collections.abc import Callable
from enum import Enum
from typing import Any, NamedTuple


class Role(Enum):
    """How a node relates to the value of one of its fields."""

    CHILD = "child"
    """The value is a node that this node owns: an edge of the tree."""
    REFERENCE = "reference"
    """The value is a node owned elsewhere: an edge of the graph."""
    DATA = "data"
    """The value is no node: text, a number, an enumerator, or a tuple of these."""


class _Required:
    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED = _Required()
"""Stands for the default of a field that has none."""


class Declared(NamedTuple):
    """What the declaration of a field states."""

    role: Role | None
    """Child, reference or data; None for the location, which is none of them."""
    default: Any = REQUIRED
    """The value when none is given."""
    factory: Callable[[], Any] | None = None
    """What makes the value when none is given, or None."""
    kw_only: bool = False
    """Whether it is given by its name alone."""

    @property
    def many(self) -> bool:
        """Whether the value is a list of nodes."""
        return self.factory is not None

    @property
    def required(self) -> bool:
        """Whether a value must be given."""
        return self.default is REQUIRED and self.factory is None


def child(*, default: Any = REQUIRED, factory: Callable[[], list[Any]] | None = None) -> Any:
    """Declare a field that owns a node or, with `factory=list`, a list of nodes."""
    return Declared(Role.CHILD, default, factory)


def reference(*, default: Any = REQUIRED, factory: Callable[[], list[Any]] | None = None) -> Any:
    """Declare a field that refers to a node owned elsewhere or, with `factory=list`, to several."""
    return Declared(Role.REFERENCE, default, factory)


def data(*, default: Any = REQUIRED) -> Any:
    """Declare a field that holds a value that is no node."""
    return Declared(Role.DATA, default)


def place(*, default: Any, kw_only: bool) -> Any:
    """Declare the field that says where a node stands, which is neither of these."""
    return Declared(None, default, kw_only=kw_only)
