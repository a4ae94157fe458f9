"""Names, numbers, strings and docstrings as they are written."""

import math
import re
from inspect import cleandoc

from castle.aigr import Constant, Node
from castle.writers.source._problems import unsayable

_KEYWORDS = (
    "import from as protocol component implement port sub alias local cons enum if else while for "
    "break continue return match case and or not xor nand nor xnor true false Ground self super"
)
KEYWORDS = frozenset(_KEYWORDS.split())

SMALLEST, LARGEST = -(2**63), 2**63 - 1
_is_word = re.compile(r"[A-Za-z_][A-Za-z0-9_]*").fullmatch
_is_integer = re.compile(r"(?:0[xX][0-9a-fA-F]+(?:_[0-9a-fA-F]+)*|[0-9]+(?:_[0-9]+)*)").fullmatch
_is_decimal = re.compile(
    r"[0-9]+(?:_[0-9]+)*(?:\.[0-9]+(?:_[0-9]+)*)?(?:[eE][+-]?[0-9]+)?"
).fullmatch
_is_string = re.compile(r'"(?:[^"\\\n]|\\.)*"').fullmatch
_escape = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_MEANT = {"\\": "\\", '"': '"', "n": "\n", "r": "\r", "t": "\t"}
_SPECIAL = frozenset('"\\\n')
_MOST_DIGITS = 400
_ESCAPES_TO = 0xFFFF

_words: set[str] = set()
_names: set[str] = set()


def word(text: str, node: Node) -> str:
    """A name in a place where keywords are names, too.

    Raises:
        DiagnosticError: it is no name.
    """
    if text not in _words:
        if not _is_word(text):
            raise unsayable(node, f"{text!r} is no name")
        _words.add(text)
    return text


def name(text: str, node: Node) -> str:
    """A name that is no keyword, or names with dots between them; behind a dot any word is one.

    Raises:
        DiagnosticError: it is none.
    """
    if text not in _names:
        first, *others = text.split(".")
        if word(first, node) in KEYWORDS:
            raise unsayable(node, f"`{first}` is a keyword, and no name here")
        for other in others:
            word(other, node)
        _names.add(text)
    return text


def plain(text: str, node: Node) -> str:
    """A name without dots that is no keyword.

    Raises:
        DiagnosticError: it is none.
    """
    if "." in text:
        raise unsayable(node, f"{text!r} is no name")
    return name(text, node)


def literal(node: Constant) -> str:
    """A value, spelled as in the source where that is at hand and means the same."""
    value = node.value
    if value is True or value is False:
        return "true" if value else "false"
    place = node.location
    if place is not None and place[0].text is not None:
        spelled = place[0].text[place[1] : place[2]]
        if _is_plain(spelled, value) or _means(spelled, value):
            return spelled
    if isinstance(value, int):
        if not SMALLEST <= value <= LARGEST:
            raise unsayable(node, f"{value} does not fit `int`")
        return str(value)
    return _decimal(node, value) if isinstance(value, float) else _string(node, value)


def _is_plain(spelled: str, value: int | float | str) -> bool:
    """Whether a value is spelled as most are, which is quickly seen."""
    if isinstance(value, str):
        return spelled == f'"{value}"' and _SPECIAL.isdisjoint(value)
    return value.__class__ is int and spelled == str(value)


def _means(spelled: str, value: int | float | str) -> bool:
    if isinstance(value, int):
        return bool(_is_integer(spelled)) and _natural(spelled) == value
    if isinstance(value, float):
        is_whole = _is_integer(spelled) is not None
        return not is_whole and bool(_is_decimal(spelled)) and float(spelled) == value
    return bool(_is_string(spelled)) and _escape.sub(_meant, spelled[1:-1]) == value


def _natural(spelled: str) -> int | None:
    if len(spelled) > _MOST_DIGITS:
        return None
    return int(spelled, 16) if spelled[:2] in ("0x", "0X") else int(spelled)


def _meant(match: re.Match[str]) -> str:
    digits, letter = match.groups()
    return chr(int(digits, 16)) if digits is not None else _MEANT.get(letter, "")


def _decimal(node: Node, value: float) -> str:
    if not math.isfinite(value):
        raise unsayable(node, f"no number is written {value}")
    return repr(value)


def _string(node: Node, value: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise unsayable(node, "half of a surrogate pair is no character")
    return f'"{"".join(map(_character, value))}"'


def _character(one: str) -> str:
    if one in _ESCAPED:
        return _ESCAPED[one]
    return one if one.isprintable() or ord(one) > _ESCAPES_TO else f"\\u{ord(one):04x}"


def docstring(text: str, node: Node) -> list[str]:
    """The lines of a docstring, without indentation.

    Raises:
        DiagnosticError: no docstring reads as this text.
    """
    if '"""' in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise unsayable(node, "its documentation has a text that no docstring can have")
    if "\n" not in text and cleandoc(text).strip() == text:
        return [f'"""{text}{" " if text.endswith(chr(34)) else ""}"""']
    for lines in ([f'"""{text}', '"""'], ['"""', text, '"""']):
        if cleandoc("\n".join(lines)[3:-3].replace("\r\n", "\n")).strip() == text:
            return "\n".join(lines).split("\n")
    raise unsayable(node, "its documentation is indented as no docstring can be")
