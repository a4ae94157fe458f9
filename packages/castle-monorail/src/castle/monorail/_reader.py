from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from castle.aigr import DiagnosticError, Forest, Severity, advise, verify
from castle.monorail._contract import expect, paths
from castle.monorail._warnings import warn


class ReaderABC(ABC):
    """Makes a graph of sources: implement `_read`; `_inspect` and `_parse` where less will do."""

    suffixes: ClassVar[tuple[str, ...]] = ()
    """How the names of its files end; none where only files that are named can be read."""

    def read(self, sources: Sequence[Path]) -> Forest:
        """Read these files, and what they import, into one graph.

        Raises:
            DiagnosticError: the sources have errors; all that were found are in `diagnostics`.
            ContractError: the plugin returned something other than a graph.
        """
        return expect(self, "_read", self._read(paths(self, "sources", sources)), Forest)

    def parse(self, sources: Sequence[Path]) -> Forest:
        """Read these files alone, for who needs what is written and not what it means.

        Names may be left as they are, and what is imported need not be there.

        Raises:
            DiagnosticError: the files have errors; all that were found are in `diagnostics`.
            ContractError: the plugin returned something other than a graph.
        """
        return expect(self, "_parse", self._parse(paths(self, "sources", sources)), Forest)

    def inspect(self, sources: Sequence[Path], cache: Path | None = None) -> list[Path]:
        """Find what is wrong with these files and what they import; give all that was looked at.

        Args:
            sources: the files.
            cache: a folder that is there, in which a reader may keep what lets it be quicker the
                next time. What it finds there can be gone, damaged or made by anybody.

        Raises:
            DiagnosticError: the sources have errors; all that were found are in `diagnostics`.
            ContractError: the plugin returned something other than paths.
        """
        looked_at = self._inspect(paths(self, "sources", sources), cache)
        return paths(self, "_inspect", expect(self, "_inspect", looked_at, list))

    def _inspect(self, sources: Sequence[Path], cache: Path | None) -> list[Path]:
        """Check these files; a reader that knows a quicker way than reading has its own."""
        forest = self.read(sources)
        found = verify(forest) or advise(forest)
        if any(diagnostic.severity is Severity.ERROR for diagnostic in found):
            raise DiagnosticError(found)
        for diagnostic in found:
            warn(diagnostic)
        return list(sources)

    def _parse(self, sources: Sequence[Path]) -> Forest:
        """Read these files; a reader that can do without the files they import has its own."""
        return self._read(sources)

    @abstractmethod
    def _read(self, sources: Sequence[Path]) -> Forest:
        """Read these files; `read` has checked the argument and checks the result."""
