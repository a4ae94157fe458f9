"""The invariants of a graph, and the report of those that are broken."""

from castle.aigr._diagnostics import Diagnostic
from castle.aigr._nodes.namespaces import Forest
from castle.aigr._verification._meaning import check_meaning
from castle.aigr._verification._structure import check_structure


def verify(forest: Forest) -> list[Diagnostic]:
    """Report every broken invariant of a forest; an empty list when there is none.

    Never raises on a broken graph. What the nodes mean is only looked at when the structure is
    sound.
    """
    return check_structure(forest) or check_meaning(forest)
