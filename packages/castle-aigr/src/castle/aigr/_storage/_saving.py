"""From a graph to a file."""

import json
import os
from collections import defaultdict
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO

from castle.aigr._collecting import collector_paused
from castle.aigr._diagnostics import DiagnosticError
from castle.aigr._node import Node
from castle.aigr._nodes.namespaces import Forest
from castle.aigr._registry import family_of, kind_of
from castle.aigr._storage._columns import Numbers, columns_of
from castle.aigr._storage._damage import UnsoundError
from castle.aigr._storage._layout import FORMAT, VERSION
from castle.aigr._storage._places import SourceWriter
from castle.aigr._storage._problems import problems
from castle.aigr._traversal import walk

_FIRST_LOOK = 64
"""After so many nodes it is first seen whether one of them was met before, and then ever less."""


def save(forest: Forest, file: str | os.PathLike[str] | BinaryIO) -> None:
    """Write a forest as canonical JSON: the same graph gives the same bytes.

    Args:
        forest: structurally sound, which is what `verify` checks first.
        file: a path, written as a whole or not at all; or a binary stream.

    Raises:
        DiagnosticError: the forest is not sound; nothing is written.
        TypeError: a node class declares a field of a type that files do not hold.
        OSError: the file cannot be written.
    """
    try:
        with collector_paused():
            content = _content(forest)
    except (UnsoundError, AttributeError, KeyError, TypeError) as error:
        found = problems(forest)
        if not found:
            raise
        raise DiagnosticError(found) from error
    if isinstance(file, str | os.PathLike):
        _replace(Path(file), content)
    else:
        file.write(content)


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.urandom(8).hex()}.tmp")
    try:
        with temporary.open("xb") as stream:
            stream.write(content)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _content(forest: Forest) -> bytes:
    groups = _grouped(forest)
    try:
        return _text(_document(forest, groups, exotic=False)).encode()
    except UnicodeEncodeError:
        return _text(_document(forest, groups, exotic=True)).encode()


def _text(document: dict[str, Any]) -> str:
    form: dict[str, Any] = {"ensure_ascii": False, "check_circular": False}
    return json.dumps(document, separators=(",", ":"), **form) + "\n"


def _document(forest: Forest, groups: dict[str, list[Node]], *, exotic: bool) -> dict[str, Any]:
    """Make the document; `exotic` when there is text that UTF-8 does not keep."""
    ids = map(id, chain.from_iterable(groups.values()))
    numbers = {key: number for number, key in enumerate(ids)}
    sources = SourceWriter()
    families = {family_of(type(group[0]))[:2] for group in groups.values()}
    return {
        "format": FORMAT,
        "version": VERSION,
        "families": dict(sorted(families)),
        "sources": sources.listed,
        "nodes": {
            kind: {
                "fields": _fields(group, numbers.__getitem__, exotic),
                "at": sources.columns(group),
            }
            for kind, group in groups.items()
        },
        "root": numbers[id(forest)],
    }


def _fields(group: list[Node], numbers: Numbers, exotic: bool) -> dict[str, list[Any]]:
    return {
        name: column.encode(list(map(attrgetter(name), group)), numbers, exotic)
        for name, (_, column) in columns_of(type(group[0])).items()
    }


def _grouped(forest: Forest) -> dict[str, list[Node]]:
    if not isinstance(forest, Forest):
        raise UnsoundError
    groups: defaultdict[type[Node], list[Node]] = defaultdict(list)
    for node in _owned(forest):
        groups[type(node)].append(node)
    return dict(sorted((kind_of(cls), group) for cls, group in groups.items()))


def _owned(forest: Forest) -> list[Node]:
    """All nodes; UnsoundError, instead of a walk without end, if a node is owned twice."""
    steps = walk(forest)
    found: list[Node] = []
    seen: set[int] = set()
    while more := list(islice(steps, max(len(found), _FIRST_LOOK))):
        found += more
        seen.update(map(id, more))
        if len(seen) != len(found):
            raise UnsoundError
    return found
