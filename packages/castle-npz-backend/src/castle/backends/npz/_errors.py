"""What this backend refuses, and the numbers it refuses under."""

from typing import Final

from castle.aigr import Diagnostic, DiagnosticError, Severity

ROOT_NO_FOLDER: Final = "CAS1001"
ROOT_NOT_WRITABLE: Final = "CAS1002"
RUN_NOT_NAMEABLE: Final = "CAS1003"
DATA_NOT_STORABLE: Final = "CAS1004"
RUN_ALREADY_SAVED: Final = "CAS1005"
RUN_NOT_FOUND: Final = "CAS1006"
FILE_NOT_READABLE: Final = "CAS1007"
FILE_NOT_WRITTEN: Final = "CAS1008"
RUN_TOO_LARGE: Final = "CAS1009"
FILE_LEFT_OUT: Final = "CAS1010"


class NpzError(DiagnosticError):
    """A run that cannot be stored or read back; why is in `diagnostics`."""


def fault(code: str, message: str, advice: str | None = None) -> Diagnostic:
    """One thing that is wrong with a root, a run or its data."""
    return Diagnostic(code, Severity.ERROR, message, help=advice)
