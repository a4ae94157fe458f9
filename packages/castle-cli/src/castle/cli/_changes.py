"""Waits until files change: looks at them again and again, which works on every file system."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from stat import S_ISREG
from time import sleep

from castle.cli._folders import programs

_SECONDS = 0.3

State = dict[str, tuple[int, int]]
"""Of each file that is there, when it was changed and how large it is."""


class Seen:
    """The files that were looked at, and those beside them that may come to matter."""

    def __init__(self, places: Iterable[Path]) -> None:
        self.files: set[Path] = set()
        """Files that were looked at."""
        self.suffixes: set[str] = set()
        """How the names of sources end."""
        self._places = [place.absolute() for place in places]

    def state(self) -> State:
        """The state of all of these files."""
        return dict(self._states())

    def wait(self, before: State) -> None:
        """Return as soon as the state is another one."""
        while self.state() == before:
            sleep(_SECONDS)

    def _states(self) -> Iterator[tuple[str, tuple[int, int]]]:
        for file in self._all():
            try:
                found = file.stat()
            except OSError:
                continue
            if S_ISREG(found.st_mode):
                yield os.fspath(file), (found.st_mtime_ns, found.st_size)

    def _all(self) -> Iterator[Path]:
        below = programs(self._places, self.suffixes).files
        yield from (file for files in below for file in files)
        for folder in {file.parent for file in (*self.files, *self._places)}:
            yield from _sources(folder, self.suffixes)


def _sources(folder: Path, suffixes: set[str]) -> list[Path]:
    try:
        return [each for each in folder.iterdir() if each.suffix in suffixes]
    except OSError:
        return []
