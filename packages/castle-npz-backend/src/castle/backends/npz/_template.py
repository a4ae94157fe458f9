"""The files of small runs, laid out once for all runs of one form and filled in for each."""

import struct
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from numpy.typing import NDArray

from castle.backends.npz import _codec, _npy, _zip
from castle.backends.npz._npy import Layout
from castle.backends.npz._writing import Laid, lay

_LARGEST: Final = 1 << 14
"""Data of more bytes takes longer to write than the records around it take to make."""
_MOST: Final = 32
"""The records of more arrays take more room than is worth keeping for the next run."""
_CHECKSUM: Final = struct.Struct("<L")


class _Place(NamedTuple):
    start: int
    stop: int
    head_checksum: int
    local: int
    entry: int


def small_file(arrays: Mapping[str, NDArray[Any]], title: str, text: bytes) -> bytearray | None:
    """All bytes of the file with these arrays and a text behind them; None for large arrays.

    They are those that an `ArchiveWriter` writes.
    """
    if len(arrays) > _MOST:
        return None
    form = tuple([(name, _npy.layout(array)) for name, array in arrays.items()])
    if sum([array.nbytes for array in arrays.values()]) > _LARGEST:
        return None
    contents = [array.tobytes("A") for array in arrays.values()]
    return _template((*form, (title, _npy.text_layout(len(text))))).filled([*contents, text])


class _Template:
    """The file of all runs whose arrays have the same names and layouts, without their data."""

    __slots__ = ("_blank", "_places")

    def __init__(self, form: Iterable[tuple[str, Layout]]) -> None:
        blank = bytearray()
        laid: list[Laid] = []
        for name, layout in form:
            one = lay(name, layout, len(blank), compressed=False)
            one.member.packed = one.member.size
            blank += _zip.local_header(one.member, one.length) + one.head + bytes(layout.size)
            laid.append(one)
        entry = len(blank)
        self._places: list[_Place] = []
        for one in laid:
            self._places.append(_place(one, entry))
            entry += len(_zip.entry(one.member))
        blank += _zip.directory([one.member for one in laid], len(blank))
        self._blank = bytes(blank)

    def filled(self, contents: Iterable[bytes]) -> bytearray:
        """The file with these contents, one for each member."""
        file = bytearray(self._blank)
        for content, place in zip(contents, self._places, strict=True):
            start, stop, checksum, local, entry = place
            file[start:stop] = content
            checksum = _codec.codec.crc32(content, checksum)
            _CHECKSUM.pack_into(file, local, checksum)
            _CHECKSUM.pack_into(file, entry, checksum)
        return file


_template = lru_cache(maxsize=64)(_Template)


def _place(one: Laid, entry: int) -> _Place:
    stop = one.member.offset + one.length + one.member.size
    start = stop - one.member.size + len(one.head)
    local = one.member.offset + _zip.LOCAL_CHECKSUM
    head_checksum = _codec.codec.crc32(one.head, 0)
    return _Place(start, stop, head_checksum, local, entry + _zip.ENTRY_CHECKSUM)
