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
from castle.monorail.files import folder_problem, make_folder

if sys.platform != "win32":
    import fcntl

_TEMPORARY: Final = re.compile(rf"\..+{re.escape(SUFFIX)}\.[0-9a-f]{{8}}\.tmp")


def folder_fault(folder: Path) -> Diagnostic | None:
    """Why nothing can be made in the folder, or None; it may be missing, and nothing is made."""
    found = folder_problem(folder)
    if found is None:
        return None
    code = ROOT_NOT_WRITABLE if found.is_folder else ROOT_NO_FOLDER
    return fault(code, found.message, found.advice)


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
            with suppress(OSError):  # only its lock was of use
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
        try:
            descriptor = _lock(path)
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            raise
        if descriptor is not None:
            return path, descriptor


def _lock(path: Path) -> int | None:
    """Lock a new folder; None when a sweep was faster and removed it."""
    if sys.platform == "win32":
        return -1
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        with suppress(OSError):  # a file system without locks; then nobody else can lock it either
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if path.exists():
            return descriptor
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


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
