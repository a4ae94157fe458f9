"""Texts that are no tokens: said once, then mended so that reading can go on."""

from castle.aigr import Location, SourceFile
from castle.readers.source._problems import Code, Problems
from castle.readers.source._syntax._tokens import BAD, DOCSTRING, INTEGER, STRING, Tokens, append

_SHOWN = 20
_MEANT = {"&&": "and", "||": "or", "!": "not"}
_HELP = {
    "'": 'a text stands between double quotes: `"..."`',
    "&": "write `and`",
    "|": "write `or`",
    "~": "write `not`",
    "^": "write `xor`, or `**` for a power",
    "?": "a choice is a statement: `if (...) { ... } else { ... }`",
    "\\": "an expression goes on in the next line without a sign",
}


def mend(file: SourceFile, tokens: Tokens, problems: Problems) -> Tokens:
    """Report what is no token, and put what was meant, or something harmless, in its place.

    Nothing more is said about lines on which that is a guess, nor about anything behind a text
    without an end that has swallowed braces.
    """
    mended = Tokens([], [], [], [])
    unsure: set[int] = set()
    end = 0
    for kind, text, start, after in zip(*tokens, strict=True):
        if start < end:
            continue  # a part of a text between wrong quotes, or of a wrong comment
        end = after
        if kind is not BAD:
            append(mended, kind, text, start, end)
            continue
        end = _end(file.text or "", text, start, end)
        place = Location(file, start, end)
        stand_in = _report(text, place, problems)
        if stand_in is not None:
            append(mended, *stand_in, start, end)
        if text.startswith(("/*", '"""')):
            before = file.position(mended.ends[-2] if mended.ends[1:] else 0)[0]
            unsure.update(range(before, len(file.line_starts) + 1))
            problems.pass_over(file, 0, file.length or 0)
            problems.swallowed.add(file.path)
        elif text[0] == '"':
            unsure.add(place.line)
            if "{" in text or "}" in text:
                problems.swallowed.add(file.path)
            _append_rest(mended, text, start)
        elif text not in _MEANT and text[0] not in "'#":
            unsure.add(place.line)
    problems.mute(file, unsure)
    return mended


def _append_rest(mended: Tokens, text: str, start: int) -> None:
    """Put the signs at the end of a string without one behind it: they were not meant to be in it.

    Those that open and close braces have to be there, whether or not they were meant.
    """
    inside = len(text.rstrip(" \t\r;()[]{}"))
    mended.ends[-1] = start + inside
    for at, sign in enumerate(text[inside:].rstrip(), start + inside):
        if not sign.isspace():
            append(mended, sign, sign, at, at + 1)


def _end(whole: str, text: str, start: int, end: int) -> int:
    """Where something ends that is written as in another language."""
    line = whole.find("\n", start)
    line = len(whole) if line < 0 else line
    if text == "#":
        return line
    if text == "'":
        quote = whole.find("'", end, line)
        return end if quote < 0 else quote + 1
    return end


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
    if text == "'" and place.end > place.start + 1:
        inner = (place.file.text or "")[place.start + 1 : place.end - 1]
        message = "a text stands between double quotes"
        help_ = f'write `"{_short(inner)}"`'
        problems.report(Code.QUOTES, message, place, help=help_)
        return STRING, '""'
    if text == "#":
        sign = place._replace(end=place.start + 1)
        message = "`#` begins no comment in Castle"
        problems.report(Code.COMMENT, message, sign, help="write `//` instead of `#`")
        return None
    if text in _MEANT:
        word = _MEANT[text]
        message = f"Castle writes `{word}` for `{text}`"
        problems.report(Code.FOREIGN, message, place, help=f"write `{word}`")
        return word, word
    problems.report(Code.CHARACTER, _no_meaning(text), place, help=_HELP.get(text[0]))
    return None


def _no_meaning(text: str) -> str:
    if text.isprintable():
        return f"`{_short(text)}` has no meaning here"
    return f"the character U+{ord(text[0]):04X} has no meaning here"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
