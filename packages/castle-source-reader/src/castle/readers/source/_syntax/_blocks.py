"""Bodies between braces, and the conditions before them."""

from collections.abc import Callable

from castle.aigr import BadExpression, BadStatement, Body, Expression, Statement
from castle.readers.source._foreign import statement
from castle.readers.source._problems import Code
from castle.readers.source._syntax._cursor import AbandonedError
from castle.readers.source._syntax._recovery import AROUND
from castle.readers.source._syntax._tokens import END, NAME
from castle.readers.source._syntax._types import Types


class Blocks(Types):
    """Reads bodies and conditions; one that is damaged hides no other."""

    __slots__ = ()

    def statement(self) -> Statement:
        """Read a statement: said by the class that knows all of them."""
        raise NotImplementedError

    def documented_body(self) -> tuple[Body, str | None]:
        """Read a body and the docstring that it may begin with."""
        start = self.starts[self.i]
        self.open_brace("`{`")
        documentation = self.docstring()
        return self._body(start), documentation

    def body(self) -> Body:
        """Read the statements between two braces."""
        start = self.starts[self.i]
        if self.kinds[self.i] in _BARE and self.excess <= 0:
            return self._bare_body(start)
        self.open_brace("`{`")
        return self._body(start)

    def _bare_body(self, start: int) -> Body:
        """Read the one statement that other languages allow without braces, and report that."""
        here = self.here()
        self.enter()
        inner = self.statement()
        self.depth -= 1
        line = (self.file.text or "")[start : self.ends[self.i - 1]]
        help_ = f"write `{{ {line} }}`" if len(line) <= _SHOWN and "\n" not in line else None
        self.problems.report(Code.BRACES, "a body stands between braces", here, help=help_)
        return Body([inner], location=self.since(start))

    def _body(self, start: int) -> Body:
        found: list[Statement] = []
        opened, depth = len(self.opened), self.depth
        kinds = self.kinds
        while (kinds[self.i] not in AROUND and self.i != self.resume) or not self.is_over():
            first, before = self.i, len(self.problems.found)
            try:
                found.append(self.statement())
            except AbandonedError:
                if self._is_member(first):
                    del self.problems.found[before:]
                    self.i = self.resume = first
                else:
                    if first == self.guessed:  # the semicolon was not what is missing
                        del self.problems.found[before:]
                    else:
                        self.instead(statement(self.kinds, self.texts, first), before)
                    self.resynchronise(first, opened, depth)
                    self._pass_over_rest(first, opened, depth)
                    found.append(self.bad(self.starts[first]))
        self.close_brace()
        return self.placed(Body(found), start)

    def _pass_over_rest(self, first: int, opened: int, depth: int) -> None:
        """Go on behind what belongs to `try` or `do`, as other languages have them."""
        rest = _RESTS.get(self.texts[first], ())
        while self.texts[self.i] in rest and self.kinds[self.i + 1] != ":=":
            self.resynchronise(self.i, opened, depth)

    def bad(self, start: int) -> BadStatement:
        """What stands for the statement from an offset on that makes no sense."""
        text = self.problems.pass_over(self.file, start, self.ends[self.i - 1])
        return self.placed(BadStatement(text), start)

    def _is_member(self, first: int) -> bool:
        """Whether what was taken for a statement is a declaration that stands outside of bodies."""
        kinds, i = self.kinds, first
        if kinds[i] in MEMBERS:
            return True
        while kinds[i] in _NAMING:
            i += 1
        if kinds[i] != "(" or i == first:
            return False
        close = i
        while kinds[close] not in _CLOSING:
            close += 1
        if kinds[close] != ")":
            return False
        declares = close == i + 1 or ":" in kinds[i:close]
        return self.texts[close + 1] == "on" or (kinds[close + 1] == "{" and declares)

    def condition(self) -> Expression:
        """Read a condition and the parentheses around it."""
        return self.head(self._condition)

    def _condition(self) -> Expression:
        opened = self.opening("`(` around the condition")
        test = self.expression()
        self.closing(opened, "`)` after the condition")
        return test

    def head(self, read: Callable[[], Expression]) -> Expression:
        """Read what stands before a body; when that makes no sense it does not hide the body."""
        first = self.i
        try:
            return read()
        except AbandonedError:
            if not self.to_brace():
                raise
            text, place = self.pass_over(first)
            return BadExpression(text, location=place)

    def opening(self, expected: str) -> bool:
        """Read an opening parenthesis; where it was only forgotten, report that and go on."""
        if self.kinds[self.i] == "(":
            self.i += 1
            return True
        if self.kinds[self.i] in (":=", "=", "{", ";", "}", END):
            self.unexpected(expected)
        message = f"expected {expected}, found {self.found()}"
        self.problems.report(Code.UNEXPECTED, message, self.here(), help="write `(...)` around it")
        return False

    def closing(self, opened: bool, expected: str) -> None:
        """Read the closing parenthesis, if one was opened; a forgotten one is reported."""
        if self.kinds[self.i] == ")":
            self.i += 1
        elif self.kinds[self.i] != "{":
            self.unexpected(expected)
        elif opened:
            message = f"expected {expected}, found `{{`"
            self.problems.report(Code.UNEXPECTED, message, self.after_last())


_SHOWN = 40
_BARE = frozenset((NAME, ".", "return", "break", "continue", "if", "while", "for", "match"))
_RESTS = {"do": ("while", "until"), "try": ("catch", "except", "finally")}
MEMBERS = frozenset(("alias", "cons", "enum", "sub"))
_NAMING = frozenset((NAME, ".", ":", "[", "]"))
_CLOSING = frozenset((")", "{", "}", ";", END))
