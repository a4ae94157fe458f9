"""New files in a folder: there in full, or not at all."""

import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from castle.backends.npz._sink import Sink, write_all
from castle.monorail.files import make_folder, sync_folder

if sys.platform != "win32":
    import fcntl

# Hidden, and no `*.npz`: a left-over of a killed process is never taken for a run.
_TEMPORARY: Final = re.compile(r"\..+\.npz\.[0-9a-f]{8}\.tmp")
_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_OPENED: Final = "/proc/self/fd"
# Linux alone has files without names; they get one by way of this folder, which may be missing.
_HAS_UNNAMED: Final = hasattr(os, "O_TMPFILE") and os.path.isdir(_OPENED)
_UNNAMED: Final[int] = os.O_WRONLY | os.O_TMPFILE if _HAS_UNNAMED else 0


class NewFile:
    """A file without a name, until it is committed; `discard` it in any case.

    Where the file system has no files without names, it gets a temporary one. As long as that is
    open it is locked, which tells others that its writer still lives.
    """

    __slots__ = (
        "_descriptor",
        "_durable",
        "_folder",
        "_overwrite",
        "_target",
        "_temporary",
    )

    def __init__(self, folder: str, target: str, durable: bool, overwrite: bool = False) -> None:
        self._durable = durable
        self._folder = folder
        self._target = target
        self._overwrite = overwrite
        self._temporary = ""
        if _UNNAMED and not overwrite:  # a rename needs a name, a link does not
            try:
                self._descriptor = os.open(folder, _UNNAMED, 0o666)
                return
            except OSError:  # no folder, or none with such files; what else, shows now
                pass
        self._temporary, self._descriptor = _open_temporary(folder, target)

    def write(self, content: bytes) -> None:
        """Write all that there is to be in it."""
        done = os.write(self._descriptor, content)
        if done < len(content):
            write_all(self._descriptor, memoryview(content)[done:])

    def sink(self) -> Sink:
        """What it can be written to piece by piece."""
        return Sink(self._descriptor, self._durable)

    def commit(self) -> None:
        """Give the file its name and close it; a durable one is on the disk when this returns.

        Raises FileExistsError, and leaves alone what is there, where there is a file of that name
        that was not to be overwritten.
        """
        if self._durable:
            os.fsync(self._descriptor)
        if self._overwrite:
            os.replace(self._temporary, self._target)
            self._temporary = ""
        elif self._temporary:
            # Other than a rename, a link never replaces the file of somebody who was faster.
            os.link(self._temporary, self._target)
        else:
            # The number of a folder makes Python call linkat, which alone follows this link.
            os.link(f"{_OPENED}/{self._descriptor}", self._target, src_dir_fd=self._descriptor)
        try:
            if self._durable:
                sync_folder(self._folder)
            self.discard()
        except BaseException:
            if not self._overwrite:  # what was saved earlier under this name is gone, this must do
                with suppress(FileNotFoundError):
                    os.unlink(self._target)
            raise

    def discard(self) -> None:
        """Forget the temporary name, and close the file."""
        if self._temporary:
            with suppress(OSError):  # where it may not be removed any more, a sweep does it later
                os.unlink(self._temporary)
            self._temporary = ""
        if self._descriptor >= 0:
            # Whatever becomes of it: the number may be another's file then.
            descriptor, self._descriptor = self._descriptor, -1
            os.close(descriptor)


def sweep(folder: str) -> list[Path]:
    """Remove the temporary files whose writers are gone; tell which."""
    try:
        with os.scandir(folder) as entries:
            found = [entry.path for entry in entries if _TEMPORARY.fullmatch(entry.name)]
    except OSError:
        return []
    return [Path(path) for path in found if _removed(path)]


def _open_temporary(folder: str, target: str) -> tuple[str, int]:
    name = os.path.basename(target)
    is_made = False
    while True:
        path = f"{folder}{os.sep}.{name}.{os.urandom(4).hex()}.tmp"
        try:
            descriptor = os.open(path, _FLAGS, 0o666)
        except FileExistsError:
            continue
        except FileNotFoundError:
            if is_made:
                raise
            make_folder(Path(folder))
            is_made = True
            continue
        try:
            if _locked(descriptor):
                return path, descriptor
        except BaseException:
            os.close(descriptor)
            os.unlink(path)
            raise
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Lock a new file; False when a sweep was faster and removed it."""
    if sys.platform == "win32":  # where an open file cannot be removed
        return True
    with suppress(OSError):  # a file system without locks; then nobody else can lock it either
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    return os.fstat(descriptor).st_nlink > 0


def _removed(path: str) -> bool:
    try:
        if sys.platform == "win32":
            os.unlink(path)
            return True
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.unlink(path)
        finally:
            os.close(descriptor)
    except OSError:  # its writer lives, somebody else removed it, or it may not be removed
        return False
    return True
