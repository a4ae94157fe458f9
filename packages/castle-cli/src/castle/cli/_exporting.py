"""The arrays of a run as text: a line for each row, and nothing lost."""

import csv
import json
import math
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from castle.aigr import Diagnostic, DiagnosticError, Severity

_ROWS = 10_000
"""So many rows are in memory as Python objects at a time."""
Row = Sequence[Any]


def export_run(data: Mapping[str, Any], target: Path, form: str) -> list[Path]:
    """Write arrays into a new folder, each into a file of its own; give the files.

    Raises:
        DiagnosticError: the folder is already there, or cannot be written.
    """
    if os.path.lexists(target):
        raise _refused(target, "it is already there", "name another folder with --to")
    for name in data:
        if Path(name).name != name or not name.isprintable():
            raise _refused(target, f"the name {name!r} of an array is none of a file", None)
    partial = target.with_name(f".{target.name}.{os.urandom(4).hex()}.tmp")
    try:
        partial.mkdir(parents=True)
        names = [_write(partial, name, data, form) for name in data]
        partial.rename(target)
    except OSError as error:
        raise _refused(target, error.strerror or str(error), None) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return [target / name for name in names]


def _write(folder: Path, name: str, data: Mapping[str, Any], form: str) -> str:
    file = folder / f"{name}.{form}"
    # Not "w": where case does not matter, two arrays could have one file.
    with file.open("x", encoding="utf-8", errors="backslashreplace", newline="") as stream:
        put = FORMATS[form](stream)
        if head := _head(name, data):
            put(head)
        for row in _rows(data[name]):
            put(row)
    return file.name


def _head(name: str, data: Mapping[str, Any]) -> Row:
    """The names of the columns, where there are any."""
    array = data[name]
    if array.dtype.names and array.ndim < 2:
        return list(array.dtype.names)
    columns: Any = data.get("columns")
    if name != "events" or array.ndim < 2 or columns is None or columns.shape != array.shape[1:]:
        return []
    return list(columns.reshape(-1).tolist())


def _rows(array: Any) -> Iterator[Row]:
    """The rows as Python objects; axes beyond the second are unrolled, and a number is one row."""
    if not array.size:
        return
    table = array.reshape(1, 1) if array.ndim == 0 else array.reshape(len(array), -1)
    width = table.shape[1]
    for start in range(0, len(table), _ROWS):
        cells = _objects(table[start : start + _ROWS].reshape(-1))
        if array.dtype.names and width == 1:
            yield from cells
            continue
        for at in range(0, len(cells), width):
            yield cells[at : at + width]


def _objects(array: Any) -> list[Any]:
    """The elements along the first axis; what has fields is a tuple of their values."""
    names: tuple[str, ...] = array.dtype.names or ()
    if names:
        return list(zip(*(_objects(array[name]) for name in names), strict=True))
    plain = array.astype(str) if array.dtype.kind in "mM" else array
    found: list[Any] = plain.tolist()
    return found


class _Lines:
    """Takes lines that end in both characters, without which the writer leaves one unquoted."""

    END = "\r\n"

    def __init__(self, stream: TextIO) -> None:
        self._write = stream.write

    def write(self, line: str) -> object:
        """Write a line with the end that it has everywhere."""
        return self._write(f"{line[: -len(self.END)]}\n")


def _separated(delimiter: str) -> Callable[[TextIO], Callable[[Row], object]]:
    def writer(stream: TextIO) -> Callable[[Row], object]:
        put = csv.writer(_Lines(stream), delimiter=delimiter, lineterminator=_Lines.END).writerow
        return lambda row: put([_cell(value) for value in row])

    return writer


def _lines(stream: TextIO) -> Callable[[Row], object]:
    return lambda row: stream.write(json.dumps([_value(value) for value in row]) + "\n")


FORMATS: dict[str, Callable[[TextIO], Callable[[Row], object]]] = {
    "csv": _separated(","),
    "tsv": _separated("\t"),
    "jsonl": _lines,
}
"""What makes a writer of rows, by the ending of its files."""


def _cell(value: Any) -> Any:
    """A value in a cell; floats are as Python writes them, so that none loses a digit."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, bytes):  # as in Python's literals, or `\xff` could be one byte or four
        return value.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")
    return json.dumps(_value(value)) if isinstance(value, list | tuple) else value


def _value(value: Any) -> Any:
    """A value in JSON, which has no numbers but real and finite ones."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, list | tuple):
        return [_value(one) for one in value]
    return value if isinstance(value, bool | int | float | str) else str(_cell(value))


def _refused(target: Path, reason: str, advice: str | None) -> DiagnosticError:
    message = f"the run cannot be exported to `{target}`: {reason}"
    return DiagnosticError([Diagnostic("CAS0843", Severity.ERROR, message, help=advice)])
