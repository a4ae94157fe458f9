"""The columns of a node class: for each field how its values are written, read and described.

Columns are checked and converted as a whole, for speed. Only when a whole does not fit, its values
are looked at one by one, to say which does not and why.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain, islice
from typing import Any, NoReturn, Protocol

from castle.aigr._fields import Role
from castle.aigr._making import compiled
from castle.aigr._node import Node
from castle.aigr._registry import kind_of
from castle.aigr._storage._damage import DamagedError, Step, UnsoundError, shown
from castle.aigr._storage._data import data_column
from castle.aigr._visitors import FieldInfo

Numbers = Callable[[int], int]
"""The number of a node, by its `id`; raises KeyError for one that has none."""
Nodes = list[Any]
"""The nodes by their numbers; what is no node where an upgrade left a number unused."""


def describe(number: int, found: object) -> str:
    """A node that was not expected, for a message."""
    kind = (
        f"a node of kind {kind_of(type(found))}" if isinstance(found, Node) else "which no node has"
    )
    return f"{number}, {kind}"


_AGREE = "what does not fit as a whole has an item that does not fit"


class Column(Protocol):
    """How the values of one field become a column of a document, and the other way round."""

    def encode(self, values: list[Any], numbers: Numbers, exotic: bool) -> list[Any]:
        """Write a column; `exotic` texts, which UTF-8 does not keep, need a form of their own."""

    def decode(self, column: list[Any], nodes: Nodes, owned: list[int]) -> list[Any]:
        """Read a column, note the numbers of children, or raise DamagedError with the place."""

    def schema(self) -> dict[str, Any]:
        """Describe an item of the column."""


_columns: dict[type[Node], Mapping[str, tuple[FieldInfo, Column]]] = {}
_fillers: dict[type[Node], Callable[[Iterable[tuple[Any, ...]]], None]] = {}


def columns_of(cls: type[Node]) -> Mapping[str, tuple[FieldInfo, Column]]:
    """The columns of a node class by the names of its fields, in order."""
    if cls not in _columns:
        fields = cls.visitors.fields
        _columns[cls] = {field.name: (field, _column(cls, field)) for field in fields}
    return _columns[cls]


def filler_of(cls: type[Node]) -> Callable[[Iterable[tuple[Any, ...]]], None]:
    """A function that goes through tuples of a node, its location and the values of its fields."""
    if cls not in _fillers:
        targets = ", ".join(f"node.{name}" for name in ("location", *columns_of(cls)))
        _fillers[cls] = compiled("fill", "rows", [f"for node, {targets} in rows: pass"], {})
    return _fillers[cls]


def _column(cls: type[Node], field: FieldInfo) -> Column:
    if field.role is Role.DATA:
        return data_column(cls, field)
    return _Lists(field) if field.many else _Single(field)


class _Single:
    """A node, or None."""

    def __init__(self, field: FieldInfo) -> None:
        self._field = field
        self._absent = {type(None)} if field.optional else set()
        self._fitting: set[type] = set()

    def encode(self, values: list[Any], numbers: Numbers, exotic: bool) -> list[Any]:
        types = set(map(type, values))
        if not self.fit(types - self._absent):
            raise UnsoundError
        if type(None) in types:
            return [None if value is None else numbers(id(value)) for value in values]
        return list(map(numbers, map(id, values)))

    def decode(self, column: list[Any], nodes: Nodes, owned: list[int]) -> list[Any]:
        types = set(map(type, column))
        if types <= {int, *self._absent}:  # no bool, which would be found too
            given = [n for n in column if n is not None] if type(None) in types else column
            values = self.found(given, nodes, owned)
            if values is not None:
                rest = iter(values)
                return (
                    values if given is column else [n if n is None else next(rest) for n in column]
                )
        for index, value in enumerate(column):
            self.explain(value, nodes, index)
        raise AssertionError(_AGREE)

    def found(self, numbers: list[int], nodes: Nodes, owned: list[int]) -> list[Any] | None:
        """The nodes of these numbers, or None if some number does not fit."""
        if self._field.role is Role.CHILD:
            owned += numbers
        if numbers and not 0 <= min(numbers) <= max(numbers) < len(nodes):
            return None
        values = list(map(nodes.__getitem__, numbers))
        return values if self.fit(set(map(type, values))) else None

    def fit(self, types: set[type]) -> bool:
        """Whether nodes of all these classes may stand in the field."""
        new = types - self._fitting
        fitting = {cls for cls in new if issubclass(cls, self._field.types)}
        self._fitting |= fitting
        return fitting == new

    def explain(self, value: Any, nodes: Nodes, *place: Step) -> None:
        """Raise for a value that is no number of a fitting node."""
        if value is None and self._field.optional:
            return
        expected = " or ".join(cls.__name__ for cls in self._field.types)
        if type(value) is not int:
            raise DamagedError(f"expected the number of {expected}, found {shown(value)}", *place)
        if not 0 <= value < len(nodes):
            raise DamagedError(f"there is no node of the number {shown(value)}", *place)
        if not isinstance(nodes[value], self._field.types):
            found = describe(value, nodes[value])
            raise DamagedError(f"expected the number of {expected}, found {found}", *place)

    def schema(self) -> dict[str, Any]:
        number = {"$ref": "#/$defs/number"}
        return {"anyOf": [number, {"type": "null"}]} if self._field.optional else number


class _Lists:
    """A list of nodes."""

    def __init__(self, field: FieldInfo) -> None:
        self._item = _Single(field._replace(optional=False))

    def encode(self, values: list[Any], numbers: Numbers, exotic: bool) -> list[Any]:
        if set(map(type, values)) != {list}:
            raise UnsoundError
        if not self._item.fit(set(map(type, chain.from_iterable(values)))):
            raise UnsoundError
        return [list(map(numbers, map(id, value))) if value else value for value in values]

    def decode(self, column: list[Any], nodes: Nodes, owned: list[int]) -> list[Any]:
        if set(map(type, column)) <= {list}:
            flat = list(chain.from_iterable(column))
            known = set(map(type, flat)) <= {int}
            values = self._item.found(flat, nodes, owned) if known else None
            if values is not None:
                rest = iter(values)
                # The lists of the document are used no more, and become those of the nodes.
                for numbers in column:
                    if numbers:
                        numbers[:] = islice(rest, len(numbers))
                return column
        self._explain(column, nodes)

    def _explain(self, column: list[Any], nodes: Nodes) -> NoReturn:
        for row, numbers in enumerate(column):
            if type(numbers) is not list:
                raise DamagedError(f"expected a list of nodes, found {shown(numbers)}", row)
            for index, number in enumerate(numbers):
                self._item.explain(number, nodes, row, index)
        raise AssertionError(_AGREE)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self._item.schema()}
