"""The folder of all runs: whether it can be used, and that it is on the disk."""

import os
from pathlib import Path

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
