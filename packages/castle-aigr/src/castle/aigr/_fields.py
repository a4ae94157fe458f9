"""What a field of a node is - child, reference or data - said once, at its declaration."""

import dataclasses
from dataclasses import MISSING
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ROLE = "castle.aigr.role"
MANY = "castle.aigr.many"


class Role(Enum):
    """How a node relates to the value of one of its fields."""

    CHILD = "child"
    """The value is a node that this node owns: an edge of the tree."""
    REFERENCE = "reference"
    """The value is a node owned elsewhere: an edge of the graph."""
    DATA = "data"
    """The value is no node: text, a number, an enumerator, or a tuple of these."""


def child(*, default: Any = MISSING, factory: "Callable[[], list[Any]] | None" = None) -> Any:
    """Declare a field that owns a node or, with `factory=list`, a list of nodes."""
    return _declare(Role.CHILD, default, factory)


def reference(*, default: Any = MISSING, factory: "Callable[[], list[Any]] | None" = None) -> Any:
    """Declare a field that refers to a node owned elsewhere or, with `factory=list`, to several."""
    return _declare(Role.REFERENCE, default, factory)


def data(*, default: Any = MISSING) -> Any:
    """Declare a field that holds a value that is no node."""
    return _declare(Role.DATA, default, None)


def _declare(role: Role, default: Any, factory: "Callable[[], list[Any]] | None") -> Any:
    metadata = {ROLE: role, MANY: factory is not None}
    if factory is not None:
        return dataclasses.field(default_factory=factory, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)
