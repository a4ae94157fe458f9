"""A run that grows on the disk, of any length in little memory."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from castle.backends.npz import _codec, _npy, _zip
from castle.backends.npz._data import named_arrays
from castle.backends.npz._packing import Deflater, Storer
from castle.backends.npz._saving import Saving
from castle.backends.npz._writing import ALIGNMENT, SUFFIX
from castle.backends.npz._zip import Member
from castle.monorail.abcs import StreamABC
from castle.monorail.typing import Float64NDArray

_EVENT: Final = np.dtype("<f8")


class NpzStream(StreamABC):
    """Appends events to a temporary file, which a commit makes the file of the run.

    The header in front of the events tells how many there are, so it is written again at the end;
    deflated data begins with a block that is only stored, which can be written again as well.
    """

    def __init__(self, saving: Saving, columns: int, name: str) -> None:
        super().__init__(columns)
        self._saving = saving
        self._name = name
        self._packer = Deflater() if saving.store.compressed else Storer()
        self._member = Member(name + SUFFIX, self._packer.method, 0, 0, 0, 0)
        self._length = _zip.header_length(self._member.name, 0, ALIGNMENT)
        self._size = 0
        head = bytes(self._length) + self._head()
        self._sink = saving.begin()  # late: before it an interrupt leaves nothing behind
        with saving.telling():
            self._sink.add(head)

    def _append(self, events: Float64NDArray) -> None:
        self._saving.opened()
        plain = np.ascontiguousarray(events, dtype=_EVENT)
        if plain.size:
            data = plain.reshape(-1).view(np.uint8).data
            with self._saving.telling():
                self._packer.pack(self._sink, [data])
                self._size += plain.nbytes  # in here: an interrupt before it discards the run

    def _commit(self, arrays: Mapping[str, NDArray[Any]]) -> Path:
        self._saving.opened()
        with self._saving.telling():
            checked = named_arrays(arrays, taken=self._name)
            return self._saving.finish(checked, self._sink, self._finished())

    def _discard(self) -> None:
        self._saving.discard()

    def _finished(self) -> Member:
        sink, member = self._sink, self._member
        self._packer.finish(sink)
        head = self._npy_header()
        member.crc = _codec.combine(_codec.codec.crc32(head, 0), self._packer.crc, self._size)
        member.size = len(head) + self._size
        member.packed = sink.position - self._length
        sink.patch(0, _zip.local_header(member, self._length) + self._head())
        return member

    def _head(self) -> bytes:
        return self._packer.plain(self._npy_header())

    def _npy_header(self) -> bytes:
        rows = self._size // (_EVENT.itemsize * self.columns) if self.columns else 0
        return _npy.growing_header(_EVENT, (self.columns,), rows)
