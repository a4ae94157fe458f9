"""Files that are written all together, or not at all."""

import os
from collections.abc import Mapping
from pathlib import Path

from castle.aigr import Diagnostic, DiagnosticError, Severity
from castle.monorail import files
from castle.writers.python._program import MARK


def write_all(texts: Mapping[Path, str]) -> list[Path]:
    """Write texts to files; every one is whole at any time, and none is touched if one cannot be.

    Raises:
        DiagnosticError: a file is in the way that this writer has not written.
        OSError: a folder or file cannot be written.
    """
    problems = [problem for path in texts for problem in _in_the_way(path)]
    if problems:
        raise DiagnosticError(problems)
    return files.write_all(texts)


def _in_the_way(path: Path) -> list[Diagnostic]:
    """What keeps a file from being written: a folder, or a file of somebody else."""
    if not os.path.lexists(path):
        return []
    if path.is_file() and path.read_bytes().startswith(MARK.encode()):
        return []
    what = "a folder" if path.is_dir() else "a file that was not written by this writer"
    message = f"{path} is {what}, and is left as it is"
    help = "choose another `target` for the writer, or move it out of the way"
    return [Diagnostic("CAS0705", Severity.ERROR, message, help=help)]
