"""Choices and loops."""

from castle.aigr import (
    Body,
    Case,
    Expression,
    For,
    If,
    LoopVariable,
    Match,
    Statement,
    While,
)
from castle.readers.source._foreign import ELSE_IF, statement
from castle.readers.source._problems import Code
from castle.readers.source._syntax._blocks import Blocks
from castle.readers.source._syntax._cursor import MAX_NESTING, AbandonedError
from castle.readers.source._syntax._tokens import END, NAME


class Branches(Blocks):
    """Reads choices and loops."""

    __slots__ = ()

    def read_if(self) -> Statement:
        """Read an `if` with all that hangs on it, in a loop so that a long chain does no harm."""
        chain: list[tuple[int, Expression, Body]] = []
        orelse: Body | If | None = None
        while True:
            start = self.starts[self.i]
            self.i += 1
            chain.append((start, self.condition(), self.body()))
            if self.texts[self.i] in ELSE_IF and self._has_body():
                self.instead(statement(self.kinds, self.texts, self.i), len(self.problems.found))
                continue
            if self.kinds[self.i] != "else":
                break
            self.i += 1
            if self.kinds[self.i] != "if":
                orelse = self.body()
                break
        if len(chain) > MAX_NESTING:
            last = self.token(self.i - 1)
            self.problems.report(Code.TOO_DEEP, f"more than {MAX_NESTING} times `else if`", last)
            return self.bad(chain[0][0])
        for start, test, body in reversed(chain):
            orelse = If(test, body, orelse, location=self.since(start))
        assert orelse is not None
        return orelse

    def _has_body(self) -> bool:
        """Whether parentheses come next but one, and a brace behind them: then it is no call."""
        i = self.i + 1
        while self.kinds[i] not in ("{", "}", ";", END):
            i += 1
        return self.kinds[i - 1] == ")" and self.kinds[i] == "{"

    def read_while(self) -> Statement:
        """Read a loop."""
        start = self.starts[self.i]
        self.i += 1
        test = self.condition()
        return self.placed(While(test, self.body()), start)

    def read_for(self) -> Statement:
        """Read a loop over a list."""
        start = self.starts[self.i]
        self.i += 1
        variable = LoopVariable("")
        iterable = self.head(lambda: self._range(variable))
        return self.placed(For(variable, iterable, self.body()), start)

    def _range(self, variable: LoopVariable) -> Expression:
        opened = self.opening("`(` and the name of a loop variable")
        variable.location = self.here()
        variable.name = self.name("the name of a loop variable")
        if self.kinds[self.i] is NAME and self.texts[self.i] != "in":
            self._refuse_typed(variable)
        if self.texts[self.i] != "in":
            self.unexpected("`in` and a list")
        self.i += 1
        iterable = self.expression()
        self.closing(opened, "`)` after the list")
        return iterable

    def _refuse_typed(self, variable: LoopVariable) -> None:
        """Refuse `int i` in a loop; what counts by itself is a loop of another language."""
        name = self.texts[self.i]
        if self.kinds[self.i + 1] in (":=", "=", ";"):
            self._pass_counter()
            help_ = f"write `for ({name} in range(0, n)) {{ ... }}`"
            self.fail(Code.NOT_CASTLE, "`for` runs over a list", variable.location, help=help_)
        if self.texts[self.i + 1] != "in":
            return
        message = "the variable of a loop has no type of its own"
        help_ = f"write `for ({name} in ...)`"
        self.problems.report(Code.NOT_CASTLE, message, variable.location, help=help_)
        variable.location, variable.name = self.here(), name
        self.i += 1

    def _pass_counter(self) -> None:
        """Go on with the brace behind `for (...; ...; ...)`, if it is there."""
        i = self.i
        while self.kinds[i] not in ("{", "}", END):
            i += 1
        self.i = i if self.kinds[i] == "{" else self.i

    def read_match(self) -> Statement:
        """Read a choice between constants."""
        start = self.starts[self.i]
        self.i += 1
        found = Match(self.head(self.expression))
        self.open_brace("`{` and the cases")
        opened, depth = len(self.opened), self.depth
        while not self.is_over():
            first = self.i
            try:
                self._branch(found)
            except AbandonedError:
                self.resynchronise(first, opened, depth)
        self.close_brace()
        found.location = self.since(start)
        return found

    def _branch(self, match: Match) -> None:
        start, kind = self.starts[self.i], self.kinds[self.i]
        if match.orelse is not None:
            self.unexpected("`}`: `else` is the last branch")
        if kind != "case" and kind != "else":
            self.unexpected("`case`, `else` or `}`")
        self.i += 1
        values = self._case_values() if kind == "case" else []
        self.expect(":", f"`:` before the body of the `{kind}`")
        body = self.body()
        if kind == "case":
            match.cases.append(Case(body, values, location=self.since(start)))
        else:
            match.orelse = body

    def _case_values(self) -> list[Expression]:
        values = [self.expression()]
        while self.kinds[self.i] == ",":
            self.i += 1
            values.append(self.expression())
        return values
