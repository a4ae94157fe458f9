"""New files in a folder: there in full, or not at all."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import IO

from castle.aigr import Diagnostic
from castle.backends.npz._errors import ROOT_NO_FOLDER, ROOT_NOT_WRITABLE, fault


def folder_fault(folder: Path) -> Diagnostic | None:
    """Why files cannot be made in the folder, or None; it may be missing, and nothing is made."""
    place = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    if not os.path.isdir(place):
        where = "" if place == folder else f": '{place}' is none"
        return fault(ROOT_NO_FOLDER, f"root '{folder}' is no folder{where}", "name another root")
    # As who this process acts, where the system can tell; it may have been started by another.
    acting = os.access in os.supports_effective_ids
    if not os.access(place, os.W_OK | os.X_OK, effective_ids=acting):
        message = f"root '{folder}' is not writable: no permission to write in '{place}'"
        return fault(ROOT_NOT_WRITABLE, message, "allow it, or name another root")
    return None


def place_file(target: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Make the file with what `write` puts into it, on the disk when this returns.

    Makes the folder when it is missing. Raises FileExistsError, and leaves alone what is there,
    when there is a file of that name. Whatever fails, no file of this call is left.
    """
    _make_folder(target.parent)
    # Hidden, and no `*.npz`: a left-over of a killed process is never taken for a run.
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    stream = temporary.open("xb")
    try:
        with stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        _link(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _link(temporary: Path, target: Path) -> None:
    # Other than a rename, a link never replaces the file of somebody who was faster.
    os.link(temporary, target)
    try:
        _sync_folder(target.parent)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _make_folder(folder: Path) -> None:
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for place in reversed(missing):
        _sync_folder(place.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # where folders cannot be opened, and need not be
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
