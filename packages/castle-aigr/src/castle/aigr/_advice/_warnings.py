"""How warnings are put."""

from dataclasses import replace

from castle.aigr._diagnostics import Diagnostic, Severity
from castle.aigr._node import Node
from castle.aigr._verification._problems import problem


def warning(
    code: str, node: Node, message: str, *others: tuple[str, Node | None], help: str | None = None
) -> Diagnostic:
    """Make a warning at a node, with remarks about other nodes."""
    return replace(problem(code, node, message, *others, help=help), severity=Severity.WARNING)
