"""What a stage has to say about a program: one message, at one place."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from castle.aigr._location import Location


class Severity(Enum):
    """How bad it is."""

    ERROR = "error"
    """The program cannot be used."""
    WARNING = "warning"
    """The program can be used, and probably does not do what was meant."""
    NOTE = "note"
    """Worth knowing."""


@dataclass(frozen=True, slots=True)
class Note:
    """A remark that belongs to a diagnostic, often about a second place."""

    message: str
    """What is to be known."""
    location: Location | None = None
    """The place it is about, or None."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding of one stage."""

    code: str
    """The stable number, such as `CAS0123`; the texts may change, codes do not."""
    severity: Severity
    """Error, warning or note."""
    message: str
    """What is wrong and what was expected, in one line."""
    location: Location | None = None
    """The place, or None where there is no file."""
    notes: tuple[Note, ...] = ()
    """Further places and reasons."""
    help: str | None = None
    """What to do; where it can be, something that can be typed."""

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        return f"{place}{self.severity.value}[{self.code}]: {self.message}"


class AigrError(Exception):
    """The root of all errors that castle.aigr raises."""


class DiagnosticError(AigrError):
    """A stage refuses its input; what is wrong with it is in `diagnostics`."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        """At least one of these is an error."""
        super().__init__("\n".join(str(diagnostic) for diagnostic in self.diagnostics))


def to_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """The diagnostic as plain JSON values, for tools."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "location": _place(diagnostic.location),
        "notes": [{"message": n.message, "location": _place(n.location)} for n in diagnostic.notes],
        "help": diagnostic.help,
    }


def _place(location: Location | None) -> dict[str, Any] | None:
    if location is None:
        return None
    line, column = location.file.position(location.start)
    end_line, end_column = location.file.position(location.end)
    return {
        "file": location.file.path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }
