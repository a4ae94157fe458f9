"""The project that somebody works in: what it allows, and the folder that it may write into."""

import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

from castle.aigr import Diagnostic, Location, Severity, SourceFile
from castle.monorail.errors import ConfigurationError

_FILE = "pyproject.toml"
_TABLE = "`[tool.castle]`"
_POSITION = re.compile(r"\(at line (\d+), column (\d+)\)")


class Project(NamedTuple):
    """A folder, and what its pyproject says about Castle."""

    folder: Path
    """The folder that configurations in it may write into."""
    allow: tuple[str, ...] = ()
    """Modules outside the namespace that may be loaded."""
    write: tuple[Path, ...] = ()
    """Folders outside the project that may be written into."""


def find_project(start: Path) -> Project:
    """The nearest folder, from here upwards, whose pyproject has a table `[tool.castle]`.

    Without one it is `start` itself, and nothing is allowed. What a project allows counts for the
    person who works in it: ask with the working directory, not with that of a configuration.

    Raises:
        ConfigurationError: the pyproject is no TOML, or the table has something else in it.
    """
    here = Path(os.path.abspath(start))
    for folder in (here, *here.parents):
        file = folder / _FILE
        try:
            content = file.read_bytes() if file.is_file() else b""  # a pipe would never end
        except OSError:
            continue
        # Reading TOML costs more than all the rest, and few have the table.
        if b"castle" in content and (table := _table(file, content)) is not None:
            return _project(folder, table)
    return Project(here)


def refusal(path: Path, folder: Path, allowed: Collection[Path] = ()) -> str | None:
    """Why nothing may be written to a path from here; None when it lies in one of the folders.

    It counts where the path leads to: links and `..` are followed.
    """
    try:
        real = os.path.realpath(folder / path)
    except ValueError:  # a null character
        return "it is no path"
    tops = [os.path.realpath(top) for top in (folder, *allowed)]
    if any(Path(real).is_relative_to(top) for top in tops):
        return None
    return f"it leads to `{real}`, outside the project's folder `{tops[0]}`"


def _table(file: Path, content: bytes) -> object:
    import tomllib  # noqa: PLC0415  # costs milliseconds, and is seldom needed

    try:
        data = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(file, content, f"it is no TOML: {error}", str(error)) from None
    tool = data.get("tool")
    return tool.get("castle") if isinstance(tool, dict) else None


def _project(folder: Path, table: Any) -> Project:
    file = folder / _FILE
    if not isinstance(table, dict):
        raise _wrong(file, b"", f"{_TABLE} is no table")
    if unknown := sorted(set(table) - {"allow", "write"}):
        raise _wrong(file, b"", f"unknown key `{unknown[0]}` of {_TABLE}; known are allow, write")
    allow, write = (_texts(file, table, key) for key in ("allow", "write"))
    for name in allow:
        if not all(part.isidentifier() for part in name.split(".")):
            raise _wrong(file, b"", f"`{name}` in `allow` of {_TABLE} is no name of a module")
    for path in write:
        if "\0" in path:
            raise _wrong(file, b"", f"there is a null character in `write` of {_TABLE}")
    return Project(folder, tuple(allow), tuple(folder / path for path in write))


def _texts(file: Path, table: dict[str, Any], key: str) -> list[str]:
    texts = table.get(key, [])
    if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
        return texts
    raise _wrong(file, b"", f"`{key}` of {_TABLE} is to be a list of texts")


def _wrong(file: Path, content: bytes, what: str, said: str = "") -> ConfigurationError:
    """The error of a pyproject; at its place, where the parser told one."""
    text = content.decode("utf-8", "replace")
    found = _POSITION.search(said)
    start = 0
    if found:
        lines = text.splitlines(keepends=True)[: int(found[1]) - 1]
        start = min(sum(map(len, lines)) + int(found[2]) - 1, len(text))
    place = Location(SourceFile(os.path.relpath(file), text), start, start) if text else None
    message = what if place else f"{os.path.relpath(file)}: {what}"
    return ConfigurationError([Diagnostic("CAS0819", Severity.ERROR, message, place)])
