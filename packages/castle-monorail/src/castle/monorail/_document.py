"""Reads YAML with the C loader, and remembers where every key and value stands.

Scalars are those of YAML 1.2: `no`, `on` and `1:30` are texts, and so is a date. Keys are texts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import yaml

from castle.aigr import Diagnostic, Location, Severity, SourceFile
from castle.monorail._problems import Keys, Problem
from castle.monorail.errors import ConfigurationError

_TAG = "tag:yaml.org,2002:"
_COLLECTIONS = (f"{_TAG}map", f"{_TAG}seq")
_MOST_VALUES = 100_000  # aliases of aliases can stand for more values than any memory holds
_DEEPEST = 100  # libyaml composes nodes by recursion in C, which ends the process when it overflows
_TOO_DEEP_FOR_LIBYAML = "maximum nesting depth"
_TOO_MANY = f"the configuration has more than {_MOST_VALUES} values"
# PyYAML may have been built without libyaml; then its own loader does the same more slowly.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]  # one of two loaders of one interface
    """Composes nodes; its scalars are resolved by the core schema of YAML 1.2."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for _name, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
):
    _Loader.add_implicit_resolver(_TAG + _name, re.compile(rf"(?:{_pattern})\Z"), _first)


class _Span(NamedTuple):
    start: int
    end: int


@dataclass
class Document:
    """A configuration file: its values, and the place of each."""

    source: SourceFile
    """The file."""
    is_file: bool = True
    """Whether it is one, and not what was typed on a command line."""
    data: Any = None
    """Its values, as plain dicts, lists and scalars."""
    problems: list[Problem] = field(default_factory=list)
    """What is wrong with it as a document: keys that occur twice, tags that mean nothing here."""
    _values: dict[Keys, _Span] = field(default_factory=dict)
    _keys: dict[Keys, _Span] = field(default_factory=dict)
    _elsewhere: dict[Keys, Location] = field(default_factory=dict)

    def place_elsewhere(self, keys: Keys, location: Location) -> None:
        """Say that a value, and all that is in it, was given in another text than the file."""
        self._elsewhere[keys] = location

    def location(self, keys: Keys, *, at_key: bool = False) -> Location:
        """The place of a value, or of its key; of the nearest value around it, when it has none."""
        for end in range(len(keys), 0, -1):
            if keys[:end] in self._elsewhere:
                return self._elsewhere[keys[:end]]
        spans = self._keys if at_key else self._values
        while keys and keys not in spans:
            keys, spans = keys[:-1], self._values
        span = spans.get(keys, _Span(0, 0))
        return Location(self.source, span.start, span.end)

    def diagnostic(self, problem: Problem) -> Diagnostic:
        """The problem as a diagnostic that points at its place."""
        place = self.location(problem.keys, at_key=problem.at_key)
        return Diagnostic(
            problem.code, Severity.ERROR, problem.message, location=place, help=problem.help
        )


def read_document(path: Path) -> Document:
    """Read a configuration file.

    Raises:
        ConfigurationError: it cannot be read, or is not YAML.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        message = f"the configuration `{path.as_posix()}` cannot be read: {error.strerror}"
        raise ConfigurationError([ConfigurationError.saying("CAS0801", message)]) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError([_not_utf8(path, content, error)]) from None
    return parse_document(SourceFile(path.as_posix(), text))


def _not_utf8(path: Path, content: bytes, error: UnicodeDecodeError) -> Diagnostic:
    """What is wrong with a file of another encoding, at the first byte that tells."""
    readable = content.decode("utf-8-sig", "replace")
    start = len(content[: error.start].decode("utf-8-sig"))
    place = Location(SourceFile(path.as_posix(), readable), start, start + 1)
    message = f"the configuration `{path.as_posix()}` is not UTF-8: {error.reason}"
    return Diagnostic("CAS0801", Severity.ERROR, message, place, help="save it as UTF-8")


def parse_document(source: SourceFile) -> Document:
    """Read the values of a configuration, and where they stand."""
    document = Document(source)
    try:
        _measure(source)
        root = _Loader(source.text).get_single_node()
        if root is not None:
            document.data = _Values(document).of(root, (), ())
    except yaml.YAMLError as error:
        raise ConfigurationError([_syntax_error(source, error)]) from None
    return document


def _measure(source: SourceFile) -> None:
    """Refuse what is too deep, too long, or no text, before anything is made of it."""
    text = source.text or ""
    if not is_text(text):
        raise _refusal(source, 0, "this is no text: it holds bytes that are not UTF-8")
    try:
        _count(source, text)
    except yaml.MarkedYAMLError as error:
        # libyaml has had a limit of its own since PyYAML 6.0.4, and may look ahead as far as that
        # before it tells of the first level. What stands before has enough levels for ours.
        if error.problem_mark and _TOO_DEEP_FOR_LIBYAML in (error.problem or ""):
            _count(source, text[: error.problem_mark.index])
        raise


def _count(source: SourceFile, text: str) -> None:
    """Refuse what is too deep or too long in a text, at its place in the source."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=_Loader)):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            start = event.start_mark.index if event.start_mark else 0
            message = f"the configuration is nested too deeply, more than {_DEEPEST} levels"
            raise _refusal(source, start, message)
        if number > 2 * _MOST_VALUES:  # at most two events for each value
            raise _refusal(source, 0, _TOO_MANY)


def is_text(text: str) -> bool:
    """Whether all of it is text: not so of bytes in arguments that are no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refusal(source: SourceFile, start: int, message: str) -> ConfigurationError:
    place = Location(source, start, start)
    return ConfigurationError([Diagnostic("CAS0802", Severity.ERROR, message, place)])


def _syntax_error(source: SourceFile, error: yaml.YAMLError) -> Diagnostic:
    mark = getattr(error, "problem_mark", None)
    start = mark.index if mark else getattr(error, "position", 0)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    context = getattr(error, "context", None)
    message = f"this is not YAML: {f'{context}, ' if context else ''}{reason}"
    place = Location(source, start, start)
    return Diagnostic("CAS0802", Severity.ERROR, " ".join(message.split()), location=place)


class _Values:
    """Makes plain values of YAML nodes, and notes their places in a document."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def of(self, node: yaml.Node, keys: Keys, above: tuple[yaml.Node, ...]) -> Any:
        self._document._values[keys] = self._span(node)
        if node in above:
            return self._problem(keys, "this alias contains itself")
        if len(self._document._values) > _MOST_VALUES:
            raise _refusal(self._document.source, 0, _TOO_MANY)
        if not isinstance(node, yaml.ScalarNode) and node.tag not in _COLLECTIONS:
            return self._problem(keys, f"the tag `{node.tag}` means nothing here")
        if isinstance(node, yaml.MappingNode):
            return dict(self._items(node, keys, (*above, node)))
        if isinstance(node, yaml.SequenceNode):
            inner = (*above, node)
            return [self.of(item, (*keys, i), inner) for i, item in enumerate(node.value)]
        return self._scalar(node, keys)

    def _items(
        self, node: yaml.MappingNode, keys: Keys, above: tuple[yaml.Node, ...]
    ) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            place = (*keys, str(key_node.value))
            if not isinstance(key_node, yaml.ScalarNode):
                self._document._values[place] = self._span(key_node)
                self._problem(place, "a key has to be a text")
            elif key_node.value in seen:
                self._twice(key_node, place)
            else:
                seen.add(key_node.value)
                self._document._keys[place] = self._span(key_node)
                yield key_node.value, self.of(value_node, place, above)

    def _twice(self, node: yaml.ScalarNode, place: Keys) -> None:
        line, _ = self._document.source.position(self._document._keys[place].start)
        again = (*place, len(self._document.problems))  # a place of its own for the second key
        self._document._keys[again] = self._span(node)
        message = f"the key `{node.value}` stands twice in one mapping; the first is on line {line}"
        self._document.problems.append(Problem("CAS0803", again, message, at_key=True))

    def _scalar(self, node: yaml.Node, keys: Keys) -> Any:
        text, tag = node.value, node.tag.removeprefix(_TAG)
        if tag not in _SCALARS:
            return self._problem(keys, f"the tag `{node.tag}` means nothing here")
        try:
            return _SCALARS[tag](text)
        except ValueError:
            return self._problem(keys, f"`{text[:40]}` is no {tag}")

    def _problem(self, keys: Keys, message: str) -> None:
        self._document.problems.append(Problem("CAS0802", keys, message))

    def _span(self, node: yaml.Node) -> _Span:
        start, end = node.start_mark.index, node.end_mark.index
        text = self._document.source.text or ""
        return _Span(start, start + len(text[start:end].rstrip()))


def _null(text: str) -> None:
    if text.lower() not in ("", "~", "null"):
        raise ValueError(text)


def _boolean(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


def _integer(text: str) -> int:
    return int(text, 0) if text.startswith(("0o", "0x")) else int(text)


def _float(text: str) -> float:
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


_SCALARS: dict[str, Any] = {
    "null": _null,
    "bool": _boolean,
    "int": _integer,
    "float": _float,
    "str": str,
}
