"""Texts that are no tokens: said once, then mended so that reading can go on."""

from typing import NamedTuple

from castle.aigr import Diagnostic, Location, SourceFile
from castle.readers.source._problems import Code, Problems
from castle.readers.source._syntax._tokens import BAD, DOCSTRING, INTEGER, STRING, Tokens, append

_SHOWN = 20
_HELP = {
    "'": 'strings stand between double quotes: "..."',
    "#": "a comment begins with `//`",
    "!": "write `not`, or `!=` for different",
    "&": "write `and`",
    "|": "write `or`",
    "^": "write `xor`, or `**` for a power",
    "~": "write `not`",
}


class Mended(NamedTuple):
    """The tokens that can be read, and where they are not to be trusted."""

    tokens: Tokens
    """The tokens, something harmless in the place of what could have been one."""
    lines: set[int]
    """The lines that were mended."""
    lost: list[int]
    """Where texts without an end have swallowed braces."""

    def is_trusted(self, found: Diagnostic) -> bool:
        """Whether an error is more than an echo of what was mended."""
        place = found.location
        if place is None:
            return True
        return place.line not in self.lines and not any(place.start > at for at in self.lost)


def mend(file: SourceFile, tokens: Tokens, problems: Problems) -> Mended:
    """Report what is no token, and put something harmless in its place."""
    mended = Mended(Tokens([], [], [], []), set(), [])
    for kind, text, start, end in zip(*tokens, strict=True):
        if kind is not BAD:
            append(mended.tokens, kind, text, start, end)
            continue
        place = Location(file, start, end)
        mended.lines.add(place.line)
        if text[0] in '"/' and ("{" in text or "}" in text):
            mended.lost.append(start)
        stand_in = _report(text, place, problems)
        if stand_in is not None:
            append(mended.tokens, *stand_in, start, end)
    return mended


def _report(text: str, place: Location, problems: Problems) -> tuple[str, str] | None:
    """Say what is wrong with a text, and give a token that could have stood there."""
    opening = Location(place.file, place.start, place.start + 3)
    if text.startswith("/*"):
        opening = opening._replace(end=place.start + 2)
        problems.report(Code.UNTERMINATED, "the comment has no `*/`", opening)
        return None
    if text.startswith('"""'):
        problems.report(Code.UNTERMINATED, 'the docstring has no `"""` at its end', opening)
        return DOCSTRING, '""""""'
    if text.startswith('"'):
        message = 'the string has no `"` at its end'
        problems.report(Code.UNTERMINATED, message, place, help="a string ends on its line")
        return STRING, '""'
    if text[0].isascii() and text[0].isdigit():
        problems.report(Code.NUMBER, f"`{_short(text)}` is no number", place)
        return INTEGER, "0"
    problems.report(Code.CHARACTER, _no_meaning(text), place, help=_HELP.get(text[0]))
    return None


def _no_meaning(text: str) -> str:
    if text.isprintable():
        return f"`{_short(text)}` has no meaning here"
    return f"the character U+{ord(text[0]):04X} has no meaning here"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
