"""From a file to a graph."""

import os
from itertools import chain, repeat
from pathlib import Path
from typing import Any, BinaryIO

from castle.aigr._collecting import collector_paused
from castle.aigr._diagnostics import Diagnostic, DiagnosticError
from castle.aigr._location import Location, SourceFile
from castle.aigr._node import Node
from castle.aigr._nodes.namespaces import Forest
from castle.aigr._registry import class_of
from castle.aigr._storage._columns import Nodes, columns_of, describe, filler_of
from castle.aigr._storage._damage import (
    NO_AIGR,
    OLDER_FAMILY,
    UNKNOWN_KIND,
    DamagedError,
    shown,
    within,
)
from castle.aigr._storage._layout import FORMAT, KEYS
from castle.aigr._storage._ownership import Groups, check_tree
from castle.aigr._storage._places import SourceReader
from castle.aigr._storage._syntax import parse, place_of
from castle.aigr._storage._tables import Table, has_keys, tables_of
from castle.aigr._storage._upgrading import upgraded
from castle.aigr._storage._versions import raise_to_present


def load(file: str | os.PathLike[str] | BinaryIO) -> Forest:
    """Read a forest that `save` wrote, or another tool, or an older version.

    Its structure is sound: what `verify` may still report is about what the nodes mean.

    Args:
        file: a path or a binary stream.

    Raises:
        DiagnosticError: the file holds no AIGR, or one that is damaged or not known here; the
            diagnostic names the place. Nothing is executed, and nothing imported.
        TypeError: a node class declares a field of a type that files do not hold; or the stream is
            none of bytes.
        OSError: the file cannot be read.
    """
    name: object
    if isinstance(file, str | os.PathLike):
        name, content = os.fspath(file), Path(file).read_bytes()
    else:
        name, content = getattr(file, "name", None), file.read()
        if not isinstance(content, bytes):
            raise TypeError(f"a stream of {type(content).__name__}: open the file as binary, `rb`")
    try:
        with collector_paused():
            return _forest(_document(content))
    except DamagedError as damage:
        raise DiagnosticError([_diagnostic(damage, name, content)]) from None


def _diagnostic(damage: DamagedError, name: object, content: bytes) -> Diagnostic:
    text = content.decode("utf-8", "replace")
    if damage.offset is None:
        start, end = place_of(text, damage.steps)
    else:
        start, end = damage.offset, min(damage.offset + 1, len(text))
    # A stream that was opened by its number has that as its name.
    source = SourceFile(name if isinstance(name, str) else "<stream>", text)
    return damage.diagnostic(Location(source, start, end))


def _document(content: bytes) -> dict[str, Any]:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        damage = DamagedError("this is no UTF-8", code=NO_AIGR)
        damage.offset = len(content[: error.start].decode())
        raise damage from None
    document = parse(text)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise DamagedError(f"this is no AIGR file: no `format: {FORMAT}` in it", code=NO_AIGR)
    raise_to_present(document)
    has_keys(document, KEYS)
    return document


def _forest(document: dict[str, Any]) -> Forest:
    with within("nodes"):
        tables = tables_of(document["nodes"])
    tables = dict(sorted(upgraded(document["families"], tables).items()))
    with within("sources"):
        sources = SourceReader(document["sources"])
    classes = {kind: _known(kind) for kind in tables}
    groups = {
        kind: list(map(object.__new__, repeat(classes[kind], len(table.numbers))))
        for kind, table in tables.items()
    }
    nodes = _numbered(tables, groups)
    root = _root(document["root"], nodes)
    owned: list[int] = []
    for kind, table in tables.items():
        with within("nodes", kind):
            rows = _decoded(classes[kind], table, nodes, sources, owned)
            filler_of(classes[kind])(zip(groups[kind], *rows, strict=True))
    check_tree(root, document["root"], owned, groups)
    return root


def _known(kind: str) -> type[Node]:
    cls = class_of(kind)
    if cls is None:
        raise DamagedError(
            "this kind of nodes is not known here",
            "nodes",
            kind,
            code=UNKNOWN_KIND,
            help="install a version of what defines the family that has it",
        )
    return cls


def _numbered(tables: dict[str, Table], groups: Groups) -> Nodes:
    nodes: Nodes = list(chain.from_iterable(groups.values()))
    if all(isinstance(table.numbers, range) for table in tables.values()):
        return nodes
    # An upgrade may have moved, added or removed some.
    numbers = [number for kind in groups for number in tables[kind].numbers]
    places = dict(zip(numbers, nodes, strict=True))
    if len(places) != len(nodes):
        raise DamagedError("an upgrade gave two nodes one number", "families", code=OLDER_FAMILY)
    return [places.get(number) for number in range(max(numbers, default=-1) + 1)]


def _root(number: Any, nodes: Nodes) -> Forest:
    if type(number) is not int or not 0 <= number < len(nodes):
        raise DamagedError(f"expected the number of a Forest, found {shown(number)}", "root")
    root = nodes[number]
    if not isinstance(root, Forest):
        found = describe(number, root)
        raise DamagedError(f"expected the number of a Forest, found {found}", "root")
    return root


def _decoded(
    cls: type[Node], table: Table, nodes: Nodes, sources: SourceReader, owned: list[int]
) -> list[list[Any]]:
    """The locations, and the values of each field."""
    columns = columns_of(cls)
    with within("at"):
        decoded: list[list[Any]] = [sources.locations(table.at)]
    with within("fields"):
        has_keys(table.fields, tuple(columns))
        for name, (_, column) in columns.items():
            with within(name):
                decoded.append(column.decode(table.fields[name], nodes, owned))
    return decoded
