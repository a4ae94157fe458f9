"""The header of the npy format: made, and read from what may be damaged."""

import ast
import re
import struct
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

_MAGIC: Final = b"\x93NUMPY"
_ALIGNMENT: Final = 64
LONGEST_HEADER: Final = 10_000
"""numpy.load refuses headers with more characters."""
AMBIGUOUS: Final = "mMV"
"""The kinds of dtype of which two may be equal for Python and called differently."""
PLAIN_KINDS: Final = "biufcmMSUV"
"""The kinds of dtype whose values are their bytes."""
_MOST_ROWS: Final = 10**18
_KEYS: Final = {"descr", "fortran_order", "shape"}
# What nearly every header looks like; all others are parsed as the literals that they are.
_COMMON: Final = re.compile(
    rb"\{'descr': '([<>|][a-zA-Z]\d+)', 'fortran_order': (True|False), "
    rb"'shape': \((|\d{1,19},|\d{1,19}(?:, \d{1,19})+)\), \} *\n"
)


class Layout(NamedTuple):
    """What a header says about the data behind it."""

    dtype: np.dtype[Any]
    """The type of an element."""
    fortran: bool
    """Whether the first index runs fastest."""
    shape: tuple[int, ...]
    """The lengths of the axes."""

    @property
    def size(self) -> int:
        """How many bytes of data there are."""
        count = self.dtype.itemsize
        for length in self.shape:
            count *= length
        return count

    def array(self, data: NDArray[np.uint8]) -> NDArray[Any]:
        """The bytes as an array, not copied."""
        return np.ndarray(self.shape, self.dtype, data, order="F" if self.fortran else "C")


def layout(array: NDArray[Any]) -> Layout:
    """How an array is stored: in its own order where it has one, and in C order else."""
    return Layout(array.dtype, array.flags.fnc, array.shape)


@lru_cache(maxsize=256)
def text_layout(length: int) -> Layout:
    """How so many bytes are stored as an array without axes."""
    return Layout(np.dtype(f"S{length}"), False, ())


def version(dtype: np.dtype[Any]) -> tuple[int, int]:
    """The oldest version of the npy format that can spell the names in the dtype."""
    return (1, 0) if dtype.names is None or repr(dtype).isascii() else (3, 0)


def header(described: Layout) -> bytes:
    """All that precedes the data; its length is a multiple of 64."""
    return (_header if described.dtype.kind in AMBIGUOUS else _common_header)(described)


def _header(described: Layout) -> bytes:
    return _padded(version(described.dtype), _text(described), 0)


_common_header = lru_cache(maxsize=256)(_header)


def growing_header(dtype: np.dtype[Any], row: tuple[int, ...], rows: int) -> bytes:
    """The header of an array that grows: of one length, however many rows there are."""
    longest = _padded(version(dtype), _text(Layout(dtype, False, (_MOST_ROWS, *row))), 0)
    return _padded(version(dtype), _text(Layout(dtype, False, (rows, *row))), len(longest))


def parse(data: memoryview) -> tuple[Layout, int]:
    """What a header says and how long it is; ValueError when it says nothing that can be read."""
    if len(data) < _ALIGNMENT or bytes(data[:6]) != _MAGIC:
        raise ValueError("an array in it has no npy header")
    if data[6] not in (1, 2, 3) or data[7]:
        raise ValueError(f"an array in it has npy format {data[6]}.{data[7]}")
    start, form = (10, "<H") if data[6] == 1 else (12, "<I")
    length: int = struct.unpack_from(form, data, 8)[0]
    if length > LONGEST_HEADER or start + length > len(data):
        raise ValueError("the npy header of an array in it is too long")
    text = bytes(data[start : start + length])
    return _described(text, "latin1" if data[6] < 3 else "utf8"), start + length


def _described(text: bytes, encoding: str) -> Layout:
    found = _checked_before(text, encoding)
    # A type with fields is not shared: whoever has it can give its fields other names.
    return found if found.dtype.names is None else _checked(text, encoding)


def _checked(text: bytes, encoding: str) -> Layout:
    found = _spelled(text, encoding)
    if found.dtype.hasobject or found.dtype.kind not in PLAIN_KINDS:
        raise ValueError("an array in it holds Python objects, which are never read")
    return found


_checked_before = lru_cache(maxsize=256)(_checked)


def _spelled(text: bytes, encoding: str) -> Layout:
    match = _COMMON.fullmatch(text)
    if match:
        shape = tuple(int(length) for length in match[3].split(b",") if length)
        return Layout(np.dtype(match[1].decode()), match[2] == b"True", shape)
    literal = ast.literal_eval(text.decode(encoding))
    if not isinstance(literal, dict) or set(literal) != _KEYS:
        raise ValueError("the npy header of an array in it has other keys")
    shape, fortran = literal["shape"], literal["fortran_order"]
    if not isinstance(shape, tuple) or not all(type(n) is int and n >= 0 for n in shape):
        raise ValueError(f"the shape of an array in it is {shape!r}")
    if not isinstance(fortran, bool):
        raise ValueError(f"the order of an array in it is {fortran!r}")
    return Layout(npy.descr_to_dtype(literal["descr"]), fortran, shape)


def _text(described: Layout) -> str:
    descr = npy.dtype_to_descr(described.dtype) if described.dtype.names else described.dtype.str
    shape = f"({', '.join(map(str, described.shape))}{',' if len(described.shape) == 1 else ''})"
    return f"{{'descr': {descr!r}, 'fortran_order': {described.fortran}, 'shape': {shape}, }}"


def _padded(form: tuple[int, int], text: str, length: int) -> bytes:
    encoded = text.encode("latin1" if form == (1, 0) else "utf8")
    prefix = 10 if form == (1, 0) else 12
    total = max(length, -(-(prefix + len(encoded) + 1) // _ALIGNMENT) * _ALIGNMENT)
    if total - prefix > 0xFFFF and form == (1, 0):
        raise ValueError("the npy header is too long")
    size = struct.pack("<H" if form == (1, 0) else "<I", total - prefix)
    return _MAGIC + bytes(form) + size + encoded.ljust(total - prefix - 1) + b"\n"
