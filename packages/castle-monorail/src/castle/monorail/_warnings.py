"""What a plugin has to say that does not stop it: told to whoever listens, else to nobody."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from castle.aigr import Diagnostic, Severity
from castle.monorail.errors import ContractError

_listener: ContextVar[Callable[[Diagnostic], None] | None] = ContextVar("listener", default=None)


def warn(found: Diagnostic) -> None:
    """Tell of something that does not stop the stage at work.

    The pipeline shows it, and has it in its report. Where nobody listens it is lost: who calls a
    plugin in code listens by `listening()`.

    Raises:
        ContractError: it is an error, which a `DiagnosticError` has to carry.
    """
    if found.severity is Severity.ERROR:
        message = f"{found.code} is an error, and was given as a warning"
        raise ContractError(
            [ContractError.saying("CAS0821", message, help="raise a DiagnosticError")]
        )
    listener = _listener.get()
    if listener is not None:
        listener(found)


@contextmanager
def listening() -> Iterator[list[Diagnostic]]:
    """Collect what is warned of while the context lasts; others hear nothing of it."""
    found: list[Diagnostic] = []
    before = _listener.set(found.append)
    try:
        yield found
    finally:
        _listener.reset(before)
