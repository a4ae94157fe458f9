"""The folder of all runs, and what a killed process left in it."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from castle.aigr import Diagnostic
from castle.backends.csv._errors import ROOT_NO_FOLDER, ROOT_NOT_WRITABLE, fault
from castle.backends.csv._run import SUFFIX

if sys.platform != "win32":
    import fcntl

_TEMPORARY: Final = re.compile(rf"\..+{re.escape(SUFFIX)}\.[0-9a-f]{{8}}\.tmp")


def folder_fault(folder: Path) -> Diagnostic | None:
    """Why nothing can be made in the folder, or None; it may be missing, and nothing is made."""
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


def sync_folder(folder: Path) -> None:
    """Wait until the names in the folder are on the disk."""
    if os.name == "nt":  # where folders cannot be opened, and need not be
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def temporary_folder(target: Path) -> Iterator[Path]:
    """A new folder beside the target, which is removed at the end if it is still there then.

    It is locked meanwhile, which tells others that its writer still lives.
    """
    make_folder(target.parent)
    path, descriptor = _locked(target)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        if descriptor >= 0:
            os.close(descriptor)


def temporary_path(target: Path) -> Path:
    """A name that nobody takes for a run, and a sweep for what was left."""
    return target.with_name(f".{target.name}.{os.urandom(4).hex()}.tmp")


def sweep(folder: Path) -> list[Path]:
    """Remove the temporary folders whose writers are gone; tell which."""
    if sys.platform == "win32":  # where folders cannot be locked, so that nobody knows
        return []
    try:
        found = [folder / name for name in os.listdir(folder) if _TEMPORARY.fullmatch(name)]
    except OSError:
        return []
    return [path for path in found if _removed(path)]


def _locked(target: Path) -> tuple[Path, int]:
    while True:
        path = temporary_path(target)
        path.mkdir()
        if sys.platform == "win32":
            return path, -1
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except FileNotFoundError:  # a sweep was faster
            continue
        with suppress(OSError):  # a file system without locks; then nobody else can lock it either
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if path.exists():
            return path, descriptor
        os.close(descriptor)


def _removed(path: Path) -> bool:
    if sys.platform == "win32":
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path)
    except OSError:  # its writer lives, somebody else removed it, or it may not be removed
        return False
    finally:
        os.close(descriptor)
    return True
