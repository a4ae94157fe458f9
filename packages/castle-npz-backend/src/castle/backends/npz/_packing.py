"""How data gets into an archive: as it is, or deflated."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Final, NamedTuple

from castle.backends.npz import _codec
from castle.backends.npz._codec import CHUNK
from castle.backends.npz._deflating import END, PIECE, DenseDeflate
from castle.backends.npz._sink import Sink
from castle.backends.npz._zip import DEFLATED, STORED

_PARALLEL: Final = 4 << 20
"""From so many bytes on another thread is worth its start."""
_BATCH: Final = 32
"""Pieces that are deflated side by side before they are written."""
_SAMPLE: Final = 1 << 13
"""Bytes that tell how far data can be deflated."""
_WORTH_IT: Final = 0.6
"""Data that is left with more than that is hardly smaller where it is deflated densely."""


class Storer:
    """Puts data into an archive as it is."""

    method = STORED

    def __init__(self) -> None:
        self.crc = 0
        """The checksum of all data so far."""

    def plain(self, data: bytes) -> bytes:
        """A first piece that can be written again with other bytes."""
        return data

    def pack(self, sink: Sink, pieces: Iterable[memoryview]) -> None:
        """Write data."""
        for piece in pieces:
            if len(piece) >= _PARALLEL and _codec.processors() > 1:
                self.crc = _codec.combine(self.crc, _store_and_sum(sink, piece), len(piece))
                continue
            for start in range(0, len(piece), CHUNK):
                part = piece[start : start + CHUNK]
                self.crc = _codec.codec.crc32(part, self.crc)
                sink.write(part)

    def finish(self, sink: Sink) -> None:
        """Write what has to follow the data."""


def _store_and_sum(sink: Sink, piece: memoryview) -> int:
    # What writes is this thread: another could go on after an interrupt, and write into the file
    # that has the descriptor then.
    with _codec.beside(lambda: _codec.codec.crc32(piece, 0)) as summed:
        for start in range(0, len(piece), 4 * CHUNK):
            sink.write(piece[start : start + 4 * CHUNK])
        return summed()


class Deflater:
    """Puts data into an archive deflated, which makes the same bytes in any number of threads."""

    method = DEFLATED

    def __init__(self) -> None:
        self.crc = 0
        """The checksum of all data so far, but for what does not fill a piece yet."""
        self._left = bytearray()
        self._place = 0  # in a batch of so many pieces, wherever data is cut when it comes
        self._joins = True
        self._tried: list[bool] = []

    def plain(self, data: bytes) -> bytes:
        """A first piece that can be written again with other bytes: a block that is only stored."""
        return struct.pack("<BHH", 0, len(data), 0xFFFF - len(data)) + data

    def pack(self, sink: Sink, pieces: Iterable[memoryview]) -> None:
        """Write data, but for the end that does not fill a piece."""
        parts = self._cut(pieces)
        while batch := list(islice(parts, _BATCH - self._place)):
            self._pack(sink, batch)

    def finish(self, sink: Sink) -> None:
        """Write what has to follow the data."""
        last = bytes(self._left)
        self.crc = _codec.combine(self.crc, _codec.codec.crc32(last, 0), len(last))
        sink.add(deflated(last) if last else END)

    def _cut(self, pieces: Iterable[memoryview]) -> Iterator[memoryview | bytes]:
        """Cut data into parts of one length; what is left comes first the next time."""
        left = self._left
        for piece in pieces:
            missing = (PIECE - len(left)) % PIECE
            left += piece[:missing]
            if len(left) == PIECE:
                yield bytes(left)
                left.clear()
            whole = missing + (len(piece) - missing) // PIECE * PIECE
            for start in range(missing, whole, PIECE):
                yield piece[start : start + PIECE]
            left += piece[max(whole, missing) :]

    def _pack(self, sink: Sink, parts: Sequence[memoryview | bytes]) -> None:
        # What came before decides, and not what is ready first: equal data makes equal bytes.
        trials = _BATCH if self._joins else 1
        places = range(self._place, self._place + len(parts))
        tasks = [partial(_piece, part, at < trials) for at, part in zip(places, parts, strict=True)]
        for part, done in zip(parts, _codec.in_threads(tasks), strict=True):
            sink.add(done.packed)
            self.crc = _codec.combine(self.crc, done.crc, len(part))
            if done.joins is not None:
                self._tried.append(done.joins)
        self._place = places.stop % _BATCH
        if not self._place and self._tried:
            self._joins = 2 * sum(self._tried) >= len(self._tried)
            self._tried.clear()


def deflated(data: bytes) -> bytes:
    """A stream of its own."""
    return (_dense(data) or _codec.codec.deflate).last(data)


class _Piece(NamedTuple):
    packed: bytes
    crc: int
    joins: bool | None
    """Whether it could be deflated densely; None where that was not tried."""


def _piece(data: memoryview | bytes, dense: bool) -> _Piece:
    crc = _codec.codec.crc32(data, 0)
    way = _dense(data) if dense else None
    packed = way.piece(data) if way else None
    joins = None if way is None else packed is not None
    if packed is None:
        packed = _codec.codec.deflate.piece(data)
    return _Piece(packed, crc, joins)


def _dense(data: memoryview | bytes) -> DenseDeflate | None:
    """The dense way, where it is installed and promises something."""
    dense = _codec.codec.dense()
    sample = data[:_SAMPLE]
    if dense and len(_codec.codec.deflate.last(sample)) < _WORTH_IT * len(sample):
        return dense
    return None
