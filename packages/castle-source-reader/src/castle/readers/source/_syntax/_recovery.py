"""How reading goes on after something that makes no sense."""

from castle.aigr import Location, Note
from castle.readers.source._problems import Code
from castle.readers.source._syntax._cursor import MAX_NESTING, Cursor
from castle.readers.source._syntax._tokens import END, MISSING, NAME


class Recovery(Cursor):
    """Goes on behind what makes no sense, or as if what was forgotten stood there."""

    __slots__ = ()

    def open_brace(self, expected: str) -> None:
        """Read the brace that opens a body; where it was only forgotten, go on as if it stood."""
        i = self.i
        if self.kinds[i] == "{":
            self.i = i + 1
        elif self.excess > 0:
            self.excess -= 1
            self._report_missing(expected)
        else:
            self.unexpected(expected)
        self.opened.append(self.i - 1)
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.refuse_depth()

    def _report_missing(self, expected: str) -> None:
        place = self.after_last()
        message = f"expected {expected} here, before {self.found()}"
        self.problems.report(Code.UNEXPECTED, message, place)

    def after_last(self) -> Location:
        """The place after the token read last."""
        end = self.ends[self.i - 1]
        return Location(self.file, end, end)

    def close_brace(self) -> None:
        """Read the brace that closes a body; when there is none, report that and go on."""
        if self.kinds[self.i] == "}":
            self.i += 1
        elif self._told != self.i and self.file.path not in self.problems.swallowed:
            self._told = self.i
            self.excess += 1
            note = Note("the brace that is open", self.token(self.opened[-1]))
            message = f"expected `}}`, found {self.found()}"
            self.problems.report(Code.UNCLOSED, message, self.here(), note)
        self.opened.pop()
        self.depth -= 1

    def is_over(self) -> bool:
        """Whether a body ends here: by its brace, or by what cannot stand inside."""
        return self.kinds[self.i] == "}" or self.i == self.resume or self.is_outside()

    def is_outside(self) -> bool:
        """Whether what comes next stands outside of all braces."""
        kind, after = self.kinds[self.i], self.kinds[self.i + 1]
        return kind is END or (kind in TOP_LEVEL and after is NAME) or kind == "@"

    def resynchronise(self, first: int, opened: int, depth: int) -> None:
        """Go on behind the construct that began there, within the braces open at that moment."""
        self.i = self._behind(first, len(self.opened) - opened)
        del self.opened[opened:]
        self.depth = depth
        self.pass_over(first)

    def pass_over(self, first: int) -> tuple[str, Location]:
        """Note that the tokens from an index on could not be read; give their text and place."""
        start, end = self.starts[first], self.ends[max(self.i - 1, first)]
        return self.problems.pass_over(self.file, start, end), Location(self.file, start, end)

    def _behind(self, first: int, braces: int) -> int:
        """Find what is behind a `;` or a `{ }`, or the `}` that closes what is around."""
        kinds, i = self.kinds, self.i
        while (kind := kinds[i]) is not END:
            if kind == "{":
                braces += 1
            elif kind == "}":
                if not braces or (braces == 1 and kinds[i + 1] not in _GOES_ON):
                    return i + bool(braces) + (braces == 1 and kinds[i + 1] == ";")
                braces -= 1
            elif kind in (";", MISSING) and not braces:
                return i + 1
            elif i > first and self._begins_anew(i, braces):
                return i
            i += 1
        return i

    def _begins_anew(self, i: int, braces: int) -> bool:
        """Whether a declaration, or outside of inner braces a statement, begins on a line."""
        kind = self.kinds[i]
        if kind not in _OUTSIDE and (braces or kind not in _ANEW):
            return False
        if kind in TOP_LEVEL and self.kinds[i + 1] is not NAME:
            return False
        return "\n" in (self.file.text or "")[self.ends[i - 1] : self.starts[i]]

    def to_brace(self) -> bool:
        """Go on with the brace that opens the body of a construct whose head makes no sense."""
        i = self.head_end()
        if self.kinds[i] != "{":
            return False
        self.i = i
        return True

    def head_end(self) -> int:
        """The index of the brace that opens a body, or of what shows that there is none."""
        i = self.i
        while self.kinds[i] not in _HEAD_ENDS and not (i > self.i and self._begins_anew(i, 0)):
            i += 1
        return i


TOP_LEVEL = frozenset(("component", "from", "implement", "import", "protocol"))
AROUND = TOP_LEVEL | {"}", "@", END}
"""What may end a body: when none of these comes next, it goes on."""
_GOES_ON = ("else", ",")  # an `if`; the actions of a rule
_OUTSIDE = TOP_LEVEL | {"@"}
_ANEW = frozenset(("if", "while", "for", "match", "return", "local", "break", "continue"))
_HEAD_ENDS = frozenset((END, ";", "{", "}", MISSING))
