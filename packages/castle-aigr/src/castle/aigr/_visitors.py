"""What is derived from a node class's fields: made once a class, on first use."""

import types
import typing
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple

from castle.aigr._fields import Declared, Role
from castle.aigr._making import Derived, compiled, dataclass_of, slot_of


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

    def __init__(self, cls: type, declared: dict[str, Declared]) -> None:
        self._cls = cls
        self.declared = declared
        """What the declaration of each field states, in order, the location among them."""

    @cached_property
    def fields(self) -> tuple[FieldInfo, ...]:
        """The fields in the order of declaration, the location left out."""
        hints = typing.get_type_hints(self._cls)
        return tuple(
            _field_info(name, field.role, field.many, hints[name])
            for name, field in self.declared.items()
            if field.role is not None
        )

    @cached_property
    def dataclass(self) -> type:
        """A dataclass of the same fields, for what asks a node class for its dataclass fields."""
        return dataclass_of(self._cls, self.declared)

    @cached_property
    def children(self) -> Any:
        """A function `(node, found)` that appends the children to a list, in order."""
        return self._collector("children", Role.CHILD)

    @cached_property
    def push(self) -> Any:
        """A function `(node, stack)` that puts the children on a stack, the first on top."""
        edges = self._edges(Role.CHILD)[::-1]
        lines = [line for edge in edges for line in _leave(*edge, forwards=True)]
        return compiled("push", "node, stack", lines, {})

    @cached_property
    def references(self) -> Any:
        """A function `(node, found)` that appends the nodes referred to, in order."""
        return self._collector("references", Role.REFERENCE)

    @cached_property
    def fill(self) -> Any:
        """A function `(twin, node, twins)` that gives a twin the fields of a node.

        What they lead to is replaced by its own twin, which stands under its id, if it has one.
        """
        fields = [(name, f) for name, f in self.declared.items() if f.role is not None]
        lines = [line for name, f in fields for line in _fill(name, f.many, f.role is Role.DATA)]
        return compiled("fill", "twin, node, twins", lines or ["pass"], {})

    def ahead(self, name: str) -> Any:
        """Make the class attribute `name`, which leads a walk on in the cheapest of three ways.

        A node that owns nothing leads back: None. One that owns one other is asked for it: the
        descriptor of that field, under a second name. Else there is a function, as of `step`.
        """
        match self._edges(Role.CHILD):
            case []:
                return None
            case [(field, False)]:
                return slot_of(self._cls, field)
        return Derived(self._cls, name, lambda: staticmethod(self.step(name, forwards=True)))

    def step(self, name: str, *, forwards: bool) -> Any:
        """Compile a function `(node, stack)` which gives the node that a walk comes to next.

        That is the first child, the others being left on the stack; or, without children, what
        was left there before; and when nothing was, an IndexError says that the walk is over.
        Backwards it takes the last child first.
        """
        edges = self._edges(Role.CHILD)
        ordered = edges if forwards else edges[::-1]
        lines = [line for edge in ordered[:0:-1] for line in _leave(*edge, forwards=forwards)]
        lines += [line for edge in ordered[:1] for line in _go(*edge, forwards=forwards)]
        return compiled(name, "node, stack", [*lines, "return stack.pop()"], {})

    def _edges(self, role: Role) -> list[tuple[str, bool]]:
        return [(name, f.many) for name, f in self.declared.items() if f.role is role]

    def _collector(self, name: str, role: Role) -> Any:
        lines = [line for field, many in self._edges(role) for line in _collect(field, many)]
        return compiled(name, "node, found", lines, {})


def _collect(name: str, many: bool) -> list[str]:
    if many:
        return [f"found += node.{name}"]
    return [f"value = node.{name}", "if value is not None: found.append(value)"]


def _fill(name: str, many: bool, is_data: bool) -> list[str]:
    if many:
        return [f"twin.{name} = [twins.get(id(item), item) for item in node.{name}]"]
    if is_data:
        return [f"twin.{name} = node.{name}"]
    return [f"value = node.{name}", f"twin.{name} = twins.get(id(value), value)"]


def _leave(name: str, many: bool, *, forwards: bool) -> list[str]:
    """Leave what a field owns on the stack, the one that comes first on top."""
    if many:
        left = _left(_FEW, 0, forwards, "[::-1]" if forwards else "")
        return [f"items = node.{name}", "if items:", "    count = len(items)", *left]
    return [f"value = node.{name}", "if value is not None: stack.append(value)"]


def _go(name: str, many: bool, *, forwards: bool) -> list[str]:
    """Go to what a field owns, if it owns something."""
    if many:
        left = _left(_FEW, 1, forwards, "[:0:-1]" if forwards else "[:-1]")
        back = f"    return items[{0 if forwards else -1}]"
        return [f"items = node.{name}", "if items:", "    count = len(items)", *left, back]
    return [f"value = node.{name}", "if value is not None: return value"]


_FEW = 3
"""Of so many items each is left by itself, which is quicker than to make a list of them first."""


def _left(few: int, first: int, forwards: bool, rest: str) -> list[str]:
    """Leave the items of a list, but the first so many, on the stack."""
    lines = []
    for count in range(1, few + 1):
        left = range(count - 1, first - 1, -1) if forwards else range(count - first)
        pushes = "; ".join(f"stack.append(items[{index}])" for index in left) or "pass"
        lines.append(f"    {'if' if count == 1 else 'elif'} count == {count}: {pushes}")
    return [*lines, f"    else: stack += items{rest}"]


def _field_info(name: str, role: Role, many: bool, hint: Any) -> FieldInfo:
    if many:
        (hint,) = typing.get_args(hint)
    options = _union(hint)
    optional = type(None) in options
    classes = tuple(typing.get_origin(o) or o for o in options if o is not type(None))
    items = tuple(i for o in options if typing.get_origin(o) is tuple for i in _tuple_items(o))
    return FieldInfo(name, role, many, optional, classes, items)


def _union(hint: Any) -> tuple[Any, ...]:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return typing.get_args(hint)
    return (hint,)


def _tuple_items(hint: Any) -> tuple[type, ...]:
    return _union(next(arg for arg in typing.get_args(hint) if arg is not Ellipsis))


def is_enumeration(cls: type) -> bool:
    """Whether a class is an enumeration."""
    return issubclass(cls, Enum)
