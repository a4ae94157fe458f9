"""Protocols as Python classes."""

from castle.aigr import EventProtocol, events_of
from castle.writers.python._names import python_name
from castle.writers.python._naming import Naming
from castle.writers.python._text import docstring, indented


def protocol_class(protocol: EventProtocol, naming: Naming) -> list[str]:
    """The lines of the class for a protocol: a slot for the handler of each event."""
    base = protocol.base.target if protocol.base else None
    inherits = isinstance(base, EventProtocol) and events_of(base)
    parent = naming.class_name(base, protocol) if inherits and base else naming.use("EventProtocol")
    lines = [*docstring(protocol.documentation), ""] if protocol.documentation else []
    answers = [f'"{python_name(e.name)}"' for e in events_of(protocol) if e.returns is not None]
    if answers:
        lines.append(f"answers = frozenset({{{', '.join(answers)}}})")
    lines.append(f"__slots__ = {_tuple([python_name(event.name) for event in protocol.events])}")
    return [f"class {naming.class_name(protocol, protocol)}({parent}):", *indented(lines)]


def _tuple(names: list[str]) -> str:
    listed = ", ".join(f'"{name}"' for name in names)
    return f"({listed},)" if len(names) == 1 else f"({listed})"
