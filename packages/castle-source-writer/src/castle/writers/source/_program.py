"""Whole files: docstring, imports, declarations."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any

from castle.aigr import (
    ComponentImplementation,
    ComponentInterface,
    Diagnostic,
    DiagnosticError,
    EventProtocol,
    Forest,
    Import,
    ImportedName,
    ImportFrom,
    NameSpace,
    Node,
    Severity,
    SourceFile,
    SourceNS,
    StateMachine,
)
from castle.writers.source._declarations import component, implementation, protocol
from castle.writers.source._files import written
from castle.writers.source._lines import Lines
from castle.writers.source._literals import plain
from castle.writers.source._machines import machine
from castle.writers.source._problems import unsayable


def texts(forest: Forest) -> dict[NameSpace, str]:
    """Write each namespace that stands, or could stand, in a file.

    Raises:
        DiagnosticError: the program has something that Castle cannot say.
    """
    with _garbage_kept():
        try:
            return {space: text(space) for space in written(forest)}
        except RecursionError:
            message = "an expression or statement is nested too deeply to be written"
            raise DiagnosticError([Diagnostic("CAS0724", Severity.ERROR, message)]) from None


def text(space: NameSpace) -> str:
    """Write one namespace."""
    lines = Lines(source_of(space))
    opened = 0
    if isinstance(space, SourceNS):
        if space.documentation is not None:
            lines.documentation(space.documentation, space, opened)
        _imports(lines, space)
    for node in space.declarations:
        start, end = lines.place(node)
        lines.lead_apart(start)
        write = _DECLARATIONS.get(node.__class__)
        if write is None:
            raise unsayable(node, "it has no place in a file")
        write(lines, node, start, end)
        lines.trail(end)
    return lines.text()


def _imports(lines: Lines, space: SourceNS) -> None:
    for number, node in enumerate(space.imports):
        start, end = lines.place(node)
        if number:
            lines.lead(start)
        else:
            lines.lead_apart(start)
        lines.piece(_import(node), start, end)
        lines.trail(end)


def _import(node: Import | ImportFrom) -> str:
    namespace = plain(node.namespace, node)
    if isinstance(node, Import):
        return f"import {namespace};"
    if not node.names:
        raise unsayable(node, "it imports nothing")
    return f"from {namespace} import {', '.join(map(_imported, node.names))};"


def _imported(node: ImportedName) -> str:
    alias = "" if node.alias is None else f" as {plain(node.alias, node)}"
    return f"{plain(node.name, node)}{alias}"


def source_of(space: NameSpace) -> SourceFile | None:
    """The source whose comments belong to a namespace."""
    imports = space.imports if isinstance(space, SourceNS) else []
    for node in chain([space], imports, space.declarations):
        if node.location is not None:
            return node.location.file
    return None


@contextmanager
def _garbage_kept() -> Iterator[None]:
    """Collect no garbage meanwhile: there is none, and looking for it takes long."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


_DECLARATIONS: dict[type[Node], Callable[[Lines, Any, int, int], None]] = {
    ComponentImplementation: implementation,
    ComponentInterface: component,
    EventProtocol: protocol,
    StateMachine: machine,
}
