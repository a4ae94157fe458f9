"""Settings such as `engine.arguments.max=1000`, which win over what a configuration file says."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from castle.aigr import Diagnostic, Location, Severity, SourceFile
from castle.monorail._document import Document, is_text, parse_document
from castle.monorail._problems import Keys, Problem
from castle.monorail.errors import ConfigurationError

_FORM = "a setting is keys joined by dots, `=` and a value: `engine.arguments.max=1000`"


class _CannotSetError(Exception):
    """A setting leads nowhere."""


def override(document: Document, settings: Iterable[str]) -> Iterator[Problem]:
    """Put settings into a document; give what is wrong with them.

    Raises:
        ConfigurationError: the value of a setting is not YAML.
    """
    for text in settings:
        source = SourceFile("--set", text)
        path, equals, _ = text.partition("=")
        keys = path.split(".")
        if not equals or not all(keys) or not is_text(text):
            yield _misplaced(document, source, text, f"`{text}` is no setting", _FORM)
            continue
        try:
            given = _value(document, source, len(path) + 1)
            _put(document, keys, given, Location(source, 0, len(text)))
        except _CannotSetError as error:
            yield _misplaced(document, source, text, f"`{path}` cannot be set: {error}", None)


def _misplaced(
    document: Document, source: SourceFile, text: str, message: str, cure: str | None
) -> Problem:
    keys: Keys = ("--set", text)  # no key of a file is called so
    document.place_elsewhere(keys, Location(source, 0, len(text)))
    return Problem("CAS0831", keys, message, cure)


def _value(document: Document, source: SourceFile, start: int) -> Any:
    """The value after `=`, as YAML would read it in a file."""
    text = source.text or ""
    try:
        # Blanks keep the places of the value those of the whole setting.
        given = parse_document(SourceFile(source.path, " " * start + text[start:]))
    except ConfigurationError as error:
        raise ConfigurationError(_shown_whole(error, source)) from None
    if given.problems:
        place = Location(source, start, len(text))
        message = given.problems[0].message
        raise ConfigurationError([Diagnostic("CAS0802", Severity.ERROR, message, place)])
    return given.data


def _shown_whole(error: ConfigurationError, source: SourceFile) -> Iterator[Diagnostic]:
    """What is wrong with the value, shown in the setting as it was typed."""
    for found in error.diagnostics:
        place = found.location and found.location._replace(file=source)
        yield replace(found, location=place)


def _put(document: Document, path: list[str], value: Any, place: Location) -> None:
    if not isinstance(document.data, dict):
        return  # what is wrong with the file is told anyway
    container: Any = document.data
    keys: Keys = ()
    for part in path[:-1]:
        container, keys = _inside(container, keys, part)
        key = _key(container, part)
        if isinstance(container, dict) and key not in container:
            container[key] = {}
            document.place_elsewhere((*keys, key), place)
        container, keys = container[key], (*keys, key)
    container, keys = _inside(container, keys, path[-1])
    key = _key(container, path[-1])
    container[key] = value
    document.place_elsewhere((*keys, key), place)


def _inside(container: Any, keys: Keys, part: str) -> tuple[Any, Keys]:
    """What a key is looked up in: of a list of one plugin, the plugin."""
    if not isinstance(container, list) or part.isdecimal():
        return container, keys
    if len(container) == 1:
        return container[0], (*keys, 0)
    choices = ", ".join(f"`{_dotted(keys)}.{index}`" for index in range(len(container)))
    raise _CannotSetError(f"`{_dotted(keys)}` is a list; say which: {choices or 'it is empty'}")


def _key(container: Any, part: str) -> str | int:
    if isinstance(container, dict):
        return part
    if not isinstance(container, list):
        raise _CannotSetError(f"there is nothing that could hold `{part}`")
    if int(part) >= len(container):
        raise _CannotSetError(f"the list has {len(container)} entries, counted from 0")
    return int(part)


def _dotted(keys: Keys) -> str:
    return ".".join(map(str, keys))
