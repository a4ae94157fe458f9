"""A forest with each class of castle.aigr twice: with all that it may hold, and with the least."""

from collections import Counter
from collections.abc import Iterator
from enum import Enum
from itertools import count
from typing import Any

from castle.aigr import (
    FieldInfo,
    Forest,
    Location,
    NameSpace,
    Node,
    Role,
    SourceFile,
    class_of,
    kinds,
    walk,
)

CLASSES = {
    kind: cls
    for kind in kinds()
    if (cls := class_of(kind)) and cls.__module__.startswith("castle.aigr.")
}
"""The classes of castle.aigr by their kinds."""

_VALUES: dict[type, Any] = {bool: True, int: -7, float: 0.1, str: 'a "text"\n\N{SNOWMAN}'}
_FILE = SourceFile("every/kind.Castle", "first line\nsecond line\n")


def every_kind() -> Forest:
    """Make the forest; the same each time."""
    forest = Forest()
    ways = _ways()
    for cls in CLASSES.values():
        for full in (True, False):
            one = _example(cls, full=full)
            while (way := ways[type(one)]) is not None and way[0] is not Forest:
                holder = _example(way[0], full=False)
                setattr(holder, way[1].name, [one] if way[1].many else one)
                one = holder
            if isinstance(one, NameSpace):
                forest.namespaces.append(one)
    _connect(list(walk(forest)))
    return forest


def _ways() -> dict[type[Node], tuple[type[Node], FieldInfo] | None]:
    """For each class a class that may own it, and in which field; a forest has none."""
    ways: dict[type[Node], tuple[type[Node], FieldInfo] | None] = {Forest: None}
    for holder in _growing(ways):
        for field in holder.visitors.fields:
            for cls in CLASSES.values() if field.role is Role.CHILD else ():
                if issubclass(cls, field.types):
                    ways.setdefault(cls, (holder, field))
    return ways


def _growing(ways: dict[type[Node], Any]) -> Iterator[type[Node]]:
    """The classes of a dictionary that grows meanwhile."""
    for number in count():
        if number == len(ways):
            return
        yield list(ways)[number]


def _connect(nodes: list[Node]) -> None:
    met: Counter[type] = Counter()
    for number, one in enumerate(nodes):
        met[type(one)] += 1
        if number % 3:
            derived = "expressions.SendEvent" if number % 4 == 0 else None
            one.location = Location(_FILE, number % 11, 11 + number % 12, derived)
        for field in type(one).visitors.fields:
            if field.role is Role.REFERENCE and (not field.optional or met[type(one)] % 2):
                fitting = [each for each in nodes if isinstance(each, field.types)]
                setattr(one, field.name, fitting[number % len(fitting)])


def _example(cls: type[Node], *, full: bool) -> Node:
    one = object.__new__(cls)
    one.location = None
    for field in cls.visitors.fields:
        setattr(one, field.name, _value(field, full=full))
    return one


def _value(field: FieldInfo, *, full: bool) -> Any:
    if field.role is Role.REFERENCE or (field.optional and not full):
        return None
    if field.role is Role.CHILD:
        fitting = [c for c in CLASSES.values() if issubclass(c, field.types)]
        child = _example(min(fitting, key=_needs), full=False) if full or not field.many else None
        return ([child] if child else []) if field.many else child
    cls = field.types[-1]
    return (_datum(field.items[-1]),) * 2 if cls is tuple else _datum(cls)


def _datum(cls: type) -> Any:
    return list(cls)[-1] if issubclass(cls, Enum) else _VALUES[cls]


def _needs(cls: type[Node]) -> int:
    fields = cls.visitors.fields
    return sum(f.role is Role.CHILD and not (f.many or f.optional) for f in fields)
