"""An array as lines of CSV, and back, bit for bit."""

import csv
import hashlib
import io
import math
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from castle.backends.csv._errors import DATA_NOT_STORABLE, CsvError

_AXES = (1, 2)


def storable(name: object, array: object) -> NDArray[Any]:
    """The array, where it can be kept; CsvError else."""
    if not isinstance(name, str) or not name.isidentifier():
        raise _refusal(name, "its name is no identifier")
    if type(array) is not np.ndarray:
        raise _refusal(name, f"it is a {type(array).__name__}, no plain array")
    if array.dtype.str not in ("<f8", ">f8") and array.dtype.kind != "U":
        raise _refusal(name, f"it is of {array.dtype}, neither float64 nor text")
    if array.ndim not in _AXES:
        raise _refusal(name, f"it has {array.ndim} axes, not one or two")
    return array


def write(array: NDArray[Any]) -> bytes:
    """The lines of an array: one for each of its rows."""
    spell = str if array.dtype.kind == "U" else _spelled
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerows([spell(cell) for cell in row] for row in _rows(array).tolist())
    if array.dtype.kind != "U":
        return _with_payloads(array, stream.getvalue())
    return stream.getvalue().encode()


def read(data: bytes, dtype: str, shape: list[int]) -> NDArray[Any]:
    """The array of some lines; ValueError when they are not what was written."""
    cells = [cell for row in csv.reader(io.StringIO(data.decode(), newline="")) for cell in row]
    kind = np.dtype(dtype)
    if len(cells) != math.prod(shape):
        raise ValueError(f"it has {len(cells)} cells, and should have {math.prod(shape)}")
    if kind.kind == "U":
        return np.array(cells, kind).reshape(shape)
    bits = [_bits(cell) for cell in cells]
    return (
        np.array(bits, "u8").view("f8").astype(kind).reshape(shape)
        if bits
        else np.empty(shape, kind)
    )


def digest(data: bytes) -> str:
    """What tells whether a file was changed."""
    return hashlib.sha256(data).hexdigest()


def _rows(array: NDArray[Any]) -> NDArray[Any]:
    return array.reshape(-1, 1) if array.ndim == 1 else array


def _spelled(number: float) -> str:
    return repr(number)


def _with_payloads(array: NDArray[Any], text: str) -> bytes:
    if not np.isnan(array).any():
        return text.encode()
    bits = np.ascontiguousarray(_rows(array)).astype("<f8").view("<u8")
    lines = [
        [f"nan:{bit:016x}" if number != number else repr(number) for number, bit in both]
        for both in (
            zip(row, row_bits, strict=True)
            for row, row_bits in zip(_rows(array).tolist(), bits.tolist(), strict=True)
        )
    ]
    return "".join(f"{','.join(line)}\n" for line in lines).encode()


def _bits(cell: str) -> int:
    if cell.startswith("nan:"):
        return int(cell[4:], 16)
    found: int = struct.unpack("<Q", struct.pack("<d", float(cell)))[0]
    return found


def _refusal(name: object, reason: str) -> CsvError:
    message = f"array {name!r} cannot be stored: {reason}"
    return CsvError.saying(DATA_NOT_STORABLE, message, "convert it, or use castle-npz-backend")
