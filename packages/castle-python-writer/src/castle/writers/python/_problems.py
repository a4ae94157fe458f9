"""What this writer refuses to write."""

from castle.aigr import Diagnostic, DiagnosticError, Node, Severity


def refusal(code: str, message: str, node: Node, help: str | None = None) -> DiagnosticError:
    """An error about one node, to be raised."""
    return DiagnosticError([Diagnostic(code, Severity.ERROR, message, node.location, help=help)])


def unsupported(node: Node) -> DiagnosticError:
    """An error about a construct that cannot be written yet."""
    return refusal("CAS0701", f"{type(node).__name__} cannot be written as Python yet", node)
