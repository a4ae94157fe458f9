"""What this writer refuses to write."""

from castle.aigr import Diagnostic, DiagnosticError, Node, Severity


def refusal(
    code: str, message: str, node: Node | None = None, help: str | None = None
) -> DiagnosticError:
    """An error, about one node where there is one, to be raised."""
    place = node.location if node is not None else None
    return DiagnosticError([Diagnostic(code, Severity.ERROR, message, place, help=help)])


def unsayable(node: Node, why: str) -> DiagnosticError:
    """An error about something for which Castle has no words."""
    return refusal("CAS0721", f"Castle cannot say this {type(node).__name__}: {why}", node)
