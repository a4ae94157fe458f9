"""The summary of a leaf: the first line of its docstring, read without executing it."""

import re

_BYTES = 8192  # a docstring whose first line lies deeper than this is no summary

_DOCSTRING = re.compile(
    r"""
    \ufeff? (?: [ \t\f]* (?: \#[^\n]* )? \r?\n )*      # blank lines and comments
    (?P<raw>[rRuU]?)
    (?: (?P<quote>\"{3}|'{3}) (?P<long>(?:\\.|(?!(?P=quote)).)*)
      | (?P<mark>["'])        (?P<short>(?:\\.|(?!(?P=mark))[^\\\n])*) (?P=mark) )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(\r?\n|.)", re.DOTALL)
_MEANT = {"\n": "", "\r\n": "", "n": "\n", "t": "\t", "\\": "\\", '"': '"', "'": "'"}


def summary_of(init: str) -> str:
    """The first line of the docstring of a module's file; empty when there is none."""
    try:
        with open(init, "rb") as file:
            text = file.read(_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
    return first_line(text)


def first_line(text: str) -> str:
    """The first line of the docstring of a module's text; empty when there is none."""
    found = _DOCSTRING.match(text)
    if found is None:
        return ""
    docstring = found["long"] or found["short"] or ""
    if found["raw"] not in ("r", "R"):
        docstring = _ESCAPE.sub(lambda escape: _MEANT.get(escape[1], escape[0]), docstring)
    lines = docstring.strip().splitlines()
    return lines[0].strip() if lines else ""
