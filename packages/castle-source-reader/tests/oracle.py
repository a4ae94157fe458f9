"""Which texts are Castle: by the grammar in `castle.lark`, and by the reader.

What the reader finds when it has read the words and sentences of a file, before names are looked
up, is compared with the grammar. Limits, and whether as many values as targets are assigned, say no
grammar; these are left out.
"""

from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from lark import Lark, UnexpectedInput
from lark.lexer import PatternRE, PatternStr, TerminalDef

from castle.aigr import SourceFile
from castle.readers.source._problems import Code, Problems, TooManyError
from castle.readers.source._syntax._source import parse

GRAMMAR = Path(__file__).with_name("castle.lark")
SUFFIXES = {"castle": ".Castle", "moat": ".Moat"}
"""Of each start of the grammar, how names of files end."""

_OTHERS = {Code.TOO_LARGE.value, Code.UNBALANCED.value}
_ENDS = {Code.TOO_DEEP.value, Code.WHICH_TYPE.value}
"""Behind one of these the reader skips something unread."""


@cache
def oracle() -> Lark:
    """The parser that Lark makes of the grammar."""
    return made()


def made(**options: Any) -> Lark:
    """Make a parser of the grammar, with more options than it needs."""
    text, starts = GRAMMAR.read_text(encoding="utf-8"), list(SUFFIXES)
    return Lark(text, parser="lalr", start=starts, edit_terminals=_end_words, **options)


def _end_words(terminal: TerminalDef) -> None:
    """Let a word of the grammar be a whole word, and more than a name where it has a meaning."""
    if isinstance(terminal.pattern, PatternStr) and terminal.pattern.value[0].isalpha():
        terminal.pattern = PatternRE(rf"{terminal.pattern.value}\b")
        terminal.priority = 1


def is_derived(text: str, start: str = "castle") -> bool:
    """Whether the grammar has the text."""
    try:
        oracle().parse(text, start=start)
    except UnexpectedInput:
        return False
    return True


def refusals(text: str, start: str = "castle") -> set[str] | None:
    """The codes that the reader reports about words and sentences; None if it cannot be told."""
    name = f"main{SUFFIXES[start]}"
    problems = Problems()
    with suppress(TooManyError):
        parse(SourceFile(name, text), text, "main", name, problems)
    codes = {found.code for found in problems.found}
    if codes & _ENDS:
        return None
    # A dot is missed where a port has to be, before it is known which.
    return {each for each in codes if each < "CAS02" or each == Code.DOT.value} - _OTHERS


def differs(text: str, start: str = "castle") -> bool:
    """Whether the grammar has what the reader refuses, or the other way round."""
    found = refusals(text, start)
    return found is not None and is_derived(text, start) == bool(found)
