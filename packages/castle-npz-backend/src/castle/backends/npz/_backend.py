"""The backend: its configuration, and what it promises, through the modules beside it."""

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, Field, PositiveInt, field_validator
from pydantic_core import PydanticCustomError

from castle.aigr import Diagnostic, Severity
from castle.backends.npz import _run
from castle.backends.npz._catalog import runs
from castle.backends.npz._data import BARE, RUN_META, Arrays, name_fault, named_arrays
from castle.backends.npz._errors import (
    FILE_LEFT_OUT,
    FILE_NOT_READABLE,
    FILE_NOT_WRITTEN,
    RUN_NOT_FOUND,
    RUN_TOO_LARGE,
    NpzError,
    fault,
)
from castle.backends.npz._folder import folder_fault
from castle.backends.npz._reading import ArchiveReader, TooLargeError
from castle.backends.npz._saving import Saving, Store
from castle.backends.npz._streaming import NpzStream
from castle.monorail.abcs import BackendABC, StreamABC
from castle.monorail.configuration import ModuleModel
from castle.monorail.diagnostics import warn
from castle.monorail.files import sync_folder
from castle.monorail.meta import RunMeta
from castle.monorail.typing import Float64NDArray

_CEILING: Final = 8 << 30


class NpzBackend(ModuleModel, BackendABC):
    """Keeps each run in a `.npz` file of its own, which plain `numpy.load` opens.

    A file is there in full or not at all, and is never overwritten unless that was asked for.
    Objects are neither saved nor, whatever a file holds, unpickled.
    """

    model_config = ConfigDict(frozen=True)

    root: Path = Field(default=Path("./model_output"), validate_default=True)
    """The folder of all runs; made by the first save when it is missing."""
    compressed: bool = False
    """Whether the arrays are deflated: much smaller, and many times slower to write."""
    durable: bool = True
    """Whether a run is on the disk when `save` returns, so that no loss of power can take it."""
    overwrite: bool = False
    """Whether saving a run again replaces what is stored of it."""
    max_bytes: PositiveInt = _CEILING
    """A run whose arrays take more memory than this is not read."""
    mmap: bool = False
    """Whether stored arrays are read as they lie in the file, when they are used: for huge runs.

    Such arrays are read-only and not checked: no checksum is compared, and `max_bytes` is for
    deflated arrays alone. When the file is made shorter while they are used, the process dies.
    """

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
        _ = self._store  # no assertion, which `python -O` leaves out

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy that saves where, and as, its own fields say."""
        copied = super().model_copy(update=update, deep=deep)
        if update:
            before: Store = copied.__dict__.pop("_store")
            folder = os.path.abspath(copied.root) if "root" in update else before.folder
            copied.__dict__["_store"] = copied._store_in(folder)
        return copied

    @cached_property
    def _store(self) -> Store:
        """The root as it was when this was made, wherever the process goes afterwards."""
        return self._store_in(os.path.abspath(self.root))

    def _store_in(self, folder: str) -> Store:
        return Store(
            folder, compressed=self.compressed, durable=self.durable, overwrite=self.overwrite
        )

    def damaged(self) -> list[Path]:
        """The files that are called like runs and cannot be read as such."""
        return [found for found in self._runs() if isinstance(found, Path)]

    def sweep(self) -> list[Path]:
        """Remove what killed writers left, which the first save does too; give what it was."""
        return self._store.sweep()

    def _save(self, data: Mapping[str, NDArray[Any]] | Float64NDArray, run_meta: RunMeta) -> Path:
        saving = Saving(self._store, run_meta)
        return saving.all(named_arrays(data), bare=not isinstance(data, (dict, Mapping)))

    def _stream(self, run_meta: RunMeta, columns: int, name: str) -> StreamABC:
        saving = Saving(self._store, run_meta)
        named_arrays({name: np.empty((0, columns))})
        return NpzStream(saving, columns, name)

    def _read(self, run_meta: RunMeta) -> Mapping[str, NDArray[Any]] | Float64NDArray:
        file = self._store.place(run_meta)
        try:
            return self._contents(file, run_meta)
        except FileNotFoundError as error:
            raise _not_stored(run_meta, file) from error
        except NotADirectoryError as error:  # it was one when the backend was made
            message = f"'{file}' cannot be read: {error}"
            found = folder_fault(self._store.path) or fault(FILE_NOT_READABLE, message)
            raise NpzError([found]) from error
        except (TooLargeError, MemoryError) as error:
            told = f"more than {self.max_bytes} bytes of memory"
            is_told = isinstance(error, TooLargeError)
            message = f"'{file}' takes {told if is_told else 'more memory than there is'}"
            advice = f"{'raise max_bytes, or ' if is_told else ''}say mmap: true"
            raise NpzError([fault(RUN_TOO_LARGE, message, advice)]) from error
        except Exception as error:  # there is no end to what damage provokes in the parsers
            message = f"'{file}' cannot be read: {error}"
            raise NpzError([fault(FILE_NOT_READABLE, message)]) from error

    def _contents(self, file: str, run_meta: RunMeta) -> Arrays | Float64NDArray:
        with ArchiveReader(file, self.max_bytes) as archive:
            bare = _run.is_bare(archive.text(RUN_META), run_meta)
            one = archive.mapped if self.mmap else archive.array
            names = [name for name in archive.names() if name != RUN_META]
            if any(map(name_fault, names)) or (bare and names != [BARE]):
                raise ValueError(f"it has arrays that no run has, {names}")
            arrays = {name: one(name) for name in names}
        return arrays[BARE] if bare else arrays

    def _list(self) -> Sequence[RunMeta]:
        found: list[RunMeta] = []
        for one in self._runs():
            if isinstance(one, RunMeta):
                found.append(one)
            else:
                warn(_left_out(one))
        return found[::-1]

    def _latest(self, name: str) -> RunMeta | None:
        for one in self._runs(name):
            if isinstance(one, RunMeta):
                return one
            warn(_left_out(one))
        return None

    def _runs(self, name: str | None = None) -> Iterator[RunMeta | Path]:
        return runs(self._store.path, name)

    def _exists(self, run_meta: RunMeta) -> bool:
        return self._is_kept(self._store.file(run_meta))

    def _locate(self, run_meta: RunMeta) -> Path:
        file = self._store.file(run_meta)
        if not self._is_kept(file):
            raise _not_stored(run_meta, file)
        return file

    @staticmethod
    def _is_kept(file: Path) -> bool:
        try:
            return stat.S_ISREG(file.stat().st_mode)
        except FileNotFoundError:
            return False
        except OSError as error:  # it may well be there
            found = folder_fault(file.parent) if isinstance(error, NotADirectoryError) else None
            message = f"'{file}' cannot be looked at: {error}"
            raise NpzError([found or fault(FILE_NOT_READABLE, message)]) from error

    def _delete(self, run_meta: RunMeta) -> None:
        file = self._store.file(run_meta)
        told = "cannot be deleted"
        try:
            file.unlink()
            told = "is deleted, and may be there again after a crash"
            if self.durable:
                sync_folder(self._store.folder)
        except FileNotFoundError as error:
            raise _not_stored(run_meta, file) from error
        except OSError as error:
            found = folder_fault(self._store.path)
            message = f"'{file}' {told}: {error}"
            raise NpzError([found or fault(FILE_NOT_WRITTEN, message)]) from error


def _left_out(file: Path) -> Diagnostic:
    message = f"'{file}' is called like a run, and cannot be read as one"
    advice = "restore it from a copy, or move it elsewhere"
    return Diagnostic(FILE_LEFT_OUT, Severity.WARNING, message, help=advice)


def _not_stored(run_meta: RunMeta, file: str | Path) -> NpzError:
    message = f"run {run_meta.run_id} of {run_meta.name!r} is not stored: no file '{file}'"
    return NpzError([fault(RUN_NOT_FOUND, message)])
