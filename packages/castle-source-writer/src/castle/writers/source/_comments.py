"""Comments, found again in the source text that locations lead to: the graph has none."""

import re
from typing import NamedTuple

_WHITE = " \t\r"
_STRINGS = r'"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"'
_COMMENTS = r"//[^\n]*|/\*[\s\S]*?\*/"
_NUMBER = r"[0-9][0-9_]*(?:\.[0-9][0-9_]*)?(?:[eE][+-]?[0-9]+)?\w*"
_find = re.compile(rf"{_STRINGS}|{_COMMENTS}").finditer
_token = re.compile(
    rf"{_STRINGS}|{_COMMENTS}|[A-Za-z_]\w*|{_NUMBER}"
    r"|\*\*=|:=|==|!=|<=|>=|->|\*\*|[-+*/%]=|\S",
    re.ASCII,
).finditer


class Comment(NamedTuple):
    """A comment, and what stands around it."""

    start: int
    """The offset of its first character."""
    end: int
    """The offset after its last character."""
    text: str
    """As written, without white space at the end of its lines."""
    behind: int
    """Where the code ends that it follows on its line; -1 when it begins the line."""
    ends_line: bool
    """Whether nothing follows it on its line."""

    @property
    def is_long(self) -> bool:
        """Whether it goes over several lines."""
        return "\n" in self.text

    @property
    def is_line(self) -> bool:
        """Whether it ends with its line."""
        return self.text.startswith("//")


class Token(NamedTuple):
    """A piece of source that holds no white space, unless it is a string or a comment."""

    start: int
    """Its offset."""
    text: str
    """As written."""

    @property
    def is_comment(self) -> bool:
        """Whether it is a comment."""
        return self.text.startswith(("//", "/*"))


def has_comments(text: str) -> bool:
    """Whether there may be comments in a text."""
    return "//" in text or "/*" in text


def comments_of(text: str) -> list[Comment]:
    """All comments of a text, in order."""
    if not has_comments(text):
        return []
    found: list[Comment] = []
    for match in _find(text):
        if text[match.start()] == "/":
            found.append(_comment(text, *match.span()))
    return found


def texts_of(text: str) -> list[str]:
    """What the comments of a text say, sorted, however they are indented."""
    if not has_comments(text):
        return []
    found = [match.group() for match in _find(text) if match.group()[0] == "/"]
    return sorted("\n".join(part.strip(_WHITE) for part in one.split("\n")) for one in found)


def tokens_of(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of a stretch of text, comments among them."""
    stop = len(text) if end is None else end
    return [Token(found.start(), found.group()) for found in _token(text, start, stop)]


def _comment(text: str, start: int, end: int) -> Comment:
    line = text.rfind("\n", 0, start) + 1
    before = text[line:start].rstrip(_WHITE)
    behind = line + len(before) if before else -1
    after = text.find("\n", end)
    rest = text[end : after if after >= 0 else len(text)]
    said = "\n".join(part.rstrip(_WHITE) for part in text[start:end].split("\n"))
    return Comment(start, end, said, behind, not rest.strip(_WHITE))


def first_code(text: str, start: int) -> int:
    """The offset of what comes first behind an offset and is no comment."""
    for match in _token(text, start):
        if not match.group().startswith(("//", "/*")):
            return match.start()
    return len(text)


def found_from(text: str, start: int, word: str) -> int:
    """The offset of a word from an offset on, in no comment and no string."""
    for match in _token(text, start):
        if match.group() == word:
            return match.start()
    return len(text)
