"""Arrays out of an archive, everything compared before it is believed."""

import mmap
import os
import sys
from collections.abc import Iterator
from functools import cached_property, partial
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from castle.backends.npz import _codec, _npy, _zip
from castle.backends.npz._codec import CHUNK
from castle.backends.npz._data import LONGEST_TEXT
from castle.backends.npz._npy import Layout
from castle.backends.npz._positioned import read_at, read_into
from castle.backends.npz._writing import SUFFIX
from castle.backends.npz._zip import DEFLATED, STORED, Member

_END: Final = 1 << 16
"""So many bytes at the end are read at once; most files that are small are no longer than this."""
_PARALLEL: Final = 4 << 20
# A pipe that somebody called like a run must not be waited for.
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
_BY_OFFSET: Final = attrgetter("offset")
_LONGEST_ENTRY: Final = 1 << 10
_LONGEST_HEAD: Final = _npy.LONGEST_HEADER + 12


class TooLargeError(Exception):
    """The arrays of a file would take more memory than was allowed."""


class ArchiveReader:
    """An archive that is open; whatever damage provokes in here, it is no wrong data."""

    def __init__(self, file: str | Path, ceiling: int = 0) -> None:
        self._descriptor = os.open(file, _FLAGS)
        self._end_start = sys.maxsize
        try:
            self._total = os.fstat(self._descriptor).st_size
            start = max(0, self._total - _END)
            self._end = memoryview(read_at(self._descriptor, _END, start))
            self._end_start = start
            self._members = self._listed()
        except BaseException:
            os.close(self._descriptor)
            raise
        self._left = ceiling

    def __enter__(self) -> "ArchiveReader":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def names(self) -> list[str]:
        """The names of the arrays, in their order."""
        return list(self._members)

    def text(self, name: str) -> bytes:
        """The bytes of a short array, which are not counted."""
        if self._members[name].size > LONGEST_TEXT:
            raise ValueError(f"array {name!r} is too long")
        return self._array(name).tobytes()

    def array(self, name: str) -> NDArray[Any]:
        """One array, its checksum compared."""
        return self._array(name, counted=True)

    def _array(self, name: str, counted: bool = False) -> NDArray[Any]:
        member = self._members[name]
        layout, start, head = self._layout(member)
        self._left -= layout.size if counted else 0
        if self._left < 0:
            raise TooLargeError(name)
        data = np.empty(layout.size, np.uint8)
        crc = _codec.codec.crc32(head, 0)
        if member.method == DEFLATED:
            crc = self._inflate(member, start, len(head), data.data, crc)
        elif data.size:
            crc = self._fill(start + len(head), data.data, crc)
        if crc != member.crc:
            raise ValueError(f"the checksum of array {name!r} is wrong")
        return layout.array(data)

    def mapped(self, name: str) -> NDArray[Any]:
        """One array as it lies in the file, which is neither read nor checked; read-only."""
        member = self._members[name]
        if member.method == DEFLATED:
            return self.array(name)
        layout, start, head = self._layout(member)
        if not layout.size:
            return self.array(name)
        data = np.frombuffer(self._whole, np.uint8, layout.size, start + len(head))
        return layout.array(data)

    @cached_property
    def _whole(self) -> mmap.mmap:
        """The file in memory: once for all arrays, because each map takes a descriptor."""
        return mmap.mmap(self._descriptor, 0, access=mmap.ACCESS_READ)

    def _listed(self) -> dict[str, Member]:
        offset, size, count = _zip.directory_place(self._end, self._total)
        if size > min(count * _LONGEST_ENTRY, _zip.LONGEST_LIST):
            raise ValueError("its list of members is too long")
        members = _zip.members(memoryview(self._bytes(offset, size)), count)
        found = {_array_name(member): member for member in members}
        if len(found) != count:
            raise ValueError("two of its arrays have one name")
        # Members that share bytes could be small in the file and huge in memory.
        stop = 0
        for member in sorted(members, key=_BY_OFFSET):
            if member.offset < stop:
                raise ValueError(f"{member.name!r} lies inside another member")
            stop = member.offset + _zip.LOCAL_SIZE + member.packed
        if stop > offset:
            raise ValueError("a member is longer than the file")
        return found

    def _layout(self, member: Member) -> tuple[Layout, int, bytes]:
        near = memoryview(self._bytes(member.offset, CHUNK if member.size <= CHUNK else 1 << 12))
        skipped = _zip.data_offset(near, member)
        start = member.offset + skipped
        content = near[skipped:]
        if member.method == DEFLATED:
            packed = self._bytes(start, min(member.packed, CHUNK))
            content = memoryview(_codec.codec.inflater().decompress(packed, _LONGEST_HEAD))
        elif member.method != STORED or member.packed != member.size:
            raise ValueError(f"{member.name!r} is packed in an unknown way")
        if len(content) < min(member.size, _LONGEST_HEAD) and member.method == STORED:
            content = memoryview(self._bytes(start, min(member.size, _LONGEST_HEAD)))
        layout, length = _npy.parse(content)
        if length + layout.size != member.size:
            raise ValueError(f"the length of {member.name!r} is not that of its array")
        return layout, start, bytes(content[:length])

    def _bytes(self, offset: int, length: int) -> bytes | memoryview:
        """As many bytes as there are from the offset on; from memory where they are there."""
        if offset >= self._end_start:
            at = offset - self._end_start
            return self._end[at : at + length]
        return read_at(self._descriptor, length, offset)

    def _fill(self, offset: int, data: memoryview, crc: int) -> int:
        size = len(data)
        count = min(size // _PARALLEL, 4)
        if count < 2 or (count := min(_codec.processors(), count)) < 2:
            return self._fill_part(offset, data, crc)
        step = -(-size // count // CHUNK) * CHUNK
        parts = [(start, data[start : start + step]) for start in range(0, size, step)]
        tasks = [partial(self._fill_part, offset + at, part, 0) for at, part in parts]
        for summed, (_, part) in zip(_codec.in_threads(tasks), parts, strict=True):
            crc = _codec.combine(crc, summed, len(part))
        return crc

    def _fill_part(self, offset: int, data: memoryview, crc: int) -> int:
        if offset >= self._end_start:
            at = offset - self._end_start
            data[:] = self._end[at : at + len(data)]
            return _codec.codec.crc32(data, crc)
        for start in range(0, len(data), CHUNK):
            part = data[start : start + CHUNK]
            self._read_into(offset + start, part)
            crc = _codec.codec.crc32(part, crc)
        return crc

    def _read_into(self, offset: int, part: memoryview) -> None:
        while part:
            count = read_into(self._descriptor, part, offset)
            if not count:
                raise ValueError("it became shorter while it was read")
            part, offset = part[count:], offset + count

    def _inflate(self, member: Member, start: int, skip: int, data: memoryview, crc: int) -> int:
        at = 0
        for part in self._inflated(member, start):
            piece = part[skip:]
            skip -= len(part) - len(piece)
            if at + len(piece) > len(data):
                raise ValueError(f"{member.name!r} is longer than its array")
            data[at : at + len(piece)] = piece
            crc = _codec.codec.crc32(piece, crc)
            at += len(piece)
        if at != len(data):
            raise ValueError(f"{member.name!r} is shorter than its array")
        return crc

    def _inflated(self, member: Member, start: int) -> Iterator[bytes]:
        inflater = _codec.codec.inflater()
        for offset in range(start, start + member.packed, CHUNK):
            length = min(CHUNK, start + member.packed - offset)
            waiting: Any = self._bytes(offset, length)
            while waiting or not inflater.eof:
                part = inflater.decompress(waiting, 4 * CHUNK)
                waiting = inflater.unconsumed_tail
                if part:
                    yield part
                elif not waiting:
                    break
            if inflater.unused_data:
                raise ValueError(f"{member.name!r} ends before its data does")
        if not inflater.eof:
            raise ValueError(f"{member.name!r} is not complete")


def _array_name(member: Member) -> str:
    if not member.name.endswith(SUFFIX):
        raise ValueError(f"{member.name!r} is no array")
    return member.name.removesuffix(SUFFIX)
