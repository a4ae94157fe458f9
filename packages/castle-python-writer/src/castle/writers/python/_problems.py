"""What this writer refuses to write."""

from castle.aigr import (
    Diagnostic,
    DiagnosticError,
    Forest,
    Node,
    Severity,
    StateMachine,
    declarations,
)


def refusal(code: str, message: str, node: Node, help: str | None = None) -> DiagnosticError:
    """An error about one node, to be raised."""
    return DiagnosticError([Diagnostic(code, Severity.ERROR, message, node.location, help=help)])


def unsupported(node: Node) -> DiagnosticError:
    """An error about a construct that cannot be written yet."""
    return refusal("CAS0701", f"{type(node).__name__} cannot be written as Python yet", node)


def require_routines(forest: Forest) -> None:
    """Refuse a program whose state machines are not lowered to handlers.

    Raises:
        DiagnosticError: there is one.
    """
    for machine in declarations(forest, StateMachine):
        message = f"the state machine `{machine.name}` is not lowered to handlers"
        help = "let the transformers fsm.flatten, fsm.determinise and fsm.routines come before"
        raise refusal("CAS0701", message, machine, help)
