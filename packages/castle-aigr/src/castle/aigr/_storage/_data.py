"""Columns of data: text, numbers, enumerators, and tuples of these."""

from contextlib import suppress
from enum import Enum
from itertools import chain, islice
from typing import Any

from castle.aigr._node import Node
from castle.aigr._storage._damage import DamagedError, UnsoundError, shown
from castle.aigr._storage._layout import LARGEST
from castle.aigr._storage._values import decode, encode
from castle.aigr._visitors import FieldInfo

_NAMES: dict[type, str] = {bool: "true or false", int: "an int", float: "a float", str: "a text"}
_SCHEMAS: dict[type, list[dict[str, Any]]] = {
    bool: [{"type": "boolean"}],
    int: [
        {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST},
        {"$ref": "#/$defs/large_int"},
    ],
    float: [{"$ref": "#/$defs/float"}],
    str: [{"type": "string"}, {"$ref": "#/$defs/codepoints"}],
}


def data_column(cls: type[Node], field: FieldInfo) -> "DataColumn":
    """The column of a data field.

    Raises:
        TypeError: the format has no form for what the field is declared to hold.
    """
    single = tuple(one for one in field.types if one is not tuple)
    inner = tuple(one for one in field.items if one is not type(None))
    if not (_storable(single) and _storable(inner)):
        raise TypeError(
            f"{cls.__qualname__}.{field.name} cannot be stored: data is bool, int, float, str, "
            f"or an enumeration in the place of str, or None; or tuple[X, ...] of these"
        )
    items = DataColumn(inner, optional=inner != field.items) if tuple in field.types else None
    return DataColumn(single, optional=field.optional, items=items)


def _storable(types: tuple[Any, ...]) -> bool:
    """Whether a value's JSON form tells which of the types it has; both text and names are text."""
    others = [cls for cls in types if cls not in _NAMES]
    return all(isinstance(cls, type) and issubclass(cls, Enum) for cls in others) and (
        len(others) + (str in types) <= 1
    )


class DataColumn:
    """Values of the types that a field may have."""

    def __init__(
        self, types: tuple[type, ...], *, optional: bool, items: "DataColumn | None" = None
    ) -> None:
        absent = {type(None)} if optional else set()
        self._types, self._optional, self._items = types, optional, items
        self._allowed: set[type] = {*types, *absent, *([tuple] if items else [])}
        self._same = self._allowed & {str, bool, type(None)}
        self._enumeration = next((cls for cls in types if issubclass(cls, Enum)), None)
        members = self._enumeration.__members__ if self._enumeration else {}
        # An alias is another name for a member, and never written.
        self._members: dict[Any, Any] = {name: m for name, m in members.items() if m.name == name}
        self._names = {self._enumeration, *absent}

    def encode(self, values: list[Any], numbers: object, exotic: bool) -> list[Any]:
        """Write a column."""
        types = set(map(type, values))
        if not types <= self._allowed:
            raise UnsoundError
        same = _small(values) if types == {int} else types <= self._same and not exotic
        if same:
            return values
        if types <= self._names:
            names = [None if value is None else value._name_ for value in values]
            if self._members.keys() | {None} >= set(names):
                return names
        if types == {tuple} and self._items is not None:
            flat = self._items.encode(list(chain.from_iterable(values)), None, exotic)
            return _sliced(flat, values, list)
        return [self._encoded(value) for value in values]

    def _encoded(self, value: Any) -> Any:
        if isinstance(value, tuple) and self._items is not None:
            return self._items.encode(list(value), None, True)
        if isinstance(value, Enum) and value._name_ not in self._members:
            raise UnsoundError  # a combination of flags
        return encode(value)

    def decode(self, column: list[Any], nodes: object, owned: object) -> list[Any]:
        """Read a column."""
        types = set(map(type, column))
        if self._enumeration is not None and types == {str}:
            members = [self._members.get(name) for name in column]
            if None not in members:
                return members
        elif types == {int}:
            if int in self._allowed and _small(column):
                return column
        elif types <= self._same:
            return column
        elif types == {list} and self._items is not None:
            with suppress(DamagedError):  # with the wrong place: what follows finds the right one
                flat = self._items.decode(list(chain.from_iterable(column)), None, None)
                return _sliced(flat, column, tuple)
        done: list[Any] = []
        try:
            for value in column:
                done.append(self._decoded(value))
        except DamagedError as damage:
            raise damage.under(len(done)) from None
        return done

    def _decoded(self, value: Any) -> Any:
        if self._items is not None and type(value) is list:
            return tuple(self._items.decode(value, None, None))
        if self._enumeration is not None and type(value) is str:
            if value not in self._members:
                raise DamagedError(f"expected {self._expected()}, found {shown(value)}")
            return self._members[value]
        found = decode(value)
        if type(found) not in self._allowed:
            raise DamagedError(f"expected {self._expected()}, found {shown(value)}")
        return found

    def _expected(self) -> str:
        words = [_NAMES[cls] for cls in self._types if cls in _NAMES]
        words += [f"one of {', '.join(self._members)}"] if self._enumeration else []
        words += ["a list"] if self._items else []
        return " or ".join(words + ["null"] * self._optional)

    def schema(self) -> dict[str, Any]:
        """Describe an item of the column."""
        options = [one for cls in self._types for one in _SCHEMAS.get(cls, [])]
        options += [{"enum": list(self._members)}] if self._enumeration else []
        options += [{"type": "array", "items": self._items.schema()}] if self._items else []
        options += [{"type": "null"}] if self._optional else []
        return options[0] if len(options) == 1 else {"anyOf": options}


def _sliced(flat: list[Any], like: list[Any], kind: type) -> list[Any]:
    rest = iter(flat)
    return [kind(islice(rest, len(one))) for one in like]


def _small(values: list[int]) -> bool:
    return min(values) >= -LARGEST and max(values) <= LARGEST
