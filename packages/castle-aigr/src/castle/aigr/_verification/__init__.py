"""The invariants of a graph, and the report of those that are broken."""

from castle.aigr._diagnostics import Diagnostic
from castle.aigr._nodes.namespaces import Forest
from castle.aigr._verification._meaning import OF_MACHINES, check_meaning
from castle.aigr._verification._structure import Structure


def verify(forest: Forest) -> list[Diagnostic]:
    """Report every broken invariant of a forest; an empty list when there is none.

    Never raises on a broken graph. What the nodes mean is only looked at when the structure is
    sound. Of types it checks what is given to parameters. That conditions are bools, that values
    fit what they are assigned to or returned as, and that each event has a handler is for readers
    to check, who know the language as it is written.
    """
    structure = Structure(forest, Forest)
    if structure.found:
        return structure.found
    return check_meaning(forest, structure.owners)


def check_machines(forest: Forest) -> list[Diagnostic]:
    """Report what is wrong with state machines as such, as `verify` does, names left out.

    For readers that tell all they can of a program that has other errors too: where names name
    nothing, or the structure is broken, nothing is said.
    """
    structure = Structure(forest, Forest)
    if structure.found:
        return []
    return check_meaning(forest, structure.owners, OF_MACHINES)
