"""All audits, in order."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from castle.kit.audit._archives import Archive, ArchiveError, open_archive
from castle.kit.audit._findings import NOT_TRACKED, UNREADABLE, Finding
from castle.kit.audit._imports import imports
from castle.kit.audit._layout import layout
from castle.kit.audit._metadata import metadata
from castle.kit.audit._neighbours import Neighbour, neighbours
from castle.kit.audit._record import record
from castle.kit.audit._strays import strays
from castle.kit.audit._tracked import tracked


def audit(
    paths: Iterable[Path],
    *,
    checkout: Path | None = None,
    installed: bool = True,
    committed: bool = True,
) -> list[Finding]:
    """Audit wheels and source distributions, each beside the others; give all that is wrong.

    Args:
        paths: the files.
        checkout: the folder of the sources, or that of the folders of several; the archives then
            have to hold what git tracks there.
        installed: whether they are also compared with what is installed here.
        committed: whether they have to hold what the last commit has; else the files that git
            tracks are taken as they lie there.
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
        found += _audited(archive, neighbours(archive, archives, installed))
        if checkout is not None:
            found += _compared(archive, checkout, committed)
    return found


def _audited(archive: Archive, around: Sequence[Neighbour]) -> list[Finding]:
    return [
        *layout(archive, around),
        *metadata(archive, around),
        *record(archive),
        *strays(archive),
        *imports(archive, around),
    ]


def _compared(archive: Archive, checkout: Path, committed: bool) -> list[Finding]:
    try:
        return [*tracked(archive, checkout, committed)]
    except ArchiveError as error:
        cure = "name the folder of its sources, in a repository with a commit"
        return [Finding(NOT_TRACKED, archive.file, "", str(error), cure)]
