from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

from castle.aigr import Forest
from castle.monorail._contract import expect, paths


class ReaderABC(ABC):
    """Makes a graph of sources: implement `_read`."""

    def read(self, sources: Sequence[Path]) -> Forest:
        """Read these files, and what they import, into one graph.

        Raises:
            DiagnosticError: the sources have errors; all that were found are in `diagnostics`.
            ContractError: the plugin returned something other than a graph.
        """
        return expect(self, "_read", self._read(paths(self, "sources", sources)), Forest)

    @abstractmethod
    def _read(self, sources: Sequence[Path]) -> Forest:
        """Read these files; `read` has checked the argument and checks the result."""
