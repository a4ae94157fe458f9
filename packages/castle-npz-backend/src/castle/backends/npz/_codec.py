"""Checksums and deflate: through what the `fast` extra installed, else through zlib."""

import importlib
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeVar

from castle.backends.npz._deflating import (
    RAW,
    Deflate,
    DenseDeflate,
    dense_deflate,
    isal_deflate,
    zlib_deflate,
)

CHUNK: Final = 1 << 18
"""Bytes that are worked on at a time: what was copied is then still in the cache when summed."""
_POLYNOMIAL: Final = 0xEDB88320
_Given = TypeVar("_Given")


class Codec(NamedTuple):
    """One implementation of checksums and deflate."""

    crc32: Callable[[Any, int], int]
    """The checksum of more data after data with a checksum."""
    deflate: Deflate
    """How any data is deflated."""
    dense: Callable[[], DenseDeflate | None]
    """How data is deflated that can be made much smaller, where there is such a way."""
    inflater: Callable[[], Any]
    """Makes an object that decompresses."""


def isal_codec() -> Codec | None:
    """What ISA-L offers, and libdeflate beside it; None where ISA-L is not installed."""
    try:
        isal: Any = importlib.import_module("isal.isal_zlib")
    except ImportError:
        return None
    return Codec(
        isal.crc32,
        isal_deflate(isal),
        dense_deflate,
        lambda: isal.decompressobj(RAW),
    )


def zlib_codec() -> Codec:
    """What the standard library offers."""
    return Codec(
        zlib.crc32,
        zlib_deflate(),
        lambda: None,
        lambda: zlib.decompressobj(RAW),
    )


codec: Codec = isal_codec() or zlib_codec()
"""What this process uses."""


def combine(first: int, second: int, length: int) -> int:
    """The checksum of two pieces of data from that of each, and the length of the second."""
    return _times(_power(8 * length), first) ^ second


@contextmanager
def beside(task: Callable[[], _Given]) -> Iterator[Callable[[], _Given]]:
    """Work on a task in another thread meanwhile; what the context gives waits for its result."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  # for large arrays only

    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(task).result


def in_threads(tasks: Sequence[Callable[[], _Given]]) -> list[_Given]:
    """What the tasks give, which release the interpreter's lock while they work."""
    workers = min(len(tasks), processors())
    if workers < 2:
        return [task() for task in tasks]
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  # for large arrays only

    with ThreadPoolExecutor(workers) as pool:
        return [running.result() for running in [pool.submit(task) for task in tasks]]


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


@lru_cache(maxsize=64)
def _power(exponent: int) -> int:
    result, square = 0x80000000, 0x40000000
    while exponent:
        if exponent & 1:
            result = _times(result, square)
        square = _times(square, square)
        exponent >>= 1
    return result
