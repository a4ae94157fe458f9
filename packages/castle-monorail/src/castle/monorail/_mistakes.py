"""What plugins raise by mistake while they work, told as one message with the cause kept."""

from collections.abc import Iterator
from contextlib import contextmanager

from castle.aigr import Diagnostic, DiagnosticError, Location, Note, Severity
from castle.monorail._kinds import find_kind
from castle.monorail._raised import described, is_proper
from castle.monorail.errors import StageError


@contextmanager
def at_work(kind: str, name: str, doing: str) -> Iterator[None]:
    """Call a plugin of this kind and name, outside of a pipeline; `doing` says what for.

    Raises:
        DiagnosticError: the plugin refused what it was given.
        StageError: it raised something else, which is its own mistake; that is `__cause__`.
    """
    try:
        yield
    except BaseException as error:  # a plugin may raise anything, and leave at any time
        if isinstance(error, KeyboardInterrupt) or is_refusal(error):
            raise
        what = f"{find_kind(kind).singular} `{name}`"
        raise StageError([mistake(f"`{doing}` of {what}", what, error)]) from error


def is_refusal(error: BaseException) -> bool:
    """Whether a plugin says by this what is wrong with what it was given."""
    return isinstance(error, DiagnosticError) and is_proper(error)


def mistake(
    doing: str, what: str, error: BaseException, place: Location | None = None
) -> Diagnostic:
    """What is told of an exception that no plugin may raise, or that the system did."""
    if isinstance(error, OSError) and error.strerror:
        file = f"`{error.filename}`: " if error.filename else ""
        message = f"{doing} failed: {file}{error.strerror}"
        return Diagnostic("CAS0808", Severity.ERROR, message, location=place)
    message = f"{doing} failed with an error of its own: {described(error)}"
    note = Note(f"this is a mistake in {what}, not in the program")
    return Diagnostic(
        "CAS0820", Severity.ERROR, message, place, (note,), "`--traceback` shows where"
    )
