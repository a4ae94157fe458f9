"""The values of literals."""

import math
import re
from inspect import cleandoc

from castle.aigr import Location
from castle.readers.source._problems import Code
from castle.readers.source._syntax._recovery import Recovery

LARGEST_INT = 2**63 - 1

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"'}
_escape = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")
_FEW_DIGITS = 19  # a number with fewer fits an `int`
_MOST_DIGITS = 400  # more than any number in range needs


class Literals(Recovery):
    """Reads the literals."""

    __slots__ = ()

    def integer(self) -> int:
        """Read an integer that fits an `int`."""
        text = self.texts[self.i]
        if len(text) < _FEW_DIGITS and text.isdecimal():
            self.i += 1
            return int(text)
        value = self.natural()
        if value > LARGEST_INT:
            self._too_large("int", f"the largest is {LARGEST_INT}")
        self.i += 1
        return value

    def natural(self) -> int:
        """The value of the integer to be read next, of whatever size, without reading it."""
        text = self.texts[self.i]
        if text[:2] in ("0x", "0X"):
            return int(text[2:], 16) if len(text) < _MOST_DIGITS else LARGEST_INT + 2
        return int(text) if len(text) < _MOST_DIGITS else LARGEST_INT + 2

    def decimal(self) -> float:
        """Read a number with a fraction or an exponent."""
        value = float(self.texts[self.i])
        if math.isinf(value):
            self._too_large("float", "the largest is about 1.8e308")
        self.i += 1
        return value

    def string(self) -> str:
        """Read a string."""
        text = self.texts[self.i][1:-1]
        start = self.starts[self.i] + 1
        self.i += 1
        if "\\" not in text:
            return text
        return _escape.sub(lambda match: self._unescape(match, start), text)

    def docstring(self) -> str | None:
        """Read the docstring that opens a body, if there is one: stripped and dedented."""
        if self.kinds[self.i] != "docstring":
            return None
        text = self.texts[self.i][3:-3]
        self.i += 1
        if "\n" in text or "\t" in text:
            text = cleandoc(text.replace("\r\n", "\n"))
        return text.strip()

    def _unescape(self, match: re.Match[str], start: int) -> str:
        digits, letter = match.groups()
        if digits is None and letter in _ESCAPES:
            return _ESCAPES[letter]
        if digits is not None and not 0xD800 <= int(digits, 16) <= 0xDFFF:
            return chr(int(digits, 16))
        place = Location(self.file, start + match.start(), start + match.end())
        message = f"`{match.group()}` is no character"
        known = r"escapes are \n \r \t \\ \" and \uXXXX for a character by its number"
        self.problems.report(Code.ESCAPE, message, place, help=known)
        return ""

    def _too_large(self, kind: str, help_: str) -> None:
        self.problems.report(
            Code.TOO_LARGE, f"the number does not fit `{kind}`", self.here(), help=help_
        )
