"""What this backend refuses, and the numbers it refuses under."""

from typing import Final

from castle.aigr import Diagnostic, DiagnosticError, Severity

RUN_NOT_NAMEABLE: Final = "CAS1051"
DATA_NOT_STORABLE: Final = "CAS1052"
RUN_ALREADY_SAVED: Final = "CAS1053"
RUN_NOT_FOUND: Final = "CAS1054"
FOLDER_NOT_READABLE: Final = "CAS1055"
FOLDER_NOT_WRITTEN: Final = "CAS1056"
ROOT_NO_FOLDER: Final = "CAS1057"
ROOT_NOT_WRITABLE: Final = "CAS1058"
FOLDER_LEFT_OUT: Final = "CAS1059"


class CsvError(DiagnosticError):
    """A run that cannot be stored or read back; why is in `diagnostics`."""

    @classmethod
    def saying(cls, code: str, message: str, advice: str | None = None) -> "CsvError":
        """The error with one diagnostic."""
        return cls([fault(code, message, advice)])


def fault(code: str, message: str, advice: str | None = None) -> Diagnostic:
    """One thing that is wrong with a root, a run or its data."""
    return Diagnostic(code, Severity.ERROR, message, help=advice)
