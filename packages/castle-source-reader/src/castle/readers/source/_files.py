"""Source files on disk: their text, and how they are called in messages."""

import os
from pathlib import Path

from castle.aigr import Location, SourceFile
from castle.readers.source._problems import Code, Problems


def load(path: Path, problems: Problems, asked: Location | None) -> SourceFile | None:
    """Read a file; report when that cannot be done, at the place that asked for it."""
    try:
        content = _content(path)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        problems.report(Code.UNREADABLE, f"cannot read {shown(path)}: {reason}", asked)
        return None
    try:
        return SourceFile(shown(path), content.decode("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        _report_encoding(path, content, error.start, problems)
        return None


def shown(path: Path) -> str:
    """The path as the user would recognise it: relative to the working folder when below it."""
    try:
        return Path(os.path.abspath(path)).relative_to(Path.cwd()).as_posix()
    except (OSError, ValueError):
        return path.as_posix()


def _content(path: Path) -> bytes:
    if path.is_dir():
        raise IsADirectoryError(None, "it is a folder")
    if path.exists() and not path.is_file():
        raise OSError(None, "it is no regular file")
    return path.read_bytes()


def _report_encoding(path: Path, content: bytes, start: int, problems: Problems) -> None:
    file = SourceFile(shown(path), content.decode("utf-8", "replace"))
    offset = len(content[:start].decode("utf-8"))
    message = f"the file is not UTF-8: byte 0x{content[start]:02X}"
    place = Location(file, offset, offset + 1)
    problems.report(Code.ENCODING, message, place, help="save the file as UTF-8")
