"""How what is broken is put into words."""

from castle.aigr._diagnostics import Diagnostic, Note, Severity
from castle.aigr._node import Declaration, Node

_LONGEST = 60


def problem(
    code: str, node: Node, message: str, *others: tuple[str, Node | None], help: str | None = None
) -> Diagnostic:
    """Make an error at a node, with remarks about other nodes."""
    notes = tuple(Note(text, other.location) for text, other in others if other is not None)
    return Diagnostic(code, Severity.ERROR, message, node.location, notes, help)


def declared(declaration: Declaration) -> tuple[str, Node]:
    """The remark that tells where something is declared."""
    return f"`{shortened(declaration.name)}` is declared here", declaration


def shortened(text: str) -> str:
    """A text that fits into a message, whatever its length."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def shown(value: object) -> str:
    """Any value at all, in a few words: what is in a broken graph may not even have a `repr`."""
    if isinstance(value, Node):
        name = getattr(value, "name", None)
        kind = type(value).__name__
        return f"<{kind} {shortened(name)}>" if type(name) is str else f"<{kind}>"
    if value is None or type(value) in (bool, float):
        return repr(value)
    if type(value) is int and value.bit_length() < 100:
        return repr(value)
    if type(value) is str:
        return repr(shortened(value))
    return f"of type {type(value).__name__}"
