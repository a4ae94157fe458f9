"""The backend: folders of CSV files, each there in full or not at all."""

import errno
import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from numpy.typing import NDArray
from pydantic import ConfigDict, Field, PrivateAttr, field_validator
from pydantic_core import PydanticCustomError

from castle.aigr import Diagnostic, Severity
from castle.backends.csv import _run, _table
from castle.backends.csv._errors import (
    FOLDER_LEFT_OUT,
    FOLDER_NOT_READABLE,
    FOLDER_NOT_WRITTEN,
    RUN_ALREADY_SAVED,
    RUN_NOT_FOUND,
    CsvError,
    fault,
)
from castle.backends.csv._folder import (
    folder_fault,
    sweep,
    temporary_folder,
    temporary_path,
)
from castle.monorail.abcs import BackendABC
from castle.monorail.configuration import ModuleModel
from castle.monorail.diagnostics import warn
from castle.monorail.files import sync_folder
from castle.monorail.meta import RunMeta
from castle.monorail.typing import Float64NDArray

_BARE = "data"
_INDEX = "run.json"
_SUM = "sha256"


class CsvBackend(ModuleModel, BackendABC):
    """Keeps each run in a folder of CSV files, which any spreadsheet opens."""

    model_config = ConfigDict(frozen=True)

    root: Path = Field(default=Path("./model_output"), validate_default=True)
    """The folder of all runs; made by the first save when it is missing."""

    _folder: Path = PrivateAttr()
    _swept: bool = PrivateAttr(default=False)

    @field_validator("root")
    @classmethod
    def _usable(cls, root: Path) -> Path:
        found = folder_fault(Path(os.path.abspath(root)))
        if found:
            context = {"message": found.message, "help": found.help}
            raise PydanticCustomError(found.code, "{message}", context)
        return root

    def model_post_init(self, context: Any, /) -> None:
        """Tie the root to the working directory of this moment."""
        self._folder = Path(os.path.abspath(self.root))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy that saves where its own root says."""
        copied = super().model_copy(update=update, deep=deep)
        if update and "root" in update:
            copied.model_post_init(None)
        return copied

    def sweep(self) -> list[Path]:
        """Remove what killed writers left, which the first save does too; give what it was."""
        self._swept = True
        return sweep(self._folder)

    def _save(self, data: Mapping[str, NDArray[Any]] | Float64NDArray, run_meta: RunMeta) -> Path:
        target = self._folder / _run.folder_name(run_meta)
        arrays = data if isinstance(data, Mapping) else {_BARE: data}
        files = _files(arrays, run_meta, bare=not isinstance(data, Mapping))
        if not self._swept:
            self.sweep()
        try:
            with temporary_folder(target) as temporary:
                for name, content in files.items():
                    _write(temporary / name, content)
                sync_folder(temporary)
                temporary.rename(target)  # fails where there is a folder that is not empty
            _make_sure(target)
        except OSError as error:
            raise _unsaved(target, error) from error
        return target

    def _read(self, run_meta: RunMeta) -> Mapping[str, NDArray[Any]] | Float64NDArray:
        folder = self._locate(run_meta)
        try:
            index = _index(folder)
            if _run.recorded(index["run"]) != run_meta:
                raise ValueError("it holds another run")
            arrays = {name: _array(folder, name, one) for name, one in index["arrays"].items()}
            return arrays[_BARE] if index["bare"] else arrays
        except Exception as error:  # there is no end to what damage provokes in the parsers
            message = f"'{folder}' cannot be read: {error}"
            raise CsvError.saying(FOLDER_NOT_READABLE, message) from error

    def _list(self) -> Sequence[RunMeta]:
        return sorted(self._runs(), key=lambda run: run.timestamp)

    def _latest(self, name: str) -> RunMeta | None:
        runs = [run for run in self._list() if run.name == name]
        return runs[-1] if runs else None

    def _exists(self, run_meta: RunMeta) -> bool:
        return _is_kept(self._folder / _run.folder_name(run_meta))

    def _locate(self, run_meta: RunMeta) -> Path:
        folder = self._folder / _run.folder_name(run_meta)
        if not _is_kept(folder):
            raise _not_stored(run_meta, folder)
        return folder

    def _delete(self, run_meta: RunMeta) -> None:
        folder = self._locate(run_meta)
        told = "cannot be deleted"
        try:
            gone = _hidden(folder)
            told = "is deleted, and may be there again after a crash"
            sync_folder(self._folder)
            told = "is deleted, but for some of its files"
            _remove(gone)
        except FileNotFoundError as error:
            raise _not_stored(run_meta, folder) from error
        except OSError as error:
            message = f"'{folder}' {told}: {error}"
            raise CsvError.saying(FOLDER_NOT_WRITTEN, message) from error

    def _runs(self) -> Iterator[RunMeta]:
        for folder in self._folders():
            try:
                run = _run.recorded(_index(folder)["run"])
                whole = _run.folder_name(run) == folder.name
            except Exception:  # there is no end to what damage provokes in the parsers
                whole = False
            if whole:
                yield run
            elif folder.exists():  # it was not deleted meanwhile
                warn(_left_out(folder))

    def _folders(self) -> list[Path]:
        try:
            names = os.listdir(self._folder)
        except FileNotFoundError:
            return []
        except OSError as error:
            message = f"the runs in '{self._folder}' cannot be listed: {error}"
            found = folder_fault(self._folder) or fault(FOLDER_NOT_READABLE, message)
            raise CsvError([found]) from error
        ours = [name for name in names if name.endswith(_run.SUFFIX) and name[0] != "."]
        return [self._folder / name for name in ours]


def _files(arrays: Mapping[str, NDArray[Any]], run_meta: RunMeta, bare: bool) -> dict[str, bytes]:
    _table.check_names(arrays)
    files: dict[str, bytes] = {}
    index: dict[str, dict[str, object]] = {}
    for name, array in arrays.items():
        content = _table.write(_table.storable(name, array))
        files[f"{name}.csv"] = content
        about = {"dtype": array.dtype.str, "shape": array.shape}
        index[name] = {**about, "sha256": _table.digest(content)}
    whole = {"format": 1, "run": _run.record(run_meta), "bare": bare, "arrays": index}
    return {**files, _INDEX: json.dumps({**whole, _SUM: _sum(whole)}, indent=1).encode()}


def _index(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / _INDEX).read_bytes())
    if found["format"] != 1:
        raise ValueError(f"it has format {found['format']}, and this version reads 1")
    if found.pop(_SUM) != _sum(found):
        raise ValueError(f"'{_INDEX}' was changed")
    return found


def _sum(index: Mapping[str, object]) -> str:
    return _table.digest(json.dumps(index, sort_keys=True).encode())


def _array(folder: Path, name: str, about: dict[str, Any]) -> NDArray[Any]:
    if not name.isidentifier():
        raise ValueError(f"{name!r} is no name of an array")
    content = (folder / f"{name}.csv").read_bytes()
    if _table.digest(content) != about["sha256"]:
        raise ValueError(f"'{name}.csv' was changed")
    return _table.read(content, about["dtype"], about["shape"])


def _write(file: Path, content: bytes) -> None:
    with file.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _make_sure(target: Path) -> None:
    try:
        sync_folder(target.parent)
    except BaseException:  # a crash could still lose it, so it was not saved
        with suppress(OSError):
            _remove(_hidden(target))
        raise


def _hidden(folder: Path) -> Path:
    """Take a run away at once, whatever becomes of its files: it is a left-over then."""
    gone = temporary_path(folder)
    folder.rename(gone)
    return gone


def _remove(gone: Path) -> None:
    shutil.rmtree(gone, ignore_errors=True)  # a sweep does it too
    if gone.exists():
        raise OSError(errno.ENOTEMPTY, "they could not be removed", str(gone))


def _is_kept(folder: Path) -> bool:
    try:
        return stat.S_ISDIR(folder.stat().st_mode)
    except FileNotFoundError:
        return False
    except OSError as error:  # it may well be there
        found = folder_fault(folder.parent) if isinstance(error, NotADirectoryError) else None
        message = f"'{folder}' cannot be looked at: {error}"
        raise CsvError([found or fault(FOLDER_NOT_READABLE, message)]) from error


def _left_out(folder: Path) -> Diagnostic:
    message = f"'{folder}' is called like a run, and cannot be read as one"
    advice = "restore it from a copy, or move it elsewhere"
    return Diagnostic(FOLDER_LEFT_OUT, Severity.WARNING, message, help=advice)


def _not_stored(run_meta: RunMeta, folder: Path) -> CsvError:
    message = f"run {run_meta.run_id} of {run_meta.name!r} is not stored: no '{folder}'"
    return CsvError.saying(RUN_NOT_FOUND, message)


def _unsaved(target: Path, error: OSError) -> CsvError:
    if found := folder_fault(target.parent):
        return CsvError([found])
    if os.path.isdir(target) and error.errno in (errno.EEXIST, errno.ENOTEMPTY, errno.EACCES):
        message = f"the run is already saved in '{target}', which is never overwritten"
        return CsvError.saying(RUN_ALREADY_SAVED, message, "make a new RunMeta for every run")
    return CsvError.saying(FOLDER_NOT_WRITTEN, f"'{target}' cannot be written: {error}")
