"""From a graph to a file."""

import gc
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO

from castle.aigr._fields import Role
from castle.aigr._location import Location, SourceFile
from castle.aigr._node import Node
from castle.aigr._nodes.namespaces import Forest
from castle.aigr._registry import family_of, kind_of
from castle.aigr._storage._layout import FORMAT, VERSION
from castle.aigr._traversal import walk
from castle.aigr._visitors import FieldInfo


def save(forest: Forest, file: str | os.PathLike[str] | BinaryIO) -> None:
    """Write a forest as canonical JSON: the same graph gives the same bytes.

    Args:
        forest: every reference in it leads to a node that it owns.
        file: a path, written as a whole or not at all; or a binary stream.

    Raises:
        ValueError: a reference leads out of the forest, or a node is owned twice.
        OSError: the file cannot be written.
    """
    with collector_paused():
        document = json.dumps(_document(forest), ensure_ascii=False, separators=(",", ":"))
    content = document.encode("utf-8", "surrogatepass") + b"\n"
    if isinstance(file, str | os.PathLike):
        _replace(Path(file), content)
    else:
        file.write(content)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the garbage collector from searching a graph while it is being built."""
    active = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if active:
            gc.enable()


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _document(forest: Forest) -> dict[str, Any]:
    groups = _grouped(forest)
    nodes = list(chain.from_iterable(groups.values()))
    numbers = {id(node): number for number, node in enumerate(nodes)}
    if len(numbers) != len(nodes):
        raise ValueError("a node of the forest is owned twice; verify() says which")
    sources = _Sources()
    tables = {kind: _table(group, numbers, sources) for kind, group in groups.items()}
    return {
        "format": FORMAT,
        "version": VERSION,
        "families": dict(sorted({family_of(type(g[0])) for g in groups.values()})),
        "sources": sources.listed(),
        "nodes": tables,
        "root": numbers[id(forest)],
    }


def _grouped(forest: Forest) -> dict[str, list[Node]]:
    groups: dict[type[Node], list[Node]] = {}
    for node in walk(forest):
        groups.setdefault(type(node), []).append(node)
    return dict(sorted((kind_of(cls), group) for cls, group in groups.items()))


class _Sources:
    """The source files in the order in which the nodes mention them."""

    def __init__(self) -> None:
        self._files: dict[int, tuple[int, SourceFile]] = {}

    def place(self, location: Location | None) -> list[int | str] | None:
        if location is None:
            return None
        file, start, end, derived_from = location
        number, _ = self._files.setdefault(id(file), (len(self._files), file))
        place: list[int | str] = [number, start, end - start]
        return place if derived_from is None else [*place, derived_from]

    def listed(self) -> list[dict[str, Any]]:
        return [
            {"path": file.path, "line_starts": list(file.line_starts)}
            for _, file in self._files.values()
        ]


def _table(group: list[Node], numbers: dict[int, int], sources: _Sources) -> dict[str, Any]:
    fields = group[0].visitors.fields
    return {
        "count": len(group),
        "fields": {field.name: _column(field, group, numbers) for field in fields},
        "at": [sources.place(node.location) for node in group],
    }


def _column(field: FieldInfo, group: list[Node], numbers: dict[int, int]) -> list[Any]:
    values = map(attrgetter(field.name), group)
    if field.role is Role.DATA:
        return [plain(value) for value in values]
    try:
        if field.many:
            return [[numbers[id(item)] for item in value] for value in values]
        return [None if value is None else numbers[id(value)] for value in values]
    except KeyError:
        raise ValueError(
            f"{type(group[0]).__name__}.{field.name} refers to a node outside the forest"
        ) from None


def plain(value: Any) -> Any:
    """A data value as JSON has it: an enumerator by its value, a tuple as a list."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value
