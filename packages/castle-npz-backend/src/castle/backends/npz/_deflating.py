"""Deflate in pieces, which are worked on at the same time and follow each other in one stream.

Each piece ends at a byte, with an empty block that is only stored, and refers to nothing before it,
so that its bytes are the same whoever else works beside it.
"""

import hashlib
import importlib
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any, Final, NamedTuple, Protocol

PIECE: Final = 300_000
"""Bytes of a piece: as many as libdeflate puts into one block."""
END: Final = b"\3\0"
"""What ends a stream behind any piece: a last block, with nothing in it."""
RAW: Final = -15
"""No header and no checksum around the deflated data: the archive has its own."""
_EMPTY: Final = b"\0\0\xff\xff"
"""How an empty block goes on that is only stored, behind its first three bits."""


class Deflate(NamedTuple):
    """One way to deflate."""

    piece: Callable[[Any], bytes]
    """What others can follow."""
    last: Callable[[Any], bytes]
    """What ends the stream."""


class DenseDeflate(NamedTuple):
    """One that makes much smaller what can be made so, and takes longer."""

    piece: Callable[[Any], bytes | None]
    """What others can follow; None where the data does not lead to such a piece."""
    last: Callable[[Any], bytes]
    """What ends the stream."""


class _Compressor(Protocol):
    def compress(self, data: Any, /) -> bytes: ...

    def flush(self, mode: int = ..., /) -> bytes: ...


def streaming(made: Callable[[], _Compressor]) -> Deflate:
    """The way of what is called like the compressors of zlib."""

    def piece(data: Any) -> bytes:
        compressor = made()
        return compressor.compress(data) + compressor.flush(zlib.Z_SYNC_FLUSH)

    def last(data: Any) -> bytes:
        compressor = made()
        return compressor.compress(data) + compressor.flush()

    return Deflate(piece, last)


def zlib_deflate() -> Deflate:
    """The standard library, at the level of `numpy.savez_compressed`."""
    return streaming(lambda: zlib.compressobj(6, zlib.DEFLATED, RAW))


def isal_deflate(isal: Any) -> Deflate:
    """ISA-L, the fastest."""
    return streaming(lambda: isal.compressobj(2, isal.DEFLATED, RAW))


@cache
def dense_deflate() -> DenseDeflate | None:
    """libdeflate: nearly as dense as zlib, and much faster; None where it is not installed.

    It makes whole streams only, whose last block cannot be told from the bits. Noise behind the
    data can: it becomes a block of its own, that is only stored and is made an empty one here. Data
    whose parts differ too much is divided otherwise, so that the block holds more than the noise.
    """
    try:
        compress = importlib.import_module("deflate").deflate_compress
    except ImportError:
        return None
    noise = hashlib.shake_128(b"castle").digest(5_000)  # the shortest block of libdeflate
    length = len(noise).to_bytes(2, "little")
    header = length + bytes(255 - byte for byte in length)
    end = header + noise

    def piece(data: Any) -> bytes | None:
        if bytes(data[-len(header) :]) == header:  # stored, it would look like that of the noise
            return None
        packed = bytearray(compress(b"".join((data, noise)), 4))
        if not packed.endswith(end):
            return None
        del packed[-len(end) :]
        # Between the bit that makes the block the last one and the length are only zeros.
        at = len(packed) - (1 if packed[-1] else 2)
        packed[at] ^= 1 << packed[at].bit_length() - 1
        return bytes(packed + _EMPTY)

    return DenseDeflate(piece, lambda data: bytes(compress(data, 4)))
