"""An array as lines of CSV, and back, bit for bit."""

import hashlib
import math
import re
import struct
import unicodedata
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from castle.backends.csv._errors import DATA_NOT_STORABLE, CsvError

_AXES: Final = (1, 2)
_LONGEST: Final = 128
_DEVICE: Final = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_PLAIN: Final = re.compile(r'[^\s",][^",\r\n]*')
_CELL: Final = re.compile(r'(?:"([^"]*+(?:""[^"]*+)*+)"|([^",\r\n]*+))[,\n]')
"""A cell and what ends it. Python's reader takes long cells only where a global limit is off."""


def storable(name: object, array: object) -> NDArray[Any]:
    """The array, where it can be kept; CsvError else."""
    if not isinstance(name, str) or not name.isidentifier():
        raise _refusal(name, "its name is no identifier")
    if type(array) is not np.ndarray:
        raise _refusal(name, f"it is a {type(array).__name__}, no plain array")
    if not is_kept(array.dtype):
        raise _refusal(name, f"it is of {array.dtype}, neither float64 nor text")
    if array.ndim not in _AXES:
        raise _refusal(name, f"it has {array.ndim} axes, not one or two")
    if array.dtype.kind == "U" and not all(map(_is_text, array.flat)):
        raise _refusal(name, "it has surrogates, which no text file can hold")
    return array


def check_names(names: Iterable[object]) -> None:
    """Refuse names that are those of the same file, or of none, on some system."""
    files: set[str] = set()
    for name in filter(lambda one: isinstance(one, str), names):
        file = unicodedata.normalize("NFKC", str(name)).casefold()
        if file in files:
            raise _refusal(name, "another one's name differs from it in case or form alone")
        if _DEVICE.fullmatch(file) or len(str(name).encode(errors="replace")) > _LONGEST:
            raise _refusal(name, "its name cannot be that of a file")
        files.add(file)


def is_kept(dtype: np.dtype[Any]) -> bool:
    """Whether values of that type are kept."""
    return dtype.kind == "U" or (dtype.kind, dtype.itemsize) == ("f", 8)


def write(array: NDArray[Any]) -> bytes:
    """The lines of an array: one for each of its rows."""
    spell = _quoted if array.dtype.kind == "U" else repr
    rows = ([spell(cell) for cell in row] for row in _rows(array).tolist())
    text = "".join(f"{','.join(row)}\n" for row in rows)
    return text.encode() if array.dtype.kind == "U" else _with_payloads(array, text)


def read(data: bytes, dtype: str, shape: list[int]) -> NDArray[Any]:
    """The array of some lines; ValueError when they are not what was written."""
    kind = np.dtype(dtype)
    if not is_kept(kind):
        raise ValueError(f"it is of {kind}, which is not kept")
    cells = _cells(data.decode()) if math.prod(shape) else []
    if len(cells) != math.prod(shape):
        raise ValueError(f"it has {len(cells)} cells, and should have {math.prod(shape)}")
    if kind.kind == "U":
        found = np.ndarray(shape, kind)  # other than `array`, which makes one character of none
        found.reshape(-1)[:] = cells
        return found
    bits = [_bits(cell) for cell in cells]
    return (
        np.array(bits, "u8").view("f8").astype(kind).reshape(shape)
        if bits
        else np.empty(shape, kind)
    )


def digest(data: bytes) -> str:
    """What tells whether a file was changed."""
    return hashlib.sha256(data).hexdigest()


def _cells(text: str) -> list[str]:
    cells: list[str] = []
    at = 0
    for match in _CELL.finditer(text):
        if match.start() != at:
            break
        at = match.end()
        cells.append(match[2] if match[1] is None else match[1].replace('""', '"'))
    if at != len(text):
        raise ValueError("it is not written as this backend writes")
    return cells


def _rows(array: NDArray[Any]) -> NDArray[Any]:
    return array.reshape(-1, 1) if array.ndim == 1 else array


def _quoted(text: str) -> str:
    # Python's writer leaves a lone carriage return bare, at which readers end the row.
    if text and _PLAIN.fullmatch(text):
        return text
    return '"' + text.replace('"', '""') + '"'


def _is_text(text: str) -> bool:
    return text.isascii() or not _SURROGATE.search(text)


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
