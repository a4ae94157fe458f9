"""Texts that are no tokens: said once, then mended so that reading can go on."""

from castle.aigr import Location, SourceFile
from castle.readers.source._problems import Code, Problems
from castle.readers.source._syntax._tokens import BAD, DOCSTRING, INTEGER, STRING, Tokens

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


def mend(file: SourceFile, tokens: Tokens, problems: Problems) -> tuple[Tokens, set[int]]:
    """Report what is no token; give the tokens that can be read, and the lines that were mended."""
    lines: set[int] = set()
    mended = Tokens([], [], [], [])
    for kind, text, start, end in zip(*tokens, strict=True):
        if kind is not BAD:
            _append(mended, kind, text, start, end)
            continue
        place = Location(file, start, end)
        lines.add(place.line)
        stand_in = _report(text, place, problems)
        if stand_in is not None:
            _append(mended, *stand_in, start, end)
    return mended, lines


def _append(tokens: Tokens, kind: str, text: str, start: int, end: int) -> None:
    tokens.kinds.append(kind)
    tokens.texts.append(text)
    tokens.starts.append(start)
    tokens.ends.append(end)


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
