"""Arrays into an archive that plain numpy.load opens."""

import struct
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from castle.backends.npz import _codec, _npy, _zip
from castle.backends.npz._codec import CHUNK
from castle.backends.npz._npy import Layout
from castle.backends.npz._sink import Sink
from castle.backends.npz._zip import DEFLATED, STORED, Member

SUFFIX: Final = ".npy"
ALIGNMENT: Final = 64
"""Where an array begins in a file, so that it can be mapped as it is."""
_PARALLEL: Final = 4 << 20
"""From so many bytes on another thread is worth its start."""


class Storer:
    """Puts data into an archive as it is."""

    method = STORED

    def plain(self, data: bytes) -> bytes:
        """A first piece that can be written again with other bytes."""
        return data

    def pack(self, sink: Sink, pieces: Iterable[memoryview], crc: int) -> int:
        """Write data; give the checksum of it all behind what has the checksum `crc`."""
        return store(sink, pieces, crc)

    def finish(self, sink: Sink) -> None:
        """Write what has to follow the data."""


class Deflater:
    """Puts data into an archive deflated."""

    method = DEFLATED

    def __init__(self) -> None:
        self._deflater = _codec.codec.deflater()

    def plain(self, data: bytes) -> bytes:
        """A first piece that can be written again with other bytes: a block that is only stored."""
        return struct.pack("<BHH", 0, len(data), 0xFFFF - len(data)) + data

    def pack(self, sink: Sink, pieces: Iterable[memoryview], crc: int) -> int:
        """Write data; give the checksum of it all behind what has the checksum `crc`."""
        for piece in pieces:
            for start in range(0, len(piece), CHUNK):
                part = piece[start : start + CHUNK]
                crc = _codec.codec.crc32(part, crc)
                sink.add(self._deflater.compress(part))
        return crc

    def finish(self, sink: Sink) -> None:
        """Write what has to follow the data."""
        sink.add(self._deflater.flush())

    def packed(self, content: bytes) -> bytes:
        """All of the content at once."""
        return bytes(self._deflater.compress(content) + self._deflater.flush())


class ArchiveWriter:
    """Writes one array after the other, and the list of them at the end."""

    def __init__(self, sink: Sink, compressed: bool) -> None:
        self._sink = sink
        self._compressed = compressed
        self._members: list[Member] = []

    def add(self, name: str, array: NDArray[Any]) -> None:
        """Write an array; equal arrays make equal bytes."""
        layout = _npy.layout(array)
        self._add(name, layout, _pieces(array, layout.fortran))

    def add_text(self, name: str, text: bytes) -> None:
        """Write an array without axes, which holds these bytes."""
        self._add(name, _npy.text_layout(len(text)), [memoryview(text)])

    def include(self, member: Member) -> None:
        """Put an array on the list that was written in another way."""
        self._members.append(member)

    def finish(self) -> None:
        """Write the list of all arrays; nothing can be added any more."""
        self._sink.add(_zip.directory(self._members, self._sink.position))
        self._sink.flush()

    def _add(self, name: str, layout: Layout, pieces: Iterable[memoryview]) -> None:
        member, head, length = lay(name, layout, self._sink.position, self._compressed)
        if member.size <= CHUNK:
            content = b"".join([head, *pieces])
            member.crc = _codec.codec.crc32(content, 0)
            packed = Deflater().packed(content) if self._compressed else content
            member.packed = len(packed)
            self._sink.add(_zip.local_header(member, length))
            self._sink.add(packed)
        else:
            self._add_large(member, length, chain([memoryview(head)], pieces))
        self._members.append(member)

    def _add_large(self, member: Member, length: int, pieces: Iterable[memoryview]) -> None:
        self._sink.add(bytes(length))
        start = self._sink.position
        packer = Deflater() if self._compressed else Storer()
        member.crc = packer.pack(self._sink, pieces, 0)
        packer.finish(self._sink)
        member.packed = self._sink.position - start
        self._sink.patch(member.offset, _zip.local_header(member, length))


class Laid(NamedTuple):
    """One array on its way into an archive."""

    member: Member
    """Its place there; neither its checksum nor its packed size are known."""
    head: bytes
    """What precedes the data."""
    length: int
    """How long the local header is."""


def lay(name: str, layout: Layout, offset: int, compressed: bool) -> Laid:
    """Give an array its place in an archive."""
    head = _npy.header(layout)
    method = DEFLATED if compressed else STORED
    member = Member(name + SUFFIX, method, 0, 0, len(head) + layout.size, offset)
    return Laid(member, head, _zip.header_length(member.name, offset, ALIGNMENT))


def store(sink: Sink, pieces: Iterable[memoryview], crc: int) -> int:
    """Write data as it is, and give the checksum of it all behind what has the checksum `crc`."""
    for piece in pieces:
        if len(piece) >= _PARALLEL and not _codec.codec.fast and _codec.processors() > 1:
            crc = _codec.combine(crc, _store_and_sum(sink, piece), len(piece))
            continue
        for start in range(0, len(piece), CHUNK):
            part = piece[start : start + CHUNK]
            crc = _codec.codec.crc32(part, crc)
            sink.write(part)
    return crc


def _store_and_sum(sink: Sink, piece: memoryview) -> int:
    def write() -> int:
        for start in range(0, len(piece), 4 * CHUNK):
            sink.write(piece[start : start + 4 * CHUNK])
        return 0

    return _codec.in_threads([write, lambda: _codec.codec.crc32(piece, 0)])[1]


def _pieces(array: NDArray[Any], fortran: bool) -> Iterable[memoryview]:
    """The bytes of an array in the order in which they are stored; copied only where strided."""
    if not array.size or not array.itemsize:
        return []
    straight = array.T if fortran else array
    if straight.flags.c_contiguous:
        return [straight.reshape(-1).view(np.uint8).data]
    return _gathered(array)


def _gathered(array: NDArray[Any]) -> Iterator[memoryview]:
    flags: Any = ["external_loop", "buffered", "zerosize_ok"]
    several = max(CHUNK // array.itemsize, 1)
    for part in np.nditer(array, flags=flags, buffersize=several, order="C"):
        yield memoryview(part.tobytes())  # type: ignore[attr-defined]  # one operand is no tuple
