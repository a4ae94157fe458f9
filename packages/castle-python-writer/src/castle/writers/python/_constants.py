"""Values that are known before a program runs, and so must be computable."""

from collections.abc import Sequence

from castle.aigr import Declaration, DiagnosticError
from castle.writers.python import castle_program, castle_values
from castle.writers.python._problems import refusal


def require_value(
    declaration: Declaration, written: str, fallible: bool, before: Sequence[str]
) -> None:
    """Refuse a constant or default that would stop the program before it begins.

    Args:
        declaration: what has the value.
        written: the value as Python.
        fallible: whether it has something that can stop a program.
        before: the lines of the class so far, which define other constants.

    Raises:
        DiagnosticError: it does stop.
    """
    if not fallible:
        return
    scope = dict(vars(castle_values))
    try:
        exec("\n".join(before), scope)
        eval(written, scope)
    except castle_program.STOPPING as error:
        raise _refused(declaration, castle_program.explained(error)) from None


def _refused(declaration: Declaration, reason: str) -> DiagnosticError:
    message = f"the value of {declaration.name} cannot be computed: {reason}"
    return refusal("CAS0706", message, declaration, "change the value")
