"""What is wrong with a file, and where in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from castle.aigr._diagnostics import Diagnostic, Severity
from castle.aigr._location import Location

Step = str | int
"""A key of an object or an index of a list."""

NO_AIGR = "CAS0401"
OTHER_VERSION = "CAS0402"
DAMAGED = "CAS0403"
UNKNOWN_KIND = "CAS0404"
NEWER_FAMILY = "CAS0405"
OLDER_FAMILY = "CAS0406"
NO_TREE = "CAS0407"
UNSAVEABLE = "CAS0408"

_SHOWN = 40
_SHOWN_BITS = 64


class DamagedError(Exception):
    """The document is no AIGR file, or one that cannot be loaded here."""

    def __init__(
        self, message: str, *steps: Step, code: str = DAMAGED, help: str | None = None
    ) -> None:
        super().__init__(message)
        self.message, self.steps, self.code, self.help = message, steps, code, help
        self.offset: int | None = None
        """Where it is in the text, when that is known at once."""

    def under(self, *steps: Step) -> "DamagedError":
        """The same error, seen from further out."""
        self.steps = (*steps, *self.steps)
        return self

    def diagnostic(self, location: Location) -> Diagnostic:
        """The error as it is reported."""
        path = path_of(self.steps)
        message = f"{path}: {self.message}" if path else self.message
        return Diagnostic(self.code, Severity.ERROR, message, location, help=self.help)


@contextmanager
def within(*steps: Step) -> Iterator[None]:
    """Let an error of a part tell where the part is."""
    try:
        yield
    except DamagedError as damage:
        raise damage.under(*steps) from None


class UnsoundError(Exception):
    """The graph holds what the declarations of its fields do not allow."""


def path_of(steps: tuple[Step, ...]) -> str:
    """A place in a document as people write it: `nodes.expressions.Call.fields.callee[3]`."""
    words = [f"[{step}]" if isinstance(step, int) else f".{_key(step)}" for step in steps]
    return "".join(words).removeprefix(".")


def _key(key: str) -> str:
    short = key if len(key) <= _SHOWN * 2 else f"{key[:_SHOWN]}..."
    return short if short.isprintable() else ascii(short)[1:-1]


def shown(value: object) -> str:
    """A JSON value in a message: never long, and never followed into its depth."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case int() if value.bit_length() > _SHOWN_BITS:
            return "a huge integer"
        case list():
            return f"a list of {len(value)}"
        case dict():
            return "an object"
        case str() if len(value) > _SHOWN:
            return f"the text {value[:_SHOWN]!r}..."
        case str():
            return f"the text {value!r}"
    return repr(value)
