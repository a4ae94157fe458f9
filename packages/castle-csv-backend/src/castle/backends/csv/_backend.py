"""The backend: folders of CSV files, each there in full or not at all."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from pydantic import ConfigDict, PrivateAttr

from castle.backends.csv import _run, _table
from castle.backends.csv._errors import (
    FOLDER_NOT_READABLE,
    FOLDER_NOT_WRITTEN,
    RUN_ALREADY_SAVED,
    RUN_NOT_FOUND,
    CsvError,
)
from castle.monorail.abcs import BackendABC
from castle.monorail.configuration import ModuleModel
from castle.monorail.meta import RunMeta
from castle.monorail.typing import Float64NDArray

_BARE = "data"
_INDEX = "run.json"


class CsvBackend(ModuleModel, BackendABC):
    """Keeps each run in a folder of CSV files, which any spreadsheet opens."""

    model_config = ConfigDict(frozen=True)

    root: Path = Path("./model_output")
    """The folder of all runs; made by the first save when it is missing."""

    _folder: Path = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        """Tie the root to the working directory of this moment."""
        self._folder = Path(os.path.abspath(self.root))

    def _save(self, data: Mapping[str, NDArray[Any]] | Float64NDArray, run_meta: RunMeta) -> Path:
        target = self._folder / _run.folder_name(run_meta)
        arrays = data if isinstance(data, Mapping) else {_BARE: data}
        files = _files(arrays, run_meta, bare=not isinstance(data, Mapping))
        temporary = target.with_name(f".{target.name}.{os.urandom(4).hex()}.tmp")
        try:
            temporary.mkdir(parents=True)
            for name, content in files.items():
                _write(temporary / name, content)
            _sync(temporary)
            temporary.rename(target)  # fails where there is a folder that is not empty
            _sync(self._folder)
        except OSError as error:
            raise _unsaved(target, error) from error
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
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
        return (self._folder / _run.folder_name(run_meta)).is_dir()

    def _locate(self, run_meta: RunMeta) -> Path:
        folder = self._folder / _run.folder_name(run_meta)
        if not folder.is_dir():
            message = f"run {run_meta.run_id} of {run_meta.name!r} is not stored: no '{folder}'"
            raise CsvError.saying(RUN_NOT_FOUND, message)
        return folder

    def _delete(self, run_meta: RunMeta) -> None:
        folder = self._locate(run_meta)
        gone = folder.with_name(f".{folder.name}.{os.urandom(4).hex()}.tmp")
        try:
            folder.rename(gone)  # at once, whatever becomes of its files
            shutil.rmtree(gone)
        except OSError as error:
            message = f"'{folder}' cannot be deleted: {error}"
            raise CsvError.saying(FOLDER_NOT_WRITTEN, message) from error

    def _runs(self) -> Iterator[RunMeta]:
        if not self._folder.is_dir():
            return
        for folder in self._folder.glob(f"[!.]*{_run.SUFFIX}"):
            try:
                run = _run.recorded(_index(folder)["run"])
                whole = _run.folder_name(run) == folder.name
            except Exception:  # damaged, or deleted meanwhile: no run
                continue
            if whole:
                yield run


def _files(arrays: Mapping[str, NDArray[Any]], run_meta: RunMeta, bare: bool) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    index: dict[str, dict[str, object]] = {}
    for name, array in arrays.items():
        content = _table.write(_table.storable(name, array))
        files[f"{name}.csv"] = content
        about = {"dtype": array.dtype.str, "shape": array.shape}
        index[name] = {**about, "sha256": _table.digest(content)}
    whole = {"format": 1, "run": _run.record(run_meta), "bare": bare, "arrays": index}
    return {**files, _INDEX: json.dumps(whole, indent=1).encode()}


def _index(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / _INDEX).read_bytes())
    if found["format"] != 1:
        raise ValueError(f"it has format {found['format']}, and this version reads 1")
    return found


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


def _sync(folder: Path) -> None:
    if os.name == "nt":  # where folders cannot be opened, and need not be
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unsaved(target: Path, error: OSError) -> CsvError:
    if target.is_dir():
        message = f"the run is already saved in '{target}', which is never overwritten"
        return CsvError.saying(RUN_ALREADY_SAVED, message, "make a new RunMeta for every run")
    return CsvError.saying(FOLDER_NOT_WRITTEN, f"'{target}' cannot be written: {error}")
