"""Folders and files that plugins write: whether they can be, and whole at any time."""

import errno
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

__all__ = ["FolderProblem", "folder_problem", "make_folder", "sync_folder", "write_all"]


class FolderProblem(NamedTuple):
    """Why nothing can be made in a folder."""

    message: str
    """What is wrong, with the folder's path."""
    advice: str
    """What to do."""
    is_folder: bool
    """Whether there is a folder, in which this process may not write; else something else is."""


def folder_problem(folder: Path) -> FolderProblem | None:
    """Why nothing can be made in a root folder, or None; it may be missing, and nothing is made."""
    place = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    missing = [place / part for part in folder.parts[len(place.parts) :]]
    if reason := next(filter(None, map(_unusable, [folder, *missing])), None):
        message = f"root {str(folder)!r} cannot be a folder: {reason}"
        return FolderProblem(message, "name another root", is_folder=False)
    if not os.path.isdir(place):
        where = "" if place == folder else f": '{place}' is none"
        message = f"root '{folder}' is no folder{where}"
        return FolderProblem(message, "name another root", is_folder=False)
    # As who this process acts, where the system can tell; it may have been started by another.
    acting = os.access in os.supports_effective_ids
    if not os.access(place, os.W_OK | os.X_OK, effective_ids=acting):
        message = f"root '{folder}' is not writable: no permission to write in '{place}'"
        return FolderProblem(message, "allow it, or name another root", is_folder=True)
    return None


def _unusable(path: Path) -> str | None:
    """Why no file can have this path; None where one could."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    except OSError as error:  # a name is too long, say
        return error.strerror or str(error)
    except ValueError:  # a character that no path can have
        return "it has a character that no path can have"
    return None


def make_folder(folder: Path) -> None:
    """Make the folder, and those above it that are missing; on the disk when this returns."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for place in reversed(missing):
        sync_folder(place.parent)


def sync_folder(folder: str | Path) -> None:
    """Wait until the names in the folder are on the disk."""
    if os.name == "nt":  # where folders cannot be opened, and need not be
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_all(texts: Mapping[Path, str]) -> list[Path]:
    """Write texts to files, each whole at any time, and none when one cannot be written.

    Folders that are missing are made. Files are UTF-8, and lines end as they do in the texts.
    Gives the files, in the order given.

    Raises:
        OSError: a folder or file cannot be written.
    """
    for path in texts:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    temporaries = {path: path.with_name(f".{path.name}.{os.getpid()}.tmp") for path in texts}
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            temporaries[path].write_text(text, encoding="utf-8", newline="\n")
        for path, temporary in temporaries.items():
            temporary.replace(path)
    finally:
        for temporary in temporaries.values():
            temporary.unlink(missing_ok=True)
    return list(texts)
