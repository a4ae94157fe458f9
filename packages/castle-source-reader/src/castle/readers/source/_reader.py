"""The reader as a plugin."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from castle.aigr import Forest
from castle.monorail.abcs import ReaderABC
from castle.monorail.configuration import ModuleModel
from castle.readers.source._files import SUFFIXES
from castle.readers.source._program import parse_files, read_program


class SourceReader(ModuleModel, ReaderABC):
    """Reads Castle source files, and what they import, into one graph."""

    suffixes: ClassVar[tuple[str, ...]] = SUFFIXES

    files: list[Path]
    """The files to read; what they import is found from them."""
    roots: list[Path] = []  # noqa: RUF012 - pydantic copies the default for each reader
    """Folders in which imports are looked for, after the folder of the importing file."""

    def _read(self, sources: Sequence[Path]) -> Forest:
        return read_program(list(sources) or self.files, self.roots)

    def _inspect(self, sources: Sequence[Path], cache: Path | None) -> list[Path]:
        from castle.readers.source._inspection import inspect  # noqa: PLC0415  # a run does without

        return inspect(list(sources) or self.files, self.roots, cache)

    def _parse(self, sources: Sequence[Path]) -> Forest:
        return parse_files(list(sources) or self.files)
