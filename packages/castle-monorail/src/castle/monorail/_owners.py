"""Says which distribution and version a leaf belongs to, without reading every RECORD there is.

Looked at in turn, and only as far as leaves are left over: the RECORDs of distributions called
`castle*`, with the folders that their editable installs point to; all others, those first that
were installed at the moment at which the leaf was; and `egg-info` beside the sources.
"""

import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from castle.monorail._names import NAMESPACE

_SETTLED = 1_000_000_000  # nanoseconds; the clocks of file systems tick in milliseconds
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_LEAF = re.compile(rb'^"?(castle[/\\][^",\n]*[/\\]__init__\.[^",\n/\\]+)"?,', re.MULTILINE)
_PATHS = re.compile(rb'^"?([^",\n]+\.pth)"?,', re.MULTILINE)
_FIELD = r"^{}:[ \t]*(.+?)[ \t]*$"


class Owner(NamedTuple):
    """An installed distribution."""

    distribution: str
    """Its name, as pip is told it."""
    version: str
    """Its version."""


class Installed(NamedTuple):
    """The metadata of an installed distribution, not yet read."""

    site: str
    info: str

    @property
    def owner(self) -> Owner:
        """Its name and version, as the name of the folder has them."""
        name, _, version = self.info.removesuffix(".dist-info").rpartition("-")
        return Owner(name.replace("_", "-"), version)

    def read(self, *path: str) -> bytes:
        """The content of a file, given from the folder that the distribution lies in."""
        return _content(os.sep.join([self.site, *path]) if self.site else os.sep.join(path))

    @property
    def metadata(self) -> str:
        """The fields of its METADATA, without the description."""
        fields = self.read(self.info, "METADATA").replace(b"\r", b"").partition(b"\n\n")[0]
        return fields.decode("utf-8", "replace")


class _Infos(NamedTuple):
    """The folders of metadata in one place."""

    house: list[str]
    others: list[str]
    eggs: list[str]


_listed: dict[str, tuple[tuple[int, int, int], _Infos]] = {}


class Owners(NamedTuple):
    """Which distributions hold which leaves."""

    of: dict[str, Installed]
    """The owner of a leaf, by the leaf's folder."""
    others: dict[str, list[Installed]]
    """Who else lists the same leaf in its RECORD, as far as RECORDs were read."""


def owner_of(folder: str) -> Owner | None:
    """The distribution that owns a leaf's folder, or None."""
    return owners_of([folder]).get(folder)


def owners_of(folders: Iterable[str]) -> dict[str, Owner]:
    """The distribution that owns each of these leaf folders, where one does."""
    return {folder: named(found) for folder, found in find_owners(folders).of.items()}


def find_owners(folders: Iterable[str]) -> Owners:
    """The metadata of the distributions that own these leaf folders."""
    search = _Search(folders)
    if not search.left:
        return search.owners
    sites = _sites()
    house = [Installed(site, info) for site, infos in sites for info in infos.house]
    search.look(house, _recorded)
    if search.left:
        search.look(house, _below_project)
    if search.left:
        others = [Installed(site, info) for site, infos in sites for info in infos.others]
        others = _nearest(others, search.left)
        search.look(others, _recorded)
        search.look(others, _below_project)
        eggs = [Installed(site, info) for site, infos in sites for info in infos.eggs]
        search.look(eggs, _beside)
    return search.owners


def named(installed: Installed) -> Owner:
    """The name and version of a distribution."""
    if installed.info.endswith(".dist-info"):
        return installed.owner
    fields = installed.read(installed.info, "PKG-INFO").decode("utf-8", "replace")
    name, version = (re.search(_FIELD.format(f), fields, re.M) for f in ("Name", "Version"))
    return Owner(name[1] if name else installed.info, version[1] if version else "")


def distributions() -> dict[str, Installed]:
    """The installed distributions of the house, by name; the first on the path counts."""
    house = [Installed(site, info) for site, infos in _sites() for info in infos.house]
    return {normal(one.owner.distribution): one for one in reversed(house)}


def normal(distribution: str) -> str:
    """The name of a distribution, written as all names that mean the same one are."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


class _Search:
    """Folders that still have no owner, and those that have."""

    def __init__(self, folders: Iterable[str]) -> None:
        self.left = set(folders)
        self.owners = Owners({}, {})

    def look(
        self,
        distributions: Iterable[Installed],
        owned: Callable[[Installed, set[str]], Iterable[str]],
    ) -> None:
        """Let distributions say which folders they own, until all have an owner."""
        wanted = set(self.left)
        for installed in distributions:
            # Those of the house are few, and two that list one leaf have to be told.
            thorough = owned is _recorded and _is_of_the_house(installed.info)
            if not (self.left or thorough):
                return
            for folder in owned(installed, wanted):
                if folder in self.owners.of:
                    self._again(folder, installed)
                else:
                    self.owners.of[folder] = installed
                    self.left.discard(folder)

    def _again(self, folder: str, installed: Installed) -> None:
        known = [self.owners.of[folder], *self.owners.others.get(folder, ())]
        # One distribution of which an older version left its metadata is no other.
        if all(normal(named(installed)[0]) != normal(named(one)[0]) for one in known):
            self.owners.others.setdefault(folder, []).append(installed)


def _content(file: str) -> bytes:
    try:
        opened = os.open(file, _READ)
    except OSError:
        return b""
    try:
        return os.read(opened, os.fstat(opened).st_size)
    except OSError:
        return b""
    finally:
        os.close(opened)


def _sites() -> list[tuple[str, _Infos]]:
    library = os.path.dirname(os.__file__)  # holds hundreds of files, and no distributions
    return [
        (site, _infos(site or os.curdir))
        for site in dict.fromkeys(sys.path)
        if not site.startswith(library) or "packages" in site[len(library) :]
    ]


def _infos(site: str) -> _Infos:
    """The folders of metadata in a site, listed again when the site has changed."""
    try:
        facts = os.stat(site)
        state = (facts.st_dev, facts.st_ino, facts.st_mtime_ns)
        known = _listed.get(site)
        if known and known[0] == state:
            return known[1]
        names = os.listdir(site)
    except OSError:
        return _Infos([], [], [])
    infos = sorted([name for name in names if name.endswith(".dist-info")])
    found = _Infos(
        [info for info in infos if _is_of_the_house(info)],
        [info for info in infos if not _is_of_the_house(info)],
        sorted([name for name in names if name.endswith(".egg-info")]),
    )
    # What changed a moment ago may change again without its time telling so.
    if time.time_ns() - facts.st_mtime_ns > _SETTLED:
        _listed[site] = (state, found)
    return found


def _is_of_the_house(info: str) -> bool:
    return info[: len(NAMESPACE)].lower() == NAMESPACE


def _nearest(installed: list[Installed], folders: set[str]) -> list[Installed]:
    """Those first that were installed when one of the folders was."""
    moments = [_moment(folder) for folder in folders]

    def distance(one: Installed) -> float:
        moment = _moment(os.path.join(one.site, one.info))
        return min(abs(moment - other) for other in moments)

    return sorted(installed, key=distance)


def _moment(path: str) -> float:
    try:
        return os.stat(path).st_mtime
    except OSError:
        return 0.0


def _recorded(installed: Installed, wanted: set[str]) -> Iterator[str]:
    """The leaves that the RECORD lists, and those below a path that it adds to the imports'."""
    record = installed.read(installed.info, "RECORD")
    if b"castle/" in record or b"castle\\" in record:
        for file in _LEAF.findall(record):
            parts = file.decode("utf-8", "replace").replace("\\", "/").split("/")
            folder = os.sep.join([installed.site, *parts[:-1]])
            if folder in wanted:
                yield folder
    if b".pth" in record:
        for file in _PATHS.findall(record):
            yield from _under(_added(installed, file.decode("utf-8", "replace")), wanted)


def _added(installed: Installed, file: str) -> list[str]:
    """The folders of a `.pth`; its other lines are code."""
    lines = installed.read(file).decode("utf-8", "replace").splitlines()
    paths = [line.rstrip() for line in lines if not line.startswith(("import ", "import\t", "#"))]
    return [os.path.normpath(os.path.join(installed.site, path)) for path in paths if path]


def _under(folders: list[str], wanted: set[str]) -> Iterator[str]:
    tops = tuple(os.path.join(folder, NAMESPACE, "") for folder in folders)
    yield from (leaf for leaf in wanted if tops and leaf.startswith(tops))


def _below_project(installed: Installed, wanted: set[str]) -> Iterator[str]:
    """The leaves in the project of an editable install whose `.pth` is code."""
    facts = installed.read(installed.info, "direct_url.json")
    if b'"editable"' not in facts:
        return
    for folder in _project_folder(facts):
        tops = (os.path.join(folder, ""), os.path.join(os.path.realpath(folder), ""))
        yield from (leaf for leaf in wanted if leaf.startswith(tops))


def _project_folder(direct_url: bytes) -> Iterator[str]:
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


def _beside(installed: Installed, wanted: set[str]) -> Iterator[str]:
    """The leaves beside an `egg-info`, which old tools leave in the folder of the sources."""
    if NAMESPACE.encode() in installed.read(installed.info, "top_level.txt").split():
        yield from _under([os.path.abspath(installed.site)], wanted)
