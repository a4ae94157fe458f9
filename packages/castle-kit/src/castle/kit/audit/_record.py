"""The list of files in a wheel, which installers check and uninstallers follow."""

import csv
import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator

from castle.kit.audit._archives import Archive
from castle.kit.audit._findings import RECORD, Finding

_CURE = "build it again, and change nothing in it afterwards"


def record(archive: Archive) -> Iterator[Finding]:
    """Where the list and the files of a wheel do not agree; a source distribution has no list."""
    if not archive.is_wheel:
        return
    path = f"{archive.about}/RECORD"
    if path not in archive.files:
        yield Finding(RECORD, archive.file, path, "it is missing", _CURE)
        return
    try:
        rows = list(csv.reader(archive.files[path].decode("utf-8", "replace").splitlines()))
    except csv.Error as error:
        yield Finding(RECORD, archive.file, path, f"it cannot be read: {error}", _CURE)
        return
    listed = {row[0]: row[1:] for row in rows if row}
    if len(listed) < len(rows):
        yield Finding(RECORD, archive.file, path, "a file stands in it twice", _CURE)
    signatures = {path, f"{path}.jws", f"{path}.p7s"}
    for name in sorted(listed.keys() - archive.files.keys()):
        yield Finding(RECORD, archive.file, name, "it is in RECORD, and missing", _CURE)
    for name in sorted(archive.files.keys() - listed.keys() - signatures):
        yield Finding(RECORD, archive.file, name, "it is not in RECORD", _CURE)
    for name in sorted(archive.files.keys() & listed.keys() - signatures):
        if listed[name] != _entry(archive.files[name]):
            yield Finding(RECORD, archive.file, name, "it is not what RECORD says", _CURE)


def _entry(data: bytes) -> list[str]:
    digest = urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return [f"sha256={digest}", str(len(data))]
