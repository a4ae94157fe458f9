"""The backend: its configuration, and saving and reading through the modules beside it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from pydantic import ConfigDict, Field, PrivateAttr, field_validator
from pydantic_core import PydanticCustomError

from castle.backends.npz import _archive, _run
from castle.backends.npz._data import BARE, RUN_META, Arrays, named_arrays
from castle.backends.npz._errors import (
    FILE_NOT_READABLE,
    FILE_NOT_WRITTEN,
    RUN_ALREADY_SAVED,
    RUN_NOT_FOUND,
    NpzError,
    fault,
)
from castle.backends.npz._folder import folder_fault, place_file
from castle.monorail.abcs import BackendABC
from castle.monorail.configuration import ModuleModel
from castle.monorail.meta import RunMeta
from castle.monorail.typing import Float64NDArray


class NpzBackend(ModuleModel, BackendABC):
    """Keeps each run in a `.npz` file of its own, which plain `numpy.load` opens.

    A file is there in full or not at all, is on the disk when `save` returns, and is never
    overwritten. Objects are neither saved nor, whatever a file holds, unpickled.
    """

    model_config = ConfigDict(frozen=True)

    root: Path = Field(default=Path("./model_output"), validate_default=True)
    """The folder of all runs; made by the first save when it is missing."""
    compressed: bool = False
    """Whether the arrays are deflated: much smaller, and many times slower to write."""

    _folder: Path = PrivateAttr()
    """The root as it was when this was made, wherever the process goes afterwards."""

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

    def _save(self, data: Mapping[str, NDArray[Any]] | Float64NDArray, run_meta: RunMeta) -> Path:
        file = self._folder / _run.file_name(run_meta)
        arrays = named_arrays(data)
        arrays[RUN_META] = _run.description(run_meta, bare=not isinstance(data, Mapping))
        try:
            place_file(file, lambda stream: _archive.write(stream, arrays, self.compressed))
        except OSError as error:
            raise self._unsaved(file, error) from error
        return file

    def _read(self, run_meta: RunMeta) -> Mapping[str, NDArray[Any]] | Float64NDArray:
        file = self._folder / _run.file_name(run_meta)
        try:
            return _contents(file, run_meta)
        except FileNotFoundError as error:
            raise _not_stored(run_meta, file) from error
        except Exception as error:  # there is no end to what damage provokes in the parsers
            message = f"'{file}' cannot be read: {error}"
            raise NpzError([fault(FILE_NOT_READABLE, message)]) from error

    def _locate(self, run_meta: RunMeta) -> Path:
        file = self._folder / _run.file_name(run_meta)
        if not file.is_file():
            raise _not_stored(run_meta, file)
        return file

    def _unsaved(self, file: Path, error: OSError) -> NpzError:
        found = folder_fault(self._folder)
        if found is None and isinstance(error, FileExistsError):
            message = f"the run is already saved in '{file}', which is never overwritten"
            found = fault(RUN_ALREADY_SAVED, message, "make a new RunMeta for every run")
        return NpzError([found or fault(FILE_NOT_WRITTEN, f"'{file}' cannot be written: {error}")])


def _not_stored(run_meta: RunMeta, file: Path) -> NpzError:
    message = f"run {run_meta.run_id} of {run_meta.name!r} is not stored: no file '{file}'"
    return NpzError([fault(RUN_NOT_FOUND, message)])


def _contents(file: Path, run_meta: RunMeta) -> Arrays | Float64NDArray:
    arrays = _archive.read(file)
    bare = _run.is_bare(arrays.pop(RUN_META), run_meta)
    return arrays[BARE] if bare else arrays
