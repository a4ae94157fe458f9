"""The invariants of a graph, and the report of those that are broken."""

from castle.aigr._diagnostics import Diagnostic
from castle.aigr._nodes.namespaces import Forest
from castle.aigr._verification._meaning import check_meaning
from castle.aigr._verification._structure import Structure


def verify(forest: Forest) -> list[Diagnostic]:
    """Report every broken invariant of a forest; an empty list when there is none.

    Never raises on a broken graph. What the nodes mean is only looked at when the structure is
    sound.
    """
    structure = Structure(forest, Forest)
    if structure.found:
        return structure.found
    return check_meaning(forest, structure.owners)
