"""Arrays into an archive that plain numpy.load opens."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from castle.backends.npz import _codec, _npy, _zip
from castle.backends.npz._codec import CHUNK
from castle.backends.npz._errors import DATA_NOT_STORABLE, NpzError, fault
from castle.backends.npz._npy import Layout
from castle.backends.npz._packing import Deflater, Storer, deflated
from castle.backends.npz._sink import Sink
from castle.backends.npz._zip import DEFLATED, STORED, Member

SUFFIX: Final = ".npy"
ALIGNMENT: Final = 64
"""Where an array begins in a file, so that it can be mapped as it is."""


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
        found = _zip.directory(self._members, self._sink.position)
        if len(found) > _zip.LONGEST_LIST:
            message = f"{len(self._members) - 1} arrays cannot be read back from one file"
            raise NpzError([fault(DATA_NOT_STORABLE, message, "store them in several runs")])
        self._sink.add(found)
        self._sink.flush()

    def _add(self, name: str, layout: Layout, pieces: Iterable[memoryview]) -> None:
        member, head, length = lay(name, layout, self._sink.position, self._compressed)
        if member.size <= CHUNK:
            content = b"".join([head, *pieces])
            member.crc = _codec.codec.crc32(content, 0)
            packed = deflated(content) if self._compressed else content
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
        packer.pack(self._sink, pieces)
        packer.finish(self._sink)
        member.crc = packer.crc
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
        if array.dtype.names is None:  # copied as bytes: NumPy swaps those of some types
            yield memoryview(np.asarray(part).tobytes())
            continue
        # What is between the fields of a buffer was never written.
        clean: NDArray[Any] = np.zeros(np.shape(part), array.dtype)
        clean[...] = part
        yield clean.view(np.uint8).data
