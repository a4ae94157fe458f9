"""One run on its way into its file."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from numpy.typing import NDArray

from castle.backends.npz import _run
from castle.backends.npz._data import RUN_META
from castle.backends.npz._errors import FILE_NOT_WRITTEN, RUN_ALREADY_SAVED, NpzError, fault
from castle.backends.npz._folder import folder_fault
from castle.backends.npz._newfile import NewFile, sweep
from castle.backends.npz._sink import Sink
from castle.backends.npz._template import small_file
from castle.backends.npz._writing import ArchiveWriter
from castle.backends.npz._zip import Member
from castle.monorail.files import sync_folder
from castle.monorail.meta import RunMeta


class Store:
    """A folder, and how runs are put into it."""

    __slots__ = ("_anchored", "compressed", "durable", "folder", "overwrite", "path", "swept")

    def __init__(self, folder: str, *, compressed: bool, durable: bool, overwrite: bool) -> None:
        self.folder = folder
        """Where the runs are."""
        self.path = Path(folder)
        """The same, to join names to: making a `Path` of a whole text takes its time."""
        self.compressed = compressed
        """Whether arrays are deflated."""
        self.durable = durable
        """Whether a run is on the disk before it has its name."""
        self.overwrite = overwrite
        """Whether a run may replace itself."""
        self.swept = False
        """Whether what killed writers left was removed, which the first run has done."""
        self._anchored = False

    def sweep(self) -> list[Path]:
        """Remove what killed writers left; give what it was."""
        self.swept = True
        return sweep(self.folder)

    def anchor(self) -> None:
        """The first time, make sure that the folder itself is on the disk, whoever has made it."""
        if not self._anchored:
            with suppress(PermissionError):  # where nobody may look, nobody can make sure
                sync_folder(self.path.parent)
            self._anchored = True

    def file(self, run_meta: RunMeta) -> Path:
        """The file of a run."""
        return self.path / _run.file_name(run_meta)

    def place(self, run_meta: RunMeta) -> str:
        """The path of the file of a run, as text."""
        return f"{self.folder}{os.sep}{_run.file_name(run_meta)}"


class Saving:
    """Puts arrays and the description of the run into a new file."""

    __slots__ = ("_file", "_name", "_provenance", "_record", "_target", "_text", "store")

    def __init__(self, store: Store, run_meta: RunMeta) -> None:
        if not store.swept:
            store.sweep()
        self.store = store
        """Where the file goes, and how."""
        self._name, self._record = _run.spelled(run_meta)
        self._provenance = run_meta.provenance
        self._target = f"{store.folder}{os.sep}{self._name}"
        self._file: NewFile | None = None

    def begin(self) -> Sink:
        """Make the file, under a temporary name."""
        store = self.store
        # Now, as it may be refused, and not when all events are there.
        self._text = _run.describe(self._record, self._provenance, bare=False)
        with self.telling():
            self._file = NewFile(store.folder, self._target, store.durable, store.overwrite)
            return self._file.sink()

    def all(self, arrays: Mapping[str, NDArray[Any]], bare: bool) -> Path:
        """Put a run into its file that is there as a whole."""
        store = self.store
        # As `telling` does it; for what is small, each call takes its time.
        try:
            text = _run.describe(self._record, self._provenance, bare)
            small = None if store.compressed else small_file(arrays, RUN_META, text)
            file = NewFile(store.folder, self._target, store.durable, store.overwrite)
            self._file = file
            if small is None:
                self._write(file.sink(), arrays, text)
            else:
                file.write(small)
            return self._committed(file)
        except BaseException as error:
            self.failed(error)
            raise

    def finish(self, arrays: Mapping[str, NDArray[Any]], sink: Sink, streamed: Member) -> Path:
        """Write the arrays behind what was streamed, and give the file its name."""
        self._write(sink, arrays, self._text, streamed)
        return self._committed(self.opened())

    def _write(
        self,
        sink: Sink,
        arrays: Mapping[str, NDArray[Any]],
        text: bytes,
        streamed: Member | None = None,
    ) -> None:
        archive = ArchiveWriter(sink, self.store.compressed)
        if streamed:
            archive.include(streamed)
        for name, array in arrays.items():
            archive.add(name, array)
        archive.add_text(RUN_META, text)
        archive.finish()

    def _committed(self, file: NewFile) -> Path:
        if self.store.durable:
            self.store.anchor()
        file.commit()
        self._file = None
        return self.store.path.joinpath(self._name)

    def opened(self) -> NewFile:
        """The file; after the end nothing may reach a descriptor that others may have by then."""
        if self._file is None:
            raise ValueError("a run is committed once, and not after it was discarded")
        return self._file

    def discard(self) -> None:
        """Remove what was not finished."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):  # whether it could be closed is no matter, nor why not
                file.discard()

    def telling(self) -> "_Telling":
        """A context in which what the system refuses is told as an NpzError."""
        return _Telling(self)

    def failed(self, error: BaseException) -> None:
        """Discard the file, and tell what the system refused as an NpzError."""
        self.discard()
        if isinstance(error, OSError):
            raise self._unsaved(error) from error

    def _unsaved(self, error: OSError) -> NpzError:
        found = folder_fault(self.store.path)
        if found is None and isinstance(error, FileExistsError):
            message = f"the run is already saved in '{self._target}', which is not overwritten"
            found = fault(RUN_ALREADY_SAVED, message, "make a new RunMeta for every run")
        message = f"'{self._target}' cannot be written: {error}"
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
        if error is not None:
            self._saving.failed(error)
