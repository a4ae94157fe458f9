"""Plugins on a command line: `a,b{key=value}` says what a configuration file would say."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from castle.aigr import Diagnostic, Location, Severity, SourceFile
from castle.monorail._document import Document, is_text, parse_document
from castle.monorail._kinds import KINDS
from castle.monorail._problems import Keys
from castle.monorail._settings import Configuration, configuration_of
from castle.monorail.errors import ConfigurationError

_TOKEN = re.compile(r"""(?P<quoted>"(?:\\.|[^"\\])*"|'(?:''|[^'])*')|(?P<mark>[\[\]{},])|.""", re.S)
_FORM = "plugins are joined by commas, and their keys stand in braces: a,b{key=value,other=[1,2]}"


class _Piece(NamedTuple):
    text: str
    start: int


def specified(
    kind: str, text: str, *, name: str, folder: Path, more: dict[str, Any] | None = None
) -> Configuration:
    """The configuration of the plugins of one kind that a text lists.

    Args:
        kind: the kind, in the plural.
        text: the plugins, such as `a,b{key=value}`.
        name: what runs are called, and what the text is called in messages.
        folder: the folder that the plugins work in.
        more: keys that each plugin gets when the text does not give them.

    Raises:
        ConfigurationError: the text is no list of plugins.
    """
    source = SourceFile(f"<{name}>", text)
    if not is_text(text):
        _refuse(source, 0, "it holds bytes that are not UTF-8")
    document = Document(source, is_file=False)
    singular = KINDS[kind].singular
    pieces = _split(source, _Piece(text, 0))
    entries = [_plugin(document, piece, (singular, i)) for i, piece in enumerate(pieces)]
    document.data = {"name": name, singular: [{**(more or {}), **entry} for entry in entries]}
    configuration, problems = configuration_of(document, folder)
    if problems:
        raise ConfigurationError(map(document.diagnostic, problems))
    return configuration


def _split(source: SourceFile, piece: _Piece) -> Iterator[_Piece]:
    """Split at the commas that no quotes, brackets or braces enclose."""
    depth, begin = 0, 0
    for token in _TOKEN.finditer(piece.text):
        mark = token["mark"]
        depth += (mark in ("[", "{")) - (mark in ("]", "}")) if mark else 0
        if depth < 0:
            _refuse(source, piece.start + token.start(), f"`{mark}` closes nothing")
        if mark == "," and depth == 0:
            yield _Piece(piece.text[begin : token.start()], piece.start + begin)
            begin = token.end()
    if depth:
        _refuse(source, piece.start + len(piece.text), "a bracket or brace is not closed")
    yield _Piece(piece.text[begin:], piece.start + begin)


def _plugin(document: Document, piece: _Piece, keys: Keys) -> dict[str, Any]:
    module, brace, rest = piece.text.partition("{")
    end = piece.start + len(module)
    document.place_elsewhere(keys, Location(document.source, piece.start, end))
    if not module.strip():
        _refuse(document.source, piece.start, "the name of a plugin is missing")
    values: dict[str, Any] = {"module": module.strip()}
    if not brace:
        return values
    if not rest.rstrip().endswith("}"):
        _refuse(document.source, piece.start + len(piece.text), "expected a comma after `}`")
    inner = _Piece(rest.rstrip()[:-1], end + 1)
    for option in _split(document.source, inner) if inner.text.strip() else ():
        key, value = _option(document, option, keys)
        if key in values:
            _refuse(document.source, option.start, f"the key `{key}` stands twice")
        values[key] = value
    return values


def _option(document: Document, piece: _Piece, keys: Keys) -> tuple[str, Any]:
    key, equals, value = piece.text.partition("=")
    if not equals or not key.strip():
        _refuse(document.source, piece.start, "expected `key=value`")
    start = piece.start + len(key) + 1
    place = Location(document.source, piece.start, piece.start + len(piece.text))
    document.place_elsewhere((*keys, key.strip()), place)
    # Blanks keep the places of what is wrong with a value those of the whole text.
    given = parse_document(SourceFile(document.source.path, " " * start + value))
    if given.problems:
        _refuse(document.source, start, given.problems[0].message)
    return key.strip(), given.data


def _refuse(source: SourceFile, start: int, message: str) -> NoReturn:
    place = Location(source, start, start)
    raise ConfigurationError([Diagnostic("CAS0832", Severity.ERROR, message, place, help=_FORM)])
