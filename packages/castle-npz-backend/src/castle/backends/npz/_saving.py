"""One run on its way into its file."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from numpy.typing import NDArray

from castle.backends.npz import _run
from castle.backends.npz._data import RUN_META
from castle.backends.npz._errors import FILE_NOT_WRITTEN, RUN_ALREADY_SAVED, NpzError, fault
from castle.backends.npz._folder import folder_fault
from castle.backends.npz._newfile import NewFile
from castle.backends.npz._sink import Sink
from castle.backends.npz._writing import ArchiveWriter
from castle.backends.npz._zip import Member
from castle.monorail.meta import RunMeta


class Saving:
    """Puts arrays and the description of the run into a new file."""

    def __init__(
        self, folder: Path, run_meta: RunMeta, *, compressed: bool, durable: bool, overwrite: bool
    ) -> None:
        self.target = folder / _run.file_name(run_meta)
        """The file that the run gets."""
        self.compressed = compressed
        """Whether the arrays are deflated."""
        self._run_meta = run_meta
        self._durable = durable
        self._overwrite = overwrite
        self._file: NewFile | None = None

    def begin(self) -> Sink:
        """Make the file, under a temporary name."""
        with self.telling():
            self._file = NewFile(self.target, self._durable, self._overwrite)
            return self._file.sink

    def finish(
        self, arrays: Mapping[str, NDArray[Any]], streamed: Member | None = None, bare: bool = False
    ) -> Path:
        """Write the arrays behind what was streamed, and give the file its name."""
        file = self.opened()
        archive = ArchiveWriter(file.sink, self.compressed)
        if streamed:
            archive.include(streamed)
        for name, array in arrays.items():
            archive.add(name, array)
        archive.add_text(RUN_META, _run.describe(self._run_meta, bare))
        archive.finish()
        file.commit()
        self.discard()
        return self.target

    def opened(self) -> NewFile:
        """The file; after the end nothing may reach a descriptor that others may have by then."""
        if self._file is None:
            raise ValueError("a run is committed once, and not after it was discarded")
        return self._file

    def discard(self) -> None:
        """Remove what was not finished."""
        if self._file is not None:
            self._file.discard()
            self._file = None

    def telling(self) -> "_Telling":
        """A context in which what the system refuses is told as an NpzError."""
        return _Telling(self)

    def unsaved(self, error: OSError) -> NpzError:
        """What the system refused, told."""
        found = folder_fault(self.target.parent)
        if found is None and isinstance(error, FileExistsError):
            message = f"the run is already saved in '{self.target}', which is not overwritten"
            found = fault(RUN_ALREADY_SAVED, message, "make a new RunMeta for every run")
        message = f"'{self.target}' cannot be written: {error}"
        return NpzError([found or fault(FILE_NOT_WRITTEN, message)])


class _Telling:
    """Discards the file of a run that failed; a context manager, because those cost less."""

    __slots__ = ("_saving",)

    def __init__(self, saving: Saving) -> None:
        self._saving = saving

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if error is None:
            return
        self._saving.discard()
        if isinstance(error, OSError):
            raise self._saving.unsaved(error) from error
