"""Events that are sent over ports which nothing in the program connects: they are dropped."""

from collections.abc import Mapping

from castle.aigr import Diagnostic, Location, Severity
from castle.readers.source._imports import Unit
from castle.readers.source._memory._entries import Facts
from castle.readers.source._problems import Code


def unconnected(facts: Mapping[Unit, Facts]) -> list[Diagnostic]:
    """Warn of the first event that each element sends over a port that is never connected.

    Only what elements are made of is known to have all of its connections in the program.
    """
    used = {name for one in facts.values() for name in one.made | one.mains}
    joined = {name for one in facts.values() for name in one.joined}
    return [
        _warning(sent.port, Location(unit.file, sent.start, sent.end))
        for unit, one in facts.items()
        for sent in one.sent
        if sent.component in used and sent.port not in joined
    ]


def _warning(port: str, place: Location) -> Diagnostic:
    name = port.rpartition(".")[2]
    message = f"nothing connects `.{name}`: the event is dropped"
    help_ = f"connect `{name}` where the element is made, or leave the event out"
    return Diagnostic(Code.UNCONNECTED.value, Severity.WARNING, message, place, help=help_)
