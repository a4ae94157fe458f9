"""Which data can be stored, and under which names its arrays go into the file."""

import io
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from castle.aigr import Diagnostic
from castle.backends.npz._errors import DATA_NOT_STORABLE, NpzError, fault
from castle.backends.npz._npy import LONGEST_HEADER, PLAIN_KINDS, version

Arrays = dict[str, NDArray[Any]]

BARE: Final = "data"
"""The member that holds an array which was saved without a name."""
RUN_META: Final = "run_meta"
"""The member that describes the run; no array of the run may have its name."""
LONGEST_TEXT: Final = 1 << 20
"""The most bytes of such a description that are read."""

_LONGEST_NAME: Final = 128
# The objects that NumPy itself has for plain numbers: what one of them describes needs no look.
_CODES: Final = "?" + np.typecodes["AllInteger"] + np.typecodes["AllFloat"]
_NUMBERS: Final = {id(dtype): dtype for dtype in map(np.dtype, _CODES)}
# numpy.load refuses headers of more than 10,000 characters. The header that is tried below has a
# shape of zeros; what the digits of the true shape and the alignment add is less than this margin.
_LONGEST_HEADER: Final = LONGEST_HEADER - 200


def named_arrays(data: object, taken: str | None = None) -> Arrays:
    """The arrays of a run by name; raises NpzError that lists all that cannot be stored.

    No array may have the name that is taken.
    """
    arrays = data if isinstance(data, (dict, Mapping)) else {BARE: data}
    faults = [*_bare_faults(data)] if arrays is not data else []
    for name, array in arrays.items():
        is_plain = type(array) is np.ndarray and id(array.dtype) in _NUMBERS
        if name_fault(name) or (not is_plain and _array_fault(array)):
            faults += _faults(name, array)
    if taken is not None and taken in arrays:
        message = f"array {taken!r} cannot be stored: its name is that of the events"
        faults.append(fault(DATA_NOT_STORABLE, message, "give it another name"))
    if faults:
        raise NpzError(faults)
    return dict(arrays)


def _bare_faults(data: object) -> list[Diagnostic]:
    if not isinstance(data, np.ndarray) or (data.dtype.kind, data.dtype.itemsize) == ("f", 8):
        return []
    message = f"an array without a name must be of float64, not of {data.dtype}"
    return [fault(DATA_NOT_STORABLE, message, 'give it a name: save({"name": array}, run_meta)')]


def _faults(name: object, array: object) -> list[Diagnostic]:
    reasons = (name_fault(name), _array_fault(array))
    return [
        fault(DATA_NOT_STORABLE, f"array {name!r} cannot be stored: {reason}", advice)
        for reason, advice in filter(None, reasons)
    ]


@lru_cache(maxsize=1024)
def name_fault(name: object) -> tuple[str, str] | None:
    """Why no array can have the name, and what to do; None where one can."""
    if not isinstance(name, str):
        return f"its name is a {type(name).__name__}", "name it with a string"
    if name == RUN_META:
        return "the description of the run has that name", "give it another name"
    # Tools that unpack the file turn names into paths, and numpy.load hides a final `.npy`.
    if name.startswith(".") or name.endswith(".npy") or set(name) & set("/\\:"):
        return "its name is that of a file", "leave out / \\ : and a first dot or final .npy"
    if not (name.isprintable() and 0 < len(name) <= _LONGEST_NAME):
        return "its name cannot be printed", f"use 1 to {_LONGEST_NAME} printable characters"
    return None


def _array_fault(array: object) -> tuple[str, str] | None:
    masked = sys.modules.get("numpy.ma")  # where there is a mask, and slow to import
    if masked and isinstance(array, masked.MaskedArray):
        return "its mask would be lost", "store array.filled(...) and the mask as two arrays"
    if type(array) is not np.ndarray:
        return f"it is a {type(array).__name__}, no plain array", "convert it with numpy.array"
    if array.dtype.hasobject or array.dtype.kind not in PLAIN_KINDS:
        return "it holds Python objects", "convert it to numbers or fixed-size strings"
    if not _comes_back(array):
        return f"the npy format cannot describe {array.dtype}", "store each field by itself"
    return None


def _comes_back(array: NDArray[Any]) -> bool:
    """Whether the dtype, written and read again, is what it was; tried with no elements."""
    if _has_metadata(array.dtype):
        return False
    if not array.dtype.names:
        return np.dtype(array.dtype.str) == array.dtype
    stream = io.BytesIO()
    # `ndarray` and not `empty`, which makes one-character strings of empty ones.
    sample: NDArray[Any] = np.ndarray((0,) * max(array.ndim, 1), array.dtype)
    try:
        npy.write_array(stream, sample, version(array.dtype), allow_pickle=False)
        stream.seek(0)
        back = npy.read_array(stream, allow_pickle=False, max_header_size=_LONGEST_HEADER)
    except (ValueError, TypeError):
        return False
    return bool(back.dtype == array.dtype)


def _has_metadata(dtype: np.dtype[Any]) -> bool:
    fields = [dtype.fields[name][0] for name in dtype.names or ()] if dtype.fields else []
    inner = [dtype.subdtype[0]] if dtype.subdtype else fields
    return bool(dtype.metadata) or any(map(_has_metadata, inner))
