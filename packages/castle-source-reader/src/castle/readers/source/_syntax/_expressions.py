"""Expressions, by the precedence of their operators (Pratt)."""

from collections.abc import Callable
from typing import Any, NoReturn

from castle.aigr import (
    Argument,
    BinaryOperation,
    BinaryOperator,
    Compare,
    ComparisonOperator,
    Expression,
    Identifier,
    children,
)
from castle.readers.source._problems import Code
from castle.readers.source._syntax._cursor import new_location
from castle.readers.source._syntax._literals import Literals
from castle.readers.source._syntax._operators import (
    COMPARISON,
    COMPARISONS,
    INFIX,
    NOT,
    PARTS,
    POWER,
    UNARY,
)
from castle.readers.source._syntax._tokens import NAME

MAX_HEIGHT = 128

OPERANDS: dict[str, Callable[[Any], Expression]] = {}
"""What reads an operand, by the kind of its first token; filled by the class that knows them."""


class Expressions(Literals):
    """Reads expressions."""

    __slots__ = ()

    def expression(self) -> Expression:
        """Read an expression; one that is too deep for the recursion of later stages is refused."""
        first = self.i
        node = self.binary(0)
        if self.i - first > MAX_HEIGHT:
            self._refuse_height(node, first)
        return node

    def _refuse_height(self, node: Expression, first: int) -> None:
        if _is_too_high(node):
            message = f"the expression has more than {MAX_HEIGHT} levels"
            help_ = "give parts of it a name, in locals of their own"
            self.fail(Code.TOO_DEEP, message, self.token(first), help=help_)

    def bare_expression(self) -> Expression:
        """Read what is assigned, connected or called: it stands in no parentheses of its own."""
        first = self.i
        node = self.binary(0)
        if self.i - first > MAX_HEIGHT:
            self._refuse_height(node, first)
        if self.kinds[first] == "(":
            self._refuse_parentheses(node, self.starts[first])
        return node

    def _refuse_parentheses(self, node: Expression, start: int) -> None:
        if node.location is not None and node.location.start != start:
            help_ = "take the parentheses away"
            self.fail(Code.UNEXPECTED, "this stands in no parentheses", node.location, help=help_)

    def arguments(self) -> list[Argument]:
        """Read what stands between parentheses, the parentheses included."""
        self.expect("(", "`(`")
        self.enter()
        found: list[Argument] = []
        while self.kinds[self.i] != ")" or found:
            first = self.i
            value = self.binary(0)
            argument = Argument(value)
            is_bare = self.kinds[first] != "("
            argument.location = value.location if is_bare else self.since(self.starts[first])
            found.append(argument)
            if self.kinds[self.i] != ",":
                break
            self.i += 1
        self.expect(")", "`,` or `)`")
        self.depth -= 1
        return found

    def binary(self, floor: int) -> Expression:
        """Read operands as long as the operators between them bind at least as tightly as that."""
        kinds, first = self.kinds, self.i
        kind = kinds[first]
        if kind is NAME and kinds[first + 1] not in PARTS:
            self.i = first + 1
            left: Expression = Identifier(self.texts[first])
            place = (self.file, self.starts[first], self.ends[first], None)
            left.location = new_location(place)
        else:
            read = OPERANDS.get(kind)
            if read is None or (floor > NOT and kind == "not"):
                self._refuse(kind)
            left = read(self)
        if kinds[self.i] not in INFIX:
            return left
        start = self.starts[first]
        while (entry := INFIX.get(kinds[self.i])) is not None:
            power, operator = entry
            if power < floor:
                break
            if operator is None:
                left = self._comparisons(left, start)
            elif power == POWER:
                left = self._power(left, start)
            else:
                self.i += 1
                left = BinaryOperation(operator, left, self.binary(power + 1))
                left.location = new_location((self.file, start, self.ends[self.i - 1], None))
        return left

    def _refuse(self, kind: str) -> NoReturn:
        if kind == "not":
            help_ = "put `not` and what it negates between parentheses"
            self.fail(Code.UNEXPECTED, "`not` binds too loosely to stand here", help=help_)
        self.unexpected("an expression")

    def _comparisons(self, first: Expression, start: int) -> Expression:
        operators: list[ComparisonOperator] = []
        operands = [first]
        while (operator := COMPARISONS.get(self.kinds[self.i])) is not None:
            operators.append(operator)
            self.i += 1
            operands.append(self.binary(COMPARISON + 1))
        return self.placed(Compare(tuple(operators), operands), start)

    def _power(self, base: Expression, start: int) -> Expression:
        self.i += 1
        self.enter()
        exponent = self.binary(UNARY)
        self.depth -= 1
        return self.placed(BinaryOperation(BinaryOperator.POWER, base, exponent), start)


def _is_too_high(root: Expression) -> bool:
    """Whether a tree has more levels than it may have, found without recursion."""
    level = children(root)
    for _ in range(MAX_HEIGHT):
        if not level:
            return False
        level = [below for node in level for below in children(node)]
    return bool(level)
