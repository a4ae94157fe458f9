"""Says which distribution and version a leaf belongs to, without reading every RECORD there is.

Looked at in turn, and only as far as leaves are left over: the RECORDs of distributions called
`castle*`, with the folders that their editable installs point to, and then all others.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from castle.monorail._names import NAMESPACE


class Owner(NamedTuple):
    """An installed distribution."""

    distribution: str
    """Its name, as pip is told it."""
    version: str
    """Its version."""


class _Installed(NamedTuple):
    """The metadata of an installed distribution, not yet read."""

    site: str
    info: str

    @property
    def owner(self) -> Owner:
        name, _, version = self.info.removesuffix(".dist-info").rpartition("-")
        return Owner(name.replace("_", "-"), version)

    def read(self, *path: str) -> str:
        try:
            with open(os.path.join(self.site, *path), "rb") as file:
                return file.read().decode("utf-8", "replace")
        except OSError:
            return ""


def owners_of(folders: Iterable[str]) -> dict[str, Owner]:
    """The distribution that owns each of these leaf folders, where one does."""
    wanted = set(folders)
    owners: dict[str, Owner] = {}
    if not wanted:
        return owners
    for installed in sorted(_installed(), key=lambda one: not _is_of_the_house(one)):
        if len(owners) == len(wanted):
            break
        for folder in _owned(installed, wanted):
            owners.setdefault(folder, installed.owner)
    return owners


def _installed() -> Iterator[_Installed]:
    for site in dict.fromkeys(sys.path):
        try:
            with os.scandir(site or os.curdir) as entries:
                names = [entry.name for entry in entries if entry.name.endswith(".dist-info")]
        except OSError:
            continue
        yield from (_Installed(site, name) for name in sorted(names))


def _is_of_the_house(installed: _Installed) -> bool:
    return installed.info.lower().startswith(NAMESPACE)


def _owned(installed: _Installed, wanted: set[str]) -> Iterator[str]:
    record = installed.read(installed.info, "RECORD")
    files = [line.partition(",")[0] for line in record.splitlines()]
    if f"{NAMESPACE}/" in record:
        inits = {os.path.join(installed.site, *path.split("/")) for path in files}
        yield from (leaf for leaf in wanted if os.path.join(leaf, "__init__.py") in inits)
    for folder in _editable_folders(installed, files):
        yield from (leaf for leaf in wanted if leaf.startswith(folder + os.sep))


def _editable_folders(installed: _Installed, files: list[str]) -> list[str]:
    paths = [path for path in files if path.endswith(".pth")]
    lines = [line for path in paths for line in installed.read(path).splitlines()]
    # A line that is no folder is code of an import hook; then the project's own folder must do.
    folders = [os.path.normpath(line) for line in lines if os.path.isabs(line)]
    return folders or [
        folder
        for path in files
        if path.endswith("/direct_url.json")
        for folder in _project_folder(installed.read(path))
    ]


def _project_folder(direct_url: str) -> Iterator[str]:
    if '"editable"' not in direct_url:
        return
    # Few distributions get here, and both cost more than all the rest.
    from json import loads  # noqa: PLC0415  # see above
    from urllib.parse import unquote, urlsplit  # noqa: PLC0415  # see above

    try:
        facts = loads(direct_url)
        path = unquote(urlsplit(facts["url"]).path)
        if facts["dir_info"]["editable"]:
            yield os.path.normpath(path.lstrip("/") if os.name == "nt" else path)
    except (ValueError, KeyError, TypeError, AttributeError):
        return  # not written by an installer that follows PEP 610
