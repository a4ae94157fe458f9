"""The summary of a leaf: the first line of its docstring, read without executing it."""

import os
import re

_BYTES = 8192  # a docstring whose first line lies deeper than this is no summary

_DOCSTRING = re.compile(
    r"""
    \ufeff? (?: [ \t\f]* (?: \#[^\n]* )? \r?\n )*      # blank lines and comments
    (?P<raw>[rRuU]?)
    (?: (?P<quote>\"{3}|'{3}) (?P<long>(?:\\.|(?!(?P=quote)).)*) (?:(?P=quote))?
      | (?P<mark>["'])        (?P<short>(?:\\.|(?!(?P=mark))[^\\\n])*) (?P=mark) )
    """,
    re.VERBOSE | re.DOTALL,
)
_NO_CODE = re.compile(r"(?:[\s\ufeff]+|\#[^\n]*)*\Z")
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_ESCAPE = re.compile(r"\\(\r?\n|.)", re.DOTALL)
_MEANT = {"\n": "", "\r\n": "", "n": "\n", "t": "\t", "\\": "\\", '"': '"', "'": "'"}


def summary_of(init: str) -> str:
    """The first line of the docstring of a module's file; empty when there is none."""
    return first_line(head_of(init) or "")


def head_of(init: str) -> str | None:
    """How a module's file begins; None when it cannot be read."""
    try:
        # Twice as fast as a file object, and there is one of these for every leaf.
        file = os.open(init, _READ)
    except OSError:
        return None
    try:
        return os.read(file, _BYTES).decode("utf-8", "replace")
    except OSError:
        return None
    finally:
        os.close(file)


def has_code(head: str) -> bool:
    """Whether there is more in a module than a docstring and comments."""
    found = _DOCSTRING.match(head)
    cut = len(head) >= _BYTES // 4  # in UTF-8 no character is longer than four bytes
    return cut or _NO_CODE.match(head, found.end() if found else 0) is None


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
