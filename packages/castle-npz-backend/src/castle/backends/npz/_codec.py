"""Checksums and deflate: through ISA-L where the `fast` extra installed it, else through zlib."""

import importlib
import os
import zlib
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

_RAW: Final = -15
"""No header and no checksum around the deflated data: the archive has its own."""
CHUNK: Final = 1 << 18
"""Bytes that are worked on at a time: what was copied is then still in the cache when summed."""
_POLYNOMIAL: Final = 0xEDB88320


class Codec(NamedTuple):
    """One implementation of checksums and deflate."""

    crc32: Callable[[Any, int], int]
    """The checksum of more data after data with a checksum."""
    deflater: Callable[[], Any]
    """Makes an object that compresses."""
    inflater: Callable[[], Any]
    """Makes an object that decompresses."""
    fast: bool
    """Whether a checksum costs less than half of what writing does."""


def isal_codec() -> Codec | None:
    """What ISA-L offers, or None where it is not installed."""
    try:
        isal: Any = importlib.import_module("isal.isal_zlib")
    except ImportError:
        return None
    return Codec(
        isal.crc32,
        lambda: isal.compressobj(1, isal.DEFLATED, _RAW),
        lambda: isal.decompressobj(_RAW),
        fast=True,
    )


def zlib_codec() -> Codec:
    """What the standard library offers, at the level of `numpy.savez_compressed`."""
    return Codec(
        zlib.crc32,
        lambda: zlib.compressobj(6, zlib.DEFLATED, _RAW),
        lambda: zlib.decompressobj(_RAW),
        fast=False,
    )


codec: Codec = isal_codec() or zlib_codec()
"""What this process uses."""


def combine(first: int, second: int, length: int) -> int:
    """The checksum of two pieces of data from that of each, and the length of the second."""
    return _times(_power(8 * length), first) ^ second


def in_threads(tasks: Iterable[Callable[[], int]]) -> list[int]:
    """What the tasks give, which release the interpreter's lock while they work."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  # for large arrays only

    first, *others = tasks
    with ThreadPoolExecutor(max(1, len(others))) as pool:
        running = [pool.submit(task) for task in others]
        return [first(), *(task.result() for task in running)]


def processors() -> int:
    """How many threads can run at the same time."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


# A checksum is the remainder of the data, a polynomial over GF(2) with its first coefficient in
# the highest bit, so that data behind it multiplies it by a power of x.


def _times(left: int, right: int) -> int:
    product = 0
    while left:
        if left & 0x80000000:
            product ^= right
        right = right >> 1 ^ (_POLYNOMIAL if right & 1 else 0)
        left = left << 1 & 0xFFFFFFFF
    return product


def _power(exponent: int) -> int:
    result, square = 0x80000000, 0x40000000
    while exponent:
        if exponent & 1:
            result = _times(result, square)
        square = _times(square, square)
        exponent >>= 1
    return result
