"""From a file to a graph."""

import json
import os
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO

from castle.aigr._diagnostics import Diagnostic, DiagnosticError, Severity
from castle.aigr._fields import Role
from castle.aigr._location import Location, SourceFile
from castle.aigr._node import Node
from castle.aigr._nodes.namespaces import Forest
from castle.aigr._registry import class_of
from castle.aigr._storage._layout import FORMAT, VERSION
from castle.aigr._storage._saving import collector_paused
from castle.aigr._visitors import FieldInfo


def load(file: str | os.PathLike[str] | BinaryIO) -> Forest:
    """Read a forest that `save` wrote.

    Args:
        file: a path or a binary stream.

    Raises:
        DiagnosticError: the file holds no AIGR, or one that is damaged; nothing is executed.
        OSError: the file cannot be read.
    """
    named = isinstance(file, str | os.PathLike)
    name = str(file) if named else str(getattr(file, "name", "<stream>"))
    content = Path(file).read_bytes() if isinstance(file, str | os.PathLike) else file.read()
    try:
        with collector_paused():
            return _Loader(_parsed(content)).forest()
    except _DamagedError as damage:
        raise DiagnosticError([damage.diagnostic(name)]) from None


class _DamagedError(Exception):
    """The document is no AIGR file, or not one of this version."""

    def __init__(self, code: str, message: str, help: str | None = None) -> None:
        self.code, self.message, self.help = code, message, help

    def diagnostic(self, name: str) -> Diagnostic:
        return Diagnostic(self.code, Severity.ERROR, f"{name}: {self.message}", help=self.help)


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _DamagedError("CAS0401", f"this is no AIGR file: {error}") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise _DamagedError("CAS0401", f"this is no AIGR file: no `format: {FORMAT}` in it")
    if document.get("version") != VERSION:
        raise _DamagedError(
            "CAS0402",
            f"the file has format version {document.get('version')!r}; this reads {VERSION}",
            "install a castle-aigr that is as new as the one that wrote the file",
        )
    return document


class _Loader:
    """One document on its way to a graph."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._nodes: list[Node] = []

    def forest(self) -> Forest:
        try:
            return self._build()
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise _DamagedError("CAS0403", f"the file is damaged: {error!r}") from None

    def _build(self) -> Forest:
        sources = [
            SourceFile(s["path"], line_starts=s["line_starts"]) for s in self._document["sources"]
        ]
        groups = [(_known(kind), table) for kind, table in sorted(self._document["nodes"].items())]
        for cls, table in groups:
            self._nodes += [object.__new__(cls) for _ in range(_count(table))]
        start = 0
        for cls, table in groups:
            group = self._nodes[start : start + table["count"]]
            start += table["count"]
            self._fill(cls, group, table, sources)
        root = self._nodes[number_of(self._document["root"])]
        if not isinstance(root, Forest):
            raise _DamagedError("CAS0403", "the file is damaged: its root is no Forest")
        return root

    def _fill(
        self, cls: type[Node], group: list[Node], table: dict[str, Any], sources: list[SourceFile]
    ) -> None:
        for field in cls.visitors.fields:
            column = table["fields"][field.name]
            for node, value in zip(group, column, strict=True):
                setattr(node, field.name, self._value(field, value))
        for node, place in zip(group, table["at"], strict=True):
            if place is None:
                node.location = None
            else:
                file, begin, length, *derived = place
                node.location = Location(sources[file], begin, begin + length, *derived)

    def _value(self, field: FieldInfo, value: Any) -> Any:
        if field.role is Role.DATA:
            return _data(field, value)
        if field.many:
            return [self._nodes[number_of(number)] for number in value]
        return None if value is None else self._nodes[number_of(value)]


def number_of(value: Any) -> int:
    """A node's number, which is a whole number from 0."""
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} is no number of a node")
    return value


def _count(table: dict[str, Any]) -> int:
    return min(number_of(table["count"]), len(table["at"]))


def _known(kind: str) -> type[Node]:
    cls = class_of(kind)
    if cls is None:
        raise _DamagedError(
            "CAS0404",
            f"the file holds nodes of a kind that is not known here: {kind}",
            "install the plugin that defines it, and import it before loading",
        )
    return cls


def _data(field: FieldInfo, value: Any) -> Any:
    for cls in field.types:
        if issubclass(cls, Enum) and value is not None:
            return cls(value)
    if isinstance(value, list):
        (item,) = field.items
        return tuple(item(entry) for entry in value)
    return value
