"""The writer as a plugin."""

from pathlib import Path

from castle.aigr import Diagnostic, Forest, NameSpace, Severity
from castle.monorail.abcs import WriterABC
from castle.monorail.configuration import ModuleModel
from castle.monorail.diagnostics import warn
from castle.monorail.files import write_all
from castle.writers.source._files import places, spare, written
from castle.writers.source._program import source_of, texts


class SourceWriter(ModuleModel, WriterABC):
    """Writes the files of a program as canonical Castle, comments included."""

    target: Path = Path("source")
    """The folder for the files; made when it is missing."""

    def _write(self, forest: Forest, target: Path) -> list[Path]:
        files = {space: target / path for space, path in places(written(forest)).items()}
        made = texts(forest)
        silent = [space for space in files if _has_no_text(space)]
        for space in silent:
            spare(files[space])
        if silent:
            warn(Diagnostic("CAS0726", Severity.WARNING, _MESSAGE))
        return write_all({path: made[space] for space, path in files.items()})


def _has_no_text(space: NameSpace) -> bool:
    file = source_of(space)
    return file is not None and file.text is None


_MESSAGE = "the graph does not hold the text of its source: comments in it are not written"
