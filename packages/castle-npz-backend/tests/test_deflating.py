"""Data that is deflated in pieces, side by side, is one stream that zlib inflates."""

import hashlib
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from castle.backends.npz import NpzBackend, _codec, _packing
from castle.backends.npz._deflating import (
    END,
    PIECE,
    DenseDeflate,
    dense_deflate,
    zlib_deflate,
)
from castle.backends.npz._packing import Deflater
from castle.backends.npz._sink import Sink
from castle.monorail.meta import RunMeta


class Kept(Sink):
    """Keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__(-1, durable=False)
        self.data = b""

    def add(self, data: bytes) -> None:
        """Keep some more."""
        self.data += data


def events(count: int) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Events as an engine records them: few senders, receivers and kinds, growing numbers."""
    chance = np.random.default_rng(6)
    columns = [np.arange(count), *(chance.integers(0, n, count) for n in (50, 50, 8, 12, 20_000))]
    return np.column_stack(columns).astype(np.float64)


EVENTS = events(100_000)


def fast() -> _codec.Codec:
    """ISA-L, which the tests install."""
    found = _codec.isal_codec()
    assert found is not None
    return found


def dense() -> DenseDeflate:
    """libdeflate, which the tests install."""
    found = dense_deflate()
    assert found is not None
    return found


def mixed(seed: int) -> bytes:
    """Data whose parts have nothing in common: noise, repetitions, text, numbers, zeros."""
    random = Random(seed)
    made = b""
    while len(made) < random.randrange(1, 3 * PIECE):
        length = random.randrange(1, PIECE)
        few = bytes(random.randrange(256) for _ in range(random.randrange(1, 40)))
        count = length // 8
        made += [
            random.randbytes(length),
            few * (length // len(few)),
            np.cumsum(np.arange(count) % 7 * 0.1).round(random.randrange(1, 9)).tobytes(),
            EVENTS[:count].tobytes()[:length],
            bytes(length),
            bytes(random.choices(few, k=length)),
        ][random.randrange(6)]
    return made


WAYS: list[Callable[[bytes], bytes | None]] = [
    zlib_deflate().piece,
    fast().deflate.piece,
    dense().piece,
]


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("way", WAYS, ids=["zlib", "isal", "libdeflate"])
def test_pieces_follow_each_other(way: Callable[[bytes], bytes | None], seed: int) -> None:
    """Whatever was deflated before a piece and whatever comes behind it, zlib reads the whole."""
    data = mixed(seed)
    parts = [data[at : at + PIECE] for at in range(0, len(data), PIECE)]
    around = zlib_deflate().piece
    packed = [way(part) or around(part) for part in parts]
    inflater = zlib.decompressobj(-15)
    assert inflater.decompress(around(b"first") + b"".join(packed) + END) == b"first" + data
    assert inflater.eof
    assert not inflater.unused_data


def test_events_are_dense() -> None:
    """Nearly all pieces of recorded events can be joined, and are little larger than zlib's."""
    data = EVENTS.tobytes()
    parts = [data[at : at + PIECE] for at in range(0, len(data) - PIECE, PIECE)]
    packed = [dense().piece(part) for part in parts]
    assert sum(piece is not None for piece in packed) >= len(parts) * 0.9


def test_events_take_no_more_room_than_with_numpy(root: Path, run_meta: RunMeta) -> None:
    """At most a twentieth more than np.savez_compressed takes."""
    file = NpzBackend(root=root, compressed=True).save({"events": EVENTS}, run_meta)
    np.savez_compressed(root / "numpy.npz", events=EVENTS)
    assert file.stat().st_size <= (root / "numpy.npz").stat().st_size * 1.05


def test_noise_in_the_data() -> None:
    """Data that ends like what is put behind it, or what comes before that, is not taken for it."""
    mark = hashlib.shake_128(b"castle").digest(5_000)
    length = b"\x88\x13\x77\xec"
    wild = Random(1).randbytes(PIECE)
    ends = [mark, length, length + mark, *(length[:n] for n in range(4)), length + mark[:1]]
    starts = [b"", mark * 59, bytes(PIECE), EVENTS.tobytes()[:PIECE], wild, bytes(100_000) + wild]
    for data in [start[: PIECE - len(end)] + end for end in ends for start in starts]:
        packed = dense().piece(data)
        if packed is not None:
            assert zlib.decompress(packed + END, -15) == data
        assert zlib.decompress(dense().last(data), -15) == data


@pytest.mark.parametrize("codec", [fast(), _codec.zlib_codec()], ids=["fast", "zlib"])
@pytest.mark.parametrize("seed", range(6))
def test_any_data_in_any_pieces(
    codec: _codec.Codec, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However data is cut when it comes, it comes back, and its checksum is that of the whole."""
    monkeypatch.setattr(_codec, "codec", codec)
    random = Random(seed)
    data = mixed(seed) * 3
    kept, deflater, at = Kept(), Deflater(), 0
    while at < len(data):
        pieces = []
        for _ in range(random.randrange(1, 5)):
            length = random.choice([1, 48, PIECE - 1, PIECE, PIECE + 1, random.randrange(PIECE)])
            pieces.append(memoryview(data)[at : at + length])
            at += length
        deflater.pack(kept, pieces)
    deflater.finish(kept)
    assert zlib.decompress(kept.data, -15) == data
    assert deflater.crc == zlib.crc32(data)


def test_any_number_of_processors(
    root: Path, run_meta: RunMeta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Equal runs make equal files, whether their pieces are deflated side by side or not."""
    data = np.frombuffer((mixed(1) + mixed(2))[: 8 * 100_000], np.uint8)
    made = []
    for count in (1, 2, 7):
        monkeypatch.setattr(_codec, "processors", lambda count=count: count)
        folder = root / str(count)
        made.append(NpzBackend(root=folder, compressed=True).save({"x": data}, run_meta))
    assert len({file.read_bytes() for file in made}) == 1


def test_data_that_cannot_be_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dense way is tried on one piece of a batch, as long as most pieces led to nothing."""
    tried: list[int] = []

    def piece(data: bytes) -> None:
        tried.append(len(data))

    way = DenseDeflate(piece, dense().last)
    monkeypatch.setattr(_codec, "codec", fast()._replace(dense=lambda: way))
    kept, deflater = Kept(), Deflater()
    deflater.pack(kept, [memoryview(bytes(PIECE * 32 * 3))])
    deflater.finish(kept)
    assert len(tried) == 32 + 1 + 1
    assert zlib.decompress(kept.data, -15) == bytes(PIECE * 32 * 3)


def test_equal_bytes_however_they_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """Data that is appended in other chunks makes the same bytes, whichever pieces join."""
    data = mixed(3) + EVENTS.tobytes() + mixed(4) + EVENTS.tobytes()[:3_000_000] + mixed(5)
    monkeypatch.setattr(_packing, "_BATCH", 4)
    made = set()
    for chunk in (len(data), 4_800_000, 48_000):
        kept, deflater = Kept(), Deflater()
        for start in range(0, len(data), chunk):
            deflater.pack(kept, [memoryview(data)[start : start + chunk]])
        deflater.finish(kept)
        made.add(kept.data)
    assert len(made) == 1


def test_one_thread_writes(root: Path, run_meta: RunMeta, monkeypatch: pytest.MonkeyPatch) -> None:
    """No other thread writes to the file, which could go on when an interrupt has closed it."""
    writers = set()
    write = Sink.write

    def noting(sink: Sink, data: Any) -> None:
        writers.add(threading.get_ident())
        write(sink, data)

    monkeypatch.setattr(Sink, "write", noting)
    monkeypatch.setattr(_codec, "codec", _codec.zlib_codec())
    monkeypatch.setattr(_codec, "processors", lambda: 2)
    NpzBackend(root=root).save({"x": np.arange(3e6)}, run_meta)
    assert writers == {threading.get_ident()}
