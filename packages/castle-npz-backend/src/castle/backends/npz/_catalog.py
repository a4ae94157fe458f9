"""Which runs a folder holds."""

import os
from collections.abc import Iterator
from pathlib import Path

from castle.backends.npz import _run
from castle.backends.npz._data import RUN_META
from castle.backends.npz._errors import FILE_NOT_READABLE, NpzError, fault
from castle.backends.npz._folder import folder_fault
from castle.backends.npz._reading import ArchiveReader
from castle.backends.npz._run import Description
from castle.monorail.meta import RunMeta


def described(archive: ArchiveReader) -> Description:
    """What an archive says of itself; raises whatever its damage provokes."""
    return _run.described(archive.text(RUN_META))


def runs(folder: Path, name: str | None = None) -> Iterator[RunMeta | Path]:
    """The runs of a folder, the newest first; of a file that cannot be read, its path."""
    prefix = "" if name is None else f"{name}-"
    for file in _files(folder, prefix):
        try:
            with ArchiveReader(file) as archive:
                found = described(archive).run_meta
                whole = _run.file_name(found) == file.name
        except FileNotFoundError:  # somebody deleted it
            continue
        except Exception:  # there is no end to what damage provokes in the parsers
            yield file
            continue
        if not whole:
            yield file
        elif name is None or found.name == name:
            yield found


def _files(folder: Path, prefix: str) -> list[Path]:
    try:
        names = [name for name in os.listdir(folder) if name.startswith(prefix)]
    except FileNotFoundError:
        return []
    except OSError as error:
        message = f"the runs in '{folder}' cannot be listed: {error}"
        raise NpzError([folder_fault(folder) or fault(FILE_NOT_READABLE, message)]) from error
    dated = [(moment, name) for name in names if (moment := _run.moment(name))]
    return [folder / name for _, name in sorted(dated, reverse=True)]
