"""What a configuration file says, before any plugin is asked about its own keys."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from castle.monorail._document import Document, read_document
from castle.monorail._kinds import KINDS, Kind
from castle.monorail._overrides import override
from castle.monorail._problems import Keys, Problem, missing_key, unknown_key
from castle.monorail.errors import ConfigurationError

_STAGED = {kind.singular: kind for kind in KINDS.values() if kind.staged}
SINGLE = ("engines", "systems")
_NEEDS = {
    "systems": ("engine", "engines", "a system is what an engine runs"),
    "processors": ("backend", "backends", "a processor works on a run that a backend keeps"),
}
# What every file system and every backend takes as a part of a file's name.
NAME_PATTERN = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
_SHAPE = "expected a mapping with the key `module`"


class Section(NamedTuple):
    """The part of a configuration that is about one plugin."""

    kind: str
    """The kind, in the plural."""
    module: str
    """The plugin's name."""
    values: Mapping[str, Any]
    """All its keys, `module` included."""
    keys: Keys
    """Where it stands in the file."""


class Configuration(NamedTuple):
    """What a configuration file says."""

    name: str
    """What the runs are called."""
    sections: tuple[Section, ...]
    """The plugins, in the order of the file."""
    document: Document
    """The file, which knows the place of everything in it."""
    folder: Path
    """The folder of the file, which relative paths are relative to."""

    def of(self, kind: str) -> list[Section]:
        """The plugins of one kind, in the order of the file."""
        return [section for section in self.sections if section.kind == kind]


def load_configuration(path: Path, *, settings: Iterable[str] = ()) -> Configuration:
    """Read a configuration file; settings such as `engine.main=Main` win over what it says.

    Raises:
        ConfigurationError: it cannot be used; every error that shows without its plugins is told.
    """
    configuration, problems = read_configuration(path, settings)
    if problems:
        raise ConfigurationError(map(configuration.document.diagnostic, problems))
    return configuration


def read_configuration(
    path: Path, settings: Iterable[str] = ()
) -> tuple[Configuration, list[Problem]]:
    """Read as much of a configuration file as makes sense, and what is wrong with the rest."""
    return configuration_of(read_document(path), path.absolute().parent, settings)


def configuration_of(
    document: Document, folder: Path, settings: Iterable[str] = ()
) -> tuple[Configuration, list[Problem]]:
    """Take as much of a document as makes sense; say what is wrong with the rest."""
    problems = [*override(document, settings), *document.problems]
    data = document.data
    if not isinstance(data, dict):
        problems.append(
            Problem("CAS0806", (), "expected a mapping with `name`, `reader` and so on")
        )
        data = {}
    else:
        problems += _top_problems(data)
    sections = tuple(_sections(data, problems))
    problems += _companions(sections)
    return Configuration(str(data.get("name")), sections, document, folder), problems


def _companions(sections: tuple[Section, ...]) -> Iterator[Problem]:
    """What some plugins need beside them."""
    present = {section.kind for section in sections}
    for section in sections:
        key, needed, why = _NEEDS.get(section.kind, ("", "", ""))
        if needed and needed not in present:
            yield missing_key(section.keys, key, "of the configuration", why=why)


def _top_problems(data: dict[str, Any]) -> Iterator[Problem]:
    known = ["name", *_STAGED]
    for key in data:
        if key not in known:
            yield unknown_key((key,), known, "of a configuration")
    name = data.get("name")
    if "name" not in data:
        yield missing_key((), "name", "of the configuration", "name: what its runs are called")
    elif not isinstance(name, str) or not name.strip():
        yield Problem("CAS0806", ("name",), "expected a text that names the runs")
    elif not re.fullmatch(NAME_PATTERN, name):
        cure = "use up to 64 letters, digits, `.`, `_` and `-`, and begin with a letter or digit"
        message = f"`{name[:80]}` cannot be part of a file's name, as the name of runs is"
        yield Problem("CAS0806", ("name",), message, cure)


def _sections(data: dict[str, Any], problems: list[Problem]) -> Iterator[Section]:
    for key, kind in _STAGED.items():
        if key not in data:
            continue
        value = data[key]
        entries = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        if kind.plural in SINGLE and len(entries) > 1:
            problems.append(Problem("CAS0806", (key, 1), f"a pipeline has one {key}"))
        for index, entry in entries:
            keys: Keys = (key,) if index is None else (key, index)
            yield from _section(kind, entry, keys, problems)


def _section(kind: Kind, entry: Any, keys: Keys, problems: list[Problem]) -> Iterator[Section]:
    if not isinstance(entry, dict):
        cure = f"{kind.singular}: {{module: {entry if isinstance(entry, str) else 'NAME'}}}"
        problems.append(Problem("CAS0806", keys, _SHAPE, cure))
    elif "module" not in entry:
        problems.append(missing_key(keys, "module", f"of {kind.one}", "module: its name"))
    elif not isinstance(entry["module"], str):
        message = f"expected the name of {kind.one}"
        problems.append(Problem("CAS0806", (*keys, "module"), message))
    else:
        yield Section(kind.plural, entry["module"], entry, keys)
