"""The nodes of a document as tables, a column for each field: what upgrades work on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from castle.aigr._storage._damage import DamagedError, shown, within
from castle.aigr._storage._layout import DERIVED, PLACE_KEYS, TABLE_KEYS


@dataclass(slots=True, eq=False)
class Table:
    """The nodes of one class, as a file has them."""

    fields: dict[str, list[Any]] = field(default_factory=dict)
    """By a field's name the JSON values of all the nodes, in order."""
    at: dict[str, list[Any]] = field(default_factory=dict)
    """The columns `source`, `start`, `length` and maybe `derived`: the nodes' locations."""
    numbers: list[int] = field(default_factory=list)
    """By these other nodes own the nodes, or refer to them."""


@dataclass(slots=True, eq=False)
class FamilyTables:
    """The nodes of one family, in the layout of some version: an upgrade changes them in place."""

    kinds: dict[str, Table]
    """By the name of a class the nodes of it; a class without nodes may be missing."""
    unused: Iterator[int] = field(default_factory=count)
    """Numbers that no node has yet."""

    def add(self, kind: str, like: Table, row: int, **values: Any) -> int:
        """Add a node, in the place of row `row` of a table, and return its number.

        Args:
            kind: the name of the class.
            like: the table of the node whose location the new one takes.
            row: the index of that node in its table.
            values: the JSON value of each of the new node's fields.
        """
        table = self.kinds.setdefault(kind, Table())
        number = next(self.unused)
        for name, value in values.items():
            table.fields.setdefault(name, []).append(value)
        for key in (*PLACE_KEYS, DERIVED):
            column = table.at.setdefault(key, [None] * len(table.numbers))
            column.append(like.at[key][row] if key in like.at else None)
        table.numbers.append(number)
        return number


def tables_of(nodes: Any) -> dict[str, Table]:
    """The tables of a document, each with columns of one length; numbered by sorted kinds."""
    if type(nodes) is not dict:
        raise DamagedError(f"expected an object, found {shown(nodes)}")
    tables: dict[str, Table] = {}
    start = 0
    for kind, entry in sorted(nodes.items()):
        with within(kind):
            has_keys(entry, TABLE_KEYS)
            table = Table(entry["fields"], entry["at"])
            size = check_shape(table)
        # As good as a list, and less, for the many that no upgrade looks at.
        table.numbers = range(start, start + size)  # type: ignore[assignment]
        tables[kind] = table
        start += size
    return tables


def check_shape(table: Table) -> int:
    """Return how many nodes a table has; raise DamagedError unless all columns are that long."""
    if type(table.fields) is not dict:
        raise DamagedError(f"expected an object, found {shown(table.fields)}", "fields")
    with within("at"):
        has_keys(table.at, PLACE_KEYS, DERIVED)
    size = len(table.at["source"]) if type(table.at["source"]) is list else 0
    for part, columns in (("fields", table.fields), ("at", table.at)):
        for name, column in columns.items():
            if type(column) is not list:
                raise DamagedError(f"expected a list, found {shown(column)}", part, name)
            if len(column) != size:
                message = f"{len(column)} values, and at.source has {size}"
                raise DamagedError(message, part, name)
    return size


def has_keys(value: Any, keys: tuple[str, ...], *maybe: str) -> None:
    """Raise DamagedError unless a value is an object of these keys."""
    if type(value) is not dict:
        raise DamagedError(f"expected an object, found {shown(value)}")
    for key in keys:
        if key not in value:
            raise DamagedError(f"the key {key} is missing")
    for key in value:
        if key not in keys and key not in maybe:
            raise DamagedError("there is no such key in the format", key)
