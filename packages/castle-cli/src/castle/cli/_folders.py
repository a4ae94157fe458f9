"""The source files in folders, and the programs that they make up."""

import os
from collections.abc import Collection, Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from castle.aigr import Diagnostic
from castle.cli._reporting import unreadable

_LEFT_OUT = frozenset(
    ("__pycache__", "build", "castle-crash", "dist", "node_modules", "site-packages", "venv")
)
_IGNORED = ".gitignore"


class Programs(NamedTuple):
    """What there is to check."""

    files: list[list[Path]]
    """The files of each program."""
    problems: list[Diagnostic]
    """Folders that cannot be looked into."""


def programs(places: Iterable[Path], suffixes: Collection[str]) -> Programs:
    """Find the programs of files and folders.

    The files that are named make up one program. Of each folder, those that are in it make up one,
    and those in each folder below another: it is from their own folder that files import.
    Hidden folders, those that a `.gitignore` names, and those that only tools write are left out.
    """
    named: list[Path] = []
    found = Programs([], [])
    for place in places:
        if suffixes and place.is_dir():
            found.files.extend(_below(place, suffixes, found.problems))
        else:
            named.append(place)
    if named:
        found.files.insert(0, named)
    return found


def _below(
    folder: Path, suffixes: Collection[str], problems: list[Diagnostic]
) -> Iterator[list[Path]]:
    def failed(error: OSError) -> None:
        problems.append(unreadable(error))

    for place, folders, files in os.walk(folder, onerror=failed):
        ignored = _ignored(Path(place, _IGNORED)) if _IGNORED in files else []
        folders[:] = sorted(name for name in folders if _is_looked_into(name, ignored))
        chosen = sorted(name for name in files if Path(name).suffix in suffixes)
        if chosen:
            yield [Path(place, name) for name in chosen]


def _is_looked_into(name: str, ignored: Iterable[str]) -> bool:
    hidden = name.startswith(".") or name in _LEFT_OUT
    return not hidden and not any(fnmatch(name, pattern) for pattern in ignored)


def _ignored(path: Path) -> list[str]:
    """The folders beside a `.gitignore` that it names; what it says of others is not looked at."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    names = (line.strip().strip("/") for line in lines if not line.startswith(("#", "!")))
    return [name for name in names if name and "/" not in name]
