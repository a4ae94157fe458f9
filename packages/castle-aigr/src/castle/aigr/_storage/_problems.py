"""Why a graph cannot be saved."""

from collections.abc import Iterator

from castle.aigr._diagnostics import Diagnostic, Severity
from castle.aigr._fields import Role
from castle.aigr._node import Node
from castle.aigr._nodes.namespaces import Forest
from castle.aigr._storage._columns import columns_of
from castle.aigr._storage._damage import UNSAVEABLE, UnsoundError
from castle.aigr._storage._places import SourceWriter
from castle.aigr._traversal import walk
from castle.aigr._verification import verify

_STRUCTURAL = ("CAS0301", "CAS0302", "CAS0303")


def problems(forest: Forest) -> list[Diagnostic]:
    """What is wrong with the structure of a graph; else with values that files do not hold."""
    found = [diagnostic for diagnostic in verify(forest) if diagnostic.code in _STRUCTURAL]
    return found or [one for node in walk(forest) for one in _unsaveable(node)]


def _unsaveable(node: Node) -> Iterator[Diagnostic]:
    sources = SourceWriter()
    try:
        sources.columns([node])
    except UnsoundError:
        message = f"the location of {node!r} lies outside its file, or its lines do not grow"
        yield Diagnostic(UNSAVEABLE, Severity.ERROR, message)
    for name, (field, column) in columns_of(type(node)).items():
        try:
            if field.role is Role.DATA:
                column.encode([getattr(node, name)], id, False)
        except UnsoundError:
            message = f"{node!r}.{name} holds a combination of flags, which files do not"
            yield Diagnostic(UNSAVEABLE, Severity.ERROR, message, node.location)
