"""Source files on disk: their text, and how they are called in messages."""

import os
from pathlib import Path

from castle.aigr import Location, SourceFile
from castle.readers.source._problems import Code, Problems

CONTRACT, IMPLEMENTATION = ".Moat", ".Castle"
SUFFIXES = (CONTRACT, IMPLEMENTATION)


def load(path: Path, problems: Problems, asked: Location | None) -> SourceFile | None:
    """Read a file; report when that cannot be done, at the place that asked for it."""
    try:
        content = _content(path)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        message = f"cannot read {shown(path)}: {reason}"
        problems.report(Code.UNREADABLE, message, asked, help=_instead(path, asked))
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


def _instead(path: Path, asked: Location | None) -> str | None:
    """What can be done about a folder where a file is needed."""
    if not path.is_dir():
        return None
    first = _first_in(path) if asked is None else None
    if first is not None:
        return f"name a file in it, such as {shown(first)}"
    if path.suffix in SUFFIXES:
        return "rename the folder: it has the name that a file should have"
    return "name a file that ends in .Moat or .Castle"


def _first_in(folder: Path) -> Path | None:
    """The file in a folder that a program most likely begins with, if there is any."""
    try:
        files = sorted(p for p in folder.iterdir() if p.suffix in SUFFIXES and p.is_file())
    except OSError:
        return None
    return min(files, key=lambda p: (p.stem != "main", p.suffix), default=None)


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
