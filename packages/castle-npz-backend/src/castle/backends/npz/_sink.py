"""A new file that is written from its beginning to its end, and on the disk soon after."""

import os
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from castle.backends.npz._codec import CHUNK
from castle.backends.npz._positioned import write_over

_EARLY: Final = 4 << 20
"""After so many bytes the system is told to begin writing them to the disk."""
_WRITE: Final = 2  # SYNC_FILE_RANGE_WRITE


class Sink:
    """Writes to a descriptor; small pieces are put together before they are written."""

    __slots__ = ("_begun", "_descriptor", "_durable", "_pending", "_waiting", "position")

    def __init__(self, descriptor: int, durable: bool) -> None:
        self.position = 0
        """Where the next byte goes."""
        self._descriptor = descriptor
        self._durable = durable
        self._pending: list[bytes] = []
        self._waiting = 0
        self._begun = 0

    def add(self, data: bytes) -> None:
        """Write a small piece, together with what comes next."""
        self._pending.append(data)
        self._waiting += len(data)
        self.position += len(data)
        if self._waiting > CHUNK:
            self.flush()

    def write(self, data: Any) -> None:
        """Write a large piece, which is not copied."""
        self.flush()
        write_all(self._descriptor, data)
        self.position += len(data)
        if self._durable and self.position - self._begun >= _EARLY:
            begin_writing(self._descriptor, self._begun, self.position - self._begun)
            self._begun = self.position

    def patch(self, offset: int, data: bytes) -> None:
        """Write over what was written before."""
        self.flush()
        write_over(self._descriptor, data, offset)

    def flush(self) -> None:
        """Hand everything to the system."""
        if self._waiting:
            data = b"".join(self._pending)
            self._pending.clear()
            self._waiting = 0
            write_all(self._descriptor, data)


def write_all(descriptor: int, data: Any) -> None:
    """Write all of it; a disk that fills up, or a limit, lets the system take a part at first."""
    done = os.write(descriptor, data)
    while done < len(data):
        done += os.write(descriptor, memoryview(data)[done:])


def begin_writing(descriptor: int, offset: int, length: int) -> None:
    """Let the disk begin with what was written, so that waiting for it later is short."""
    start = _sync_file_range()
    if start is not None:
        start(descriptor, offset, length, _WRITE)  # a hint: whether it was taken shows in fsync


@cache
def _sync_file_range() -> Callable[[int, int, int, int], int] | None:
    if sys.platform != "linux":
        return None
    import ctypes  # noqa: PLC0415  # what is written is seldom large enough to need it

    try:
        function = ctypes.CDLL(None).sync_file_range
    except (OSError, AttributeError):
        return None
    function.argtypes = [ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint]
    found: Callable[[int, int, int, int], int] = function
    return found
