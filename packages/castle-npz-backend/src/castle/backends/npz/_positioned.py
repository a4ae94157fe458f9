"""Reading and writing at a place of a file, on systems that lack calls for that too."""

import os
import threading

_lock = threading.Lock()
"""Where a descriptor has one position, threads move it in turns."""


def read_at(descriptor: int, length: int, offset: int) -> bytes:
    """As many bytes as there are from the offset on, `length` of them at the most."""
    if hasattr(os, "pread"):
        return os.pread(descriptor, length, offset)
    with _lock:
        os.lseek(descriptor, offset, os.SEEK_SET)
        return os.read(descriptor, length)


def read_into(descriptor: int, part: memoryview, offset: int) -> int:
    """Fill some of the memory with what stands at the offset; how many bytes that was."""
    if hasattr(os, "preadv"):
        return os.preadv(descriptor, [part], offset)
    data = read_at(descriptor, len(part), offset)
    part[: len(data)] = data
    return len(data)


def write_over(descriptor: int, data: bytes, offset: int) -> None:
    """Write over what stands at the offset; what is written next goes to the end of the file."""
    while data:
        written = _written_at(descriptor, data, offset)
        data, offset = data[written:], offset + written


def _written_at(descriptor: int, data: bytes, offset: int) -> int:
    if hasattr(os, "pwrite"):  # without the lock, which a process that was forked may never get
        return os.pwrite(descriptor, data, offset)
    with _lock:
        os.lseek(descriptor, offset, os.SEEK_SET)
        try:
            return os.write(descriptor, data)
        finally:
            os.lseek(descriptor, 0, os.SEEK_END)
