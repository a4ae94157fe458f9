"""What is derived from a node class's fields: made once a class, on first use."""

import dataclasses
import types
import typing
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple

from castle.aigr._fields import MANY, ROLE, Role


class FieldInfo(NamedTuple):
    """One field of a node class, as its declaration states it."""

    name: str
    """The field's name."""
    role: Role
    """Child, reference or data."""
    many: bool
    """Whether the value is a list of nodes."""
    optional: bool
    """Whether the value may be None."""
    types: tuple[type, ...]
    """The classes the value (or each item of a list) may have; for a tuple, of its items too."""
    items: tuple[type, ...]
    """For a data tuple, the classes its items may have; else empty."""


class Visitors:
    """The field table of one node class, and the functions generated from it."""

    def __init__(self, cls: type) -> None:
        self._cls = cls
        for field in dataclasses.fields(cls):
            if field.name != "location" and ROLE not in field.metadata:
                raise TypeError(
                    f"{cls.__qualname__}.{field.name} is no child, reference or data: "
                    f"declare it with child(), reference() or data()"
                )

    @cached_property
    def fields(self) -> tuple[FieldInfo, ...]:
        """The fields in the order of declaration, the location left out."""
        hints = typing.get_type_hints(self._cls)
        return tuple(
            _field_info(field, hints[field.name])
            for field in dataclasses.fields(self._cls)
            if ROLE in field.metadata
        )

    @cached_property
    def push(self) -> Any:
        """A function `(node, stack)` that puts the children on a stack, the first on top."""
        lines = [
            line for name, many in reversed(self._edges(Role.CHILD)) for line in _push(name, many)
        ]
        return _compile("push(node, stack)", lines)

    @cached_property
    def children(self) -> Any:
        """A function `(node, found)` that appends the children to a list, in order."""
        return self._collector("children", Role.CHILD)

    @cached_property
    def references(self) -> Any:
        """A function `(node, found)` that appends the nodes referred to, in order."""
        return self._collector("references", Role.REFERENCE)

    def _edges(self, role: Role) -> list[tuple[str, bool]]:
        fields = dataclasses.fields(self._cls)
        return [(f.name, f.metadata[MANY]) for f in fields if f.metadata.get(ROLE) is role]

    def _collector(self, name: str, role: Role) -> Any:
        lines = [line for field, many in self._edges(role) for line in _collect(field, many)]
        return _compile(f"{name}(node, found)", lines)


def _push(name: str, many: bool) -> list[str]:
    if many:
        return [f"stack += node.{name}[::-1]"]
    return [f"value = node.{name}", "if value is not None: stack.append(value)"]


def _collect(name: str, many: bool) -> list[str]:
    if many:
        return [f"found += node.{name}"]
    return [f"value = node.{name}", "if value is not None: found.append(value)"]


def _compile(signature: str, lines: list[str]) -> Any:
    body = "".join(f"    {line}\n" for line in lines) or "    pass\n"
    scope: dict[str, Any] = {}
    exec(f"def {signature}:\n{body}", scope)
    return scope[signature.partition("(")[0]]


def _field_info(field: "dataclasses.Field[Any]", hint: Any) -> FieldInfo:
    role, many = field.metadata[ROLE], field.metadata[MANY]
    if many:
        (hint,) = typing.get_args(hint)
    options = _union(hint)
    optional = type(None) in options
    classes = tuple(typing.get_origin(o) or o for o in options if o is not type(None))
    items = tuple(i for o in options if typing.get_origin(o) is tuple for i in _tuple_items(o))
    return FieldInfo(field.name, role, many, optional, classes, items)


def _union(hint: Any) -> tuple[Any, ...]:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return typing.get_args(hint)
    return (hint,)


def _tuple_items(hint: Any) -> tuple[type, ...]:
    return _union(next(arg for arg in typing.get_args(hint) if arg is not Ellipsis))


def is_enumeration(cls: type) -> bool:
    """Whether a class is an enumeration."""
    return issubclass(cls, Enum)
