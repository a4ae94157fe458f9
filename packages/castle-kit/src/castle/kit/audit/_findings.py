"""What an audit finds."""

from typing import Any, Final, NamedTuple

from castle.aigr import Diagnostic, Severity

UNREADABLE: Final = "CAS1101"
STRAY_LEVEL: Final = "CAS1102"
HIDES_NAMESPACE: Final = "CAS1103"
NO_PACKAGE: Final = "CAS1104"
NOT_TYPED: Final = "CAS1105"
NESTED_LEAF: Final = "CAS1106"
SHARED_PATH: Final = "CAS1107"
METADATA: Final = "CAS1108"
UNBOUNDED: Final = "CAS1109"
RECORD: Final = "CAS1110"
STRAY_FILE: Final = "CAS1111"
NOT_TRACKED: Final = "CAS1112"
UNDECLARED: Final = "CAS1113"
TEST_DOUBLE: Final = "CAS1114"


class Finding(NamedTuple):
    """One thing that is wrong with an archive."""

    code: str
    """The number that `castle explain` tells more about."""
    archive: str
    """The name of the archive's file."""
    path: str
    """The file in it that it is about, with its line where there is one; or nothing."""
    message: str
    """What is wrong."""
    help: str
    """What to do."""

    def diagnostic(self) -> Diagnostic:
        """As every stage reports."""
        place = f"{self.archive}: {self.path}" if self.path else self.archive
        return Diagnostic(self.code, Severity.ERROR, f"{place}: {self.message}", help=self.help)

    def to_json(self) -> dict[str, Any]:
        """As an object for tools."""
        return self._asdict()
