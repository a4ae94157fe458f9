"""All audits, in order."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from castle.kit.audit._archives import Archive, ArchiveError, open_archive
from castle.kit.audit._findings import NOT_TRACKED, UNREADABLE, Finding
from castle.kit.audit._imports import imports
from castle.kit.audit._layout import layout
from castle.kit.audit._metadata import metadata
from castle.kit.audit._neighbours import neighbours
from castle.kit.audit._record import record
from castle.kit.audit._strays import strays
from castle.kit.audit._tracked import tracked


def audit(
    paths: Iterable[Path], *, checkout: Path | None = None, installed: bool = True
) -> list[Finding]:
    """Audit wheels and source distributions, each beside the others; give all that is wrong.

    Args:
        paths: the files.
        checkout: the folder of the sources, or that of the folders of several; the archives then
            have to hold what git tracks there.
        installed: whether they are also compared with what is installed here.
    """
    found: list[Finding] = []
    archives: list[Archive] = []
    for path in paths:
        try:
            archives.append(open_archive(path))
        except ArchiveError as error:
            cure = "build it again, with hatchling"
            found.append(Finding(UNREADABLE, path.name, "", str(error), cure))
    for archive in archives:
        found += _audited(archive, archives, checkout, installed)
    return found


def _audited(
    archive: Archive, archives: Sequence[Archive], checkout: Path | None, installed: bool
) -> list[Finding]:
    around = neighbours(archive, archives, installed)
    found = [
        *layout(archive, around),
        *metadata(archive, around),
        *record(archive),
        *strays(archive),
        *imports(archive, around),
    ]
    if checkout is not None:
        try:
            found += tracked(archive, checkout)
        except ArchiveError as error:
            cure = "name the folder of its sources"
            found.append(Finding(NOT_TRACKED, archive.file, "", str(error), cure))
    return found
