from abc import ABC, abstractmethod
from pathlib import Path

from castle.aigr import Forest
from castle.monorail._contract import argument, expect, paths


class WriterABC(ABC):
    """Writes a graph as files: implement `_write`."""

    def write(self, forest: Forest, target: Path) -> list[Path]:
        """Write the graph below the folder `target`, made when missing; give the files written.

        Raises:
            DiagnosticError: the program cannot be written; then nothing was.
            ContractError: the plugin returned something other than paths.
        """
        given = argument(self, "forest", forest, Forest)
        written = self._write(given, argument(self, "target", target, Path))
        return paths(self, "_write", expect(self, "_write", written, list))

    @abstractmethod
    def _write(self, forest: Forest, target: Path) -> list[Path]:
        """Write the files; make all texts first, so that nothing is left half written."""
