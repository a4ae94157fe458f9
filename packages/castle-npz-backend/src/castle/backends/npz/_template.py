"""The files of small runs, laid out once for all runs of one form and filled in for each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from castle.backends.npz import _codec, _npy, _zip
from castle.backends.npz._npy import Layout
from castle.backends.npz._writing import Laid, lay

_LARGEST: Final = 1 << 14
"""Data of more bytes takes longer to write than the records around it take to make."""
_MOST: Final = 32
"""The records of more arrays take more room than is worth keeping for the next run."""


# A name, and what makes a Layout: making one takes longer than looking for it.
_Form = tuple[str, np.dtype[Any], bool, tuple[int, ...]]


def small_file(arrays: Mapping[str, NDArray[Any]], title: str, text: bytes) -> bytes | None:
    """All bytes of the file with these arrays and a text behind them; None for what is not small.

    They are those that an `ArchiveWriter` writes.
    """
    size = 0
    forms: list[_Form] = []
    contents: list[bytes] = []
    for name, array in arrays.items():
        size += array.nbytes
        if size > _LARGEST or len(forms) == _MOST or array.dtype.kind in _npy.AMBIGUOUS:
            return None
        forms.append((name, array.dtype, array.flags.fnc, array.shape))
        contents.append(array.tobytes("A"))
    contents.append(text)
    return _template(tuple(forms), title, len(text)).filled(contents)


class _Template:
    """The file of all runs whose arrays have the same names and layouts, without their data."""

    __slots__ = ("_heads", "_pieces")

    def __init__(self, forms: Sequence[_Form], title: str, length: int) -> None:
        blank = bytearray()
        laid: list[Laid] = []
        for name, dtype, fortran, shape in [*forms, (title, *_npy.text_layout(length))]:
            layout = Layout(dtype, fortran, shape)
            one = lay(name, layout, len(blank), compressed=False)
            one.member.packed = one.member.size
            blank += _zip.local_header(one.member, one.length) + one.head + bytes(layout.size)
            laid.append(one)
        entries = [_zip.entry(one.member) for one in laid]
        starts = accumulate(map(len, entries[:-1]), initial=len(blank))
        blank += _zip.directory([one.member for one in laid], len(blank))
        self._heads = [_codec.codec.crc32(one.head, 0) for one in laid]
        gaps = [gap for one in laid for gap in _gaps(one)]
        gaps += [_checksum(start + _zip.ENTRY_CHECKSUM) for start in starts]
        self._pieces = [bytes(piece) for piece in _parted(blank, gaps)]

    def filled(self, contents: Iterable[bytes]) -> bytes:
        """The file with these contents, one for each member."""
        filling: list[bytes] = []
        checksums: list[bytes] = []
        for content, head in zip(contents, self._heads, strict=True):
            checksum = _codec.codec.crc32(content, head).to_bytes(4, "little")
            filling += checksum, content
            checksums.append(checksum)
        pieces = self._pieces.copy()
        pieces[1::2] = filling + checksums
        return b"".join(pieces)


_template = lru_cache(maxsize=64)(_Template)


def _gaps(one: Laid) -> tuple[slice, slice]:
    """Where the checksum and the data of a member stand."""
    stop = one.member.offset + one.length + one.member.size
    start = stop - one.member.size + len(one.head)
    return _checksum(one.member.offset + _zip.LOCAL_CHECKSUM), slice(start, stop)


def _checksum(start: int) -> slice:
    return slice(start, start + 4)


def _parted(whole: bytearray, gaps: Iterable[slice]) -> Iterator[bytearray]:
    """What is between the gaps, with nothing in place of each of them."""
    start = 0
    for gap in gaps:
        yield whole[start : gap.start]
        yield bytearray()
        start = gap.stop
    yield whole[start:]
