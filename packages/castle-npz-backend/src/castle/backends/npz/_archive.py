"""Arrays to and from one ZIP archive that numpy.load opens."""

from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from numpy.lib import format as npy
from numpy.typing import NDArray

from castle.backends.npz._data import Arrays, npy_version

_SUFFIX: Final = ".npy"
_UNIX: Final = 3


def write(stream: IO[bytes], arrays: Mapping[str, NDArray[Any]], compressed: bool) -> None:
    """Write the arrays in their order; equal arrays make equal bytes, whenever and wherever."""
    with ZipFile(stream, "w") as archive:
        for name, array in arrays.items():
            entry = _entry(name, ZIP_DEFLATED if compressed else ZIP_STORED)
            # The size is not known beforehand, so there must be room for more than 4 GB.
            with archive.open(entry, "w", force_zip64=True) as member:
                npy.write_array(member, array, npy_version(array.dtype), allow_pickle=False)


def read(file: Path) -> Arrays:
    """All arrays of an archive by name, in their order, every checksum compared.

    A damaged archive raises whatever its damage provokes in the parsers.
    """
    with ZipFile(file) as archive:
        entries = archive.infolist()
        arrays = {_name(entry): _array(archive, entry) for entry in entries}
    if len(arrays) != len(entries):
        raise ValueError("two of its arrays have one name")
    return arrays


def _entry(name: str, method: int) -> ZipInfo:
    # ZipInfo's own date is fixed; the system is not.
    entry = ZipInfo(name + _SUFFIX)
    entry.compress_type = method
    entry.create_system = _UNIX
    return entry


def _name(entry: ZipInfo) -> str:
    if not entry.filename.endswith(_SUFFIX):
        raise ValueError(f"{entry.filename!r} is no array")
    return entry.filename.removesuffix(_SUFFIX)


def _array(archive: ZipFile, entry: ZipInfo) -> NDArray[Any]:
    with archive.open(entry) as member:
        array: NDArray[Any] = npy.read_array(member, allow_pickle=False)
        # Only a member that was read to its end had its checksum compared.
        if member.read(1):
            raise ValueError(f"{entry.filename!r} is longer than its array")
    return array
