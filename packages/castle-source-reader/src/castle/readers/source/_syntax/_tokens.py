"""Text cut into tokens by one regular expression."""

import re
from collections.abc import Collection
from itertools import accumulate
from operator import sub
from typing import NamedTuple

NAME = "name"
INTEGER = "integer"
DECIMAL = "decimal"
STRING = "string"
DOCSTRING = "docstring"
BAD = "bad"
END = "end"
MISSING = "missing ;"
"""Stands where a line may have ended without its semicolon; no text is cut into it."""

_KEYWORDS = (
    "import from as protocol component implement port sub alias local cons enum if else while for "
    "break continue return match case and or not xor nand nor xnor true false Ground self super"
)
KEYWORDS = frozenset(_KEYWORDS.split())
_PUNCTUATION = ":= == != <= >= -> **= ** += -= *= /= %= ( ) { } [ ] ; : , . < > = + - * / % @"

_STRING = r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"'
_NUMBER = r"[0-9][0-9_]*+(?:\.[0-9][0-9_]*+)?+(?:[eE][+-]?+[0-9]++)?+\w*+"
_COMMON = (
    r"[A-Za-z_]\w*+"
    r"|[(){}\[\];,.@]"
    r"|:=|==|!=|<=|>=|->|\*\*=?|[-+*%]=|[:<>=+\-*%]|/=|/(?![/*])"
    rf"|0[xX]\w*+|{_NUMBER}"
)
_OTHERS = (
    rf'"""[\s\S]*?"""|"""[\s\S]*+|{_STRING}|"[^\n]*+'
    r"|/\*[\s\S]*+"  # a comment that ends is passed over
    r"|\Z|&&|\|\||[^\t\n\r -~]++|[\s\S]"
)
_SPACE = r"[ \t\r\n]*+"
_COMMENT = rf"(?://[^\n]*+|/\*[\s\S]*?\*/){_SPACE}"
# A token with all that stands before it. Most stand behind white space alone, and are tried first.
_pieces = re.compile(
    rf"{_SPACE}(?:{_COMMON}|(?:{_COMMENT})++(?:{_COMMON}|{_OTHERS})|{_OTHERS})", re.ASCII
).findall
_before = re.compile(rf"{_SPACE}(?:{_COMMENT})*+").match
_whole_string = re.compile(_STRING).fullmatch
_whole_integer = re.compile(r"0[xX][0-9a-fA-F]++(?:_[0-9a-fA-F]++)*|[0-9]++(?:_[0-9]++)*").fullmatch
_whole_decimal = re.compile(
    r"[0-9]++(?:_[0-9]++)*(?:\.[0-9]++(?:_[0-9]++)*)?(?:[eE][+-]?[0-9]++)?"
).fullmatch


class Tokens(NamedTuple):
    """The tokens of a file in four columns; the last two have the kind `END`."""

    kinds: list[str]
    """Of keywords and punctuation the text itself; else one of the constants above."""
    texts: list[str]
    """As written."""
    starts: list[int]
    """The offset of the first character."""
    ends: list[int]
    """The offset after the last character."""


class _Texts(dict[str, str]):
    """The token at the end of each piece of text, found once for each different piece."""

    def __missing__(self, piece: str) -> str:
        before = _before(piece)
        assert before is not None  # it may be empty
        text = self[piece] = piece[before.end() :]
        return text


class _Kinds(dict[str, str]):
    """The kind of each text, found once for each different text of a file."""

    def __missing__(self, text: str) -> str:
        kind = self[text] = _kind(text)
        return kind


_KNOWN = {word: word for word in (*KEYWORDS, *_PUNCTUATION.split())} | {"": END}


def tokenize(text: str) -> Tokens:
    """Cut a text into tokens; what cannot be one has the kind `BAD`."""
    pieces = _pieces(text)
    pieces += "", ""
    texts = list(map(_Texts().__getitem__, pieces))
    ends = list(accumulate(map(len, pieces)))
    del pieces  # what they take is of use for the rest
    kinds = list(map(_Kinds(_KNOWN).__getitem__, texts))
    starts = list(map(sub, ends, map(len, texts)))
    return Tokens(kinds, texts, starts, ends)


def broken(tokens: Tokens, breaks: Collection[int]) -> Tokens:
    """Put a `MISSING` before each token that begins at one of these offsets."""
    found = Tokens([], [], [], [])
    end = 0
    for token in zip(*tokens, strict=True):
        if token[2] in breaks:
            append(found, MISSING, "", end, end)
        append(found, *token)
        end = token[3]
    return found


def append(tokens: Tokens, kind: str, text: str, start: int, end: int) -> None:
    """Put a token behind the others."""
    tokens.kinds.append(kind)
    tokens.texts.append(text)
    tokens.starts.append(start)
    tokens.ends.append(end)


def _kind(text: str) -> str:
    first = text[0]
    if first == "_" or (first.isascii() and first.isalpha()):
        return NAME
    if first.isascii() and first.isdigit():
        return INTEGER if _whole_integer(text) else DECIMAL if _whole_decimal(text) else BAD
    if text.startswith('"""'):
        return DOCSTRING if len(text) >= 6 and text.endswith('"""') else BAD
    return STRING if _whole_string(text) else BAD
