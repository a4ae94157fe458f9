from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

from castle.aigr import DiagnosticError, Forest, Severity, verify
from castle.monorail._contract import expect, paths
from castle.monorail._warnings import warn


class ReaderABC(ABC):
    """Makes a graph of sources: implement `_read`, and `_inspect` where there is a quicker way."""

    def read(self, sources: Sequence[Path]) -> Forest:
        """Read these files, and what they import, into one graph.

        Raises:
            DiagnosticError: the sources have errors; all that were found are in `diagnostics`.
            ContractError: the plugin returned something other than a graph.
        """
        return expect(self, "_read", self._read(paths(self, "sources", sources)), Forest)

    def inspect(self, sources: Sequence[Path], cache: Path | None = None) -> None:
        """Find what is wrong with these files and what they import, without giving a graph.

        Args:
            sources: the files.
            cache: a folder that is there, in which a reader may keep what lets it be quicker the
                next time. What it finds there can be gone, damaged or made by anybody.

        Raises:
            DiagnosticError: the sources have errors; all that were found are in `diagnostics`.
        """
        self._inspect(paths(self, "sources", sources), cache)

    def _inspect(self, sources: Sequence[Path], cache: Path | None) -> None:
        """Check these files; a reader that knows a quicker way than reading has its own."""
        found = verify(self.read(sources))
        if any(diagnostic.severity is Severity.ERROR for diagnostic in found):
            raise DiagnosticError(found)
        for diagnostic in found:
            warn(diagnostic)

    @abstractmethod
    def _read(self, sources: Sequence[Path]) -> Forest:
        """Read these files; `read` has checked the argument and checks the result."""
