"""The file that keeps entries: read with caution, and replaced as a whole."""

import json
import os
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from castle.readers.source._memory._entries import Entry, entry_of, values_of

_NAME = "source.json"
_LARGEST = 1 << 28  # no program has so much that is worth keeping


def load(folder: Path, code: str) -> dict[str, Entry]:
    """The entries in a folder by the paths of their files; none from what is damaged or foreign.

    `code` tells the versions apart that write entries.
    """
    path = folder / _NAME
    try:
        state = path.stat()
        return _entries(path, code, state.st_mtime_ns, state.st_size)
    except (OSError, ValueError, RecursionError):
        return {}


@lru_cache(maxsize=1)  # who checks many small programs has one file for all of them
def _entries(path: Path, code: str, changed: int, size: int) -> dict[str, Entry]:
    content = path.read_bytes() if size <= _LARGEST else b""
    head, _, body = content.partition(b"\n")
    if head != _seal(body):
        return {}
    values = json.loads(body)
    if not isinstance(values, dict) or values.get("code") != code:
        return {}
    files = values.get("files")
    found = {name: entry_of(one) for name, one in files.items()} if isinstance(files, dict) else {}
    return {name: entry for name, entry in found.items() if entry is not None}


def save(folder: Path, code: str, entries: dict[str, Entry]) -> None:
    """Keep entries in a folder; where that cannot be done, the next time takes longer."""
    files = {name: values_of(entry) for name, entry in sorted(entries.items())}
    body = json.dumps({"code": code, "files": files}, separators=(",", ":")).encode()
    with suppress(OSError):
        with NamedTemporaryFile(dir=folder, prefix=".source-", delete=False) as file:
            file.write(_seal(body) + b"\n" + body)
        os.replace(file.name, folder / _NAME)


def _seal(body: bytes) -> bytes:
    """What shows that a file was written to its end, and not changed since."""
    return sha256(body).hexdigest().encode()
