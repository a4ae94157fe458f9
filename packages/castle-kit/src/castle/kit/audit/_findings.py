"""What an audit finds."""

from typing import Any, Final, NamedTuple

from castle.aigr import Diagnostic, Severity

UNREADABLE: Final = "CAS1301"
STRAY_LEVEL: Final = "CAS1302"
HIDES_NAMESPACE: Final = "CAS1303"
NO_PACKAGE: Final = "CAS1304"
NOT_TYPED: Final = "CAS1305"
NESTED_LEAF: Final = "CAS1306"
SHARED_PATH: Final = "CAS1307"
METADATA: Final = "CAS1308"
UNBOUNDED: Final = "CAS1309"
RECORD: Final = "CAS1310"
STRAY_FILE: Final = "CAS1311"
NOT_TRACKED: Final = "CAS1312"
UNDECLARED: Final = "CAS1313"
TEST_DOUBLE: Final = "CAS1314"
LEAF_IN_LEAF: Final = "CAS1315"
NO_LEAF: Final = "CAS1316"


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
