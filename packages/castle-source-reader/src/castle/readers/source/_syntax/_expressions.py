"""Expressions, by the precedence of their operators (Pratt)."""

from collections.abc import Callable
from typing import NoReturn

from castle.aigr import (
    Argument,
    BinaryOperation,
    BinaryOperator,
    Call,
    Compare,
    ComparisonOperator,
    Constant,
    Expression,
    Ground,
    Identifier,
    Index,
    ListLiteral,
    Part,
    Self,
    SendEvent,
    UnaryOperation,
    UnaryOperator,
    children,
)
from castle.readers.source._problems import Code
from castle.readers.source._syntax._cursor import new_location
from castle.readers.source._syntax._literals import LARGEST_INT, Literals
from castle.readers.source._syntax._operators import (
    COMPARISON,
    COMPARISONS,
    INFIX,
    NOT,
    POWER,
    UNARY,
)
from castle.readers.source._syntax._tokens import DECIMAL, INTEGER, NAME, STRING

MAX_HEIGHT = 128


class Expressions(Literals):
    """Reads expressions."""

    __slots__ = ()

    def expression(self) -> Expression:
        """Read an expression; one that is too deep for the recursion of later stages is refused."""
        first = self.i
        node = self._binary(0)
        if self.i - first > MAX_HEIGHT and _is_too_high(node):
            message = f"the expression has more than {MAX_HEIGHT} levels"
            help_ = "give parts of it a name, in locals of their own"
            self.fail(Code.TOO_DEEP, message, self.token(first), help=help_)
        return node

    def bare_expression(self) -> Expression:
        """Read what is assigned, connected or called: it stands in no parentheses of its own."""
        start = self.starts[self.i]
        node = self.expression()
        self._refuse_parentheses(node, start)
        return node

    def _refuse_parentheses(self, node: Expression, start: int) -> None:
        if node.location is not None and node.location.start != start:
            help_ = "take the parentheses away"
            self.fail(Code.UNEXPECTED, "this stands in no parentheses", node.location, help=help_)

    def arguments(self) -> list[Argument]:
        """Read what stands between parentheses, the parentheses included."""
        self.enter()
        found = self.separated(self._argument)
        self.depth -= 1
        return found

    def _argument(self) -> Argument:
        start = self.starts[self.i]
        value = self._binary(0)
        return Argument(value, location=self.since(start))

    def _binary(self, floor: int) -> Expression:
        """Read operands as long as the operators between them bind at least as tightly as that."""
        kinds = self.kinds
        kind = kinds[self.i]
        start = self.starts[self.i]
        read = _OPERANDS.get(kind)
        if read is None or (kind == "not" and floor > NOT):
            self._refuse(kind)
        left = read(self)
        while True:
            entry = INFIX.get(kinds[self.i])
            if entry is None:
                return left
            power, operator = entry
            if power < floor:
                return left
            if operator is None:
                left = self._comparisons(left, start)
            elif power == POWER:
                left = self._power(left, start)
            else:
                self.i += 1
                right = self._binary(power + 1)
                place = new_location((self.file, start, self.ends[self.i - 1], None))
                left = BinaryOperation(operator, left, right, location=place)

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
            operands.append(self._binary(COMPARISON + 1))
        return Compare(tuple(operators), operands, location=self.since(start))

    def _power(self, base: Expression, start: int) -> Expression:
        self.i += 1
        self.enter()
        exponent = self._binary(UNARY)
        self.depth -= 1
        return BinaryOperation(BinaryOperator.POWER, base, exponent, location=self.since(start))

    def read_sign(self) -> Expression:
        """Read a sign and its operand; the smallest `int` has no positive counterpart."""
        start = self.starts[self.i]
        operator = _SIGNS[self.kinds[self.i]]
        self.i += 1
        if operator is UnaryOperator.NEGATE and self._is_smallest():
            self.i += 1
            return Constant(-LARGEST_INT - 1, location=self.since(start))
        self.enter()
        operand = self._binary(POWER)
        self.depth -= 1
        return UnaryOperation(operator, operand, location=self.since(start))

    def _is_smallest(self) -> bool:
        after = self.kinds[self.i + 1]
        if self.kinds[self.i] is not INTEGER or after == "**" or after in _PARTS:
            return False
        return self.natural() == LARGEST_INT + 1

    def read_not(self) -> Expression:
        """Read a negation."""
        start = self.starts[self.i]
        self.i += 1
        self.enter()
        operand = self._binary(NOT)
        self.depth -= 1
        return UnaryOperation(UnaryOperator.NOT, operand, location=self.since(start))

    def read_parentheses(self) -> Expression:
        """Read an expression between parentheses."""
        start = self.starts[self.i]
        self.i += 1
        self.enter()
        inner = self._binary(0)
        self.expect(")", "`)`")
        self.depth -= 1
        return self._parts(inner, start)

    def read_name(self) -> Expression:
        """Read a name, and the parts and calls that follow it."""
        i = self.i
        self.i = i + 1
        start = self.starts[i]
        place = new_location((self.file, start, self.ends[i], None))
        node = Identifier(self.texts[i], location=place)
        return self._parts(node, start) if self.kinds[i + 1] in _PARTS else node

    def read_self(self) -> Expression:
        """Read `self`, and the parts that follow it."""
        start = self.starts[self.i]
        self.i += 1
        return self._parts(Self(location=self.since(start)), start)

    def read_dot(self) -> Expression:
        """Read a part of the element itself, and the parts that follow it."""
        start = self.starts[self.i]
        place = new_location((self.file, start, start + 1, None))
        return self._parts(Self(location=place), start)

    def read_literal(self) -> Expression:
        """Read a number, a string, or one of the words that stand for a value."""
        start = self.starts[self.i]
        kind = self.kinds[self.i]
        value: int | float | str
        if kind is INTEGER:
            value = self.integer()
        elif kind is STRING:
            value = self.string()
        elif kind is DECIMAL:
            value = self.decimal()
        else:
            return self._read_word(kind, start)
        place = new_location((self.file, start, self.ends[self.i - 1], None))
        node = Constant(value, location=place)
        return self._parts(node, start) if self.kinds[self.i] in _PARTS else node

    def _read_word(self, kind: str, start: int) -> Expression:
        self.i += 1
        place = self.since(start)
        is_ground = kind == "Ground"
        node = Ground(location=place) if is_ground else Constant(_WORDS[kind], location=place)
        return self._parts(node, start) if self.kinds[self.i] in _PARTS else node

    def read_list(self) -> Expression:
        """Read a list."""
        start = self.starts[self.i]
        self.i += 1
        self.enter()
        items: list[Expression] = []
        if self.kinds[self.i] != "]":
            items.append(self._binary(0))
            while self.kinds[self.i] == ",":
                self.i += 1
                items.append(self._binary(0))
        self.expect("]", "`,` or `]`")
        self.depth -= 1
        return self._parts(ListLiteral(items, location=self.since(start)), start)

    def read_operand_super(self) -> NoReturn:
        """Refuse `super` where it is no statement."""
        message = "`super` stands in `super.init(...);` alone"
        self.fail(Code.MISPLACED, message, help="ports are inherited, and nothing else is")

    def _parts(self, node: Expression, start: int) -> Expression:
        while (kind := self.kinds[self.i]) in _PARTS:
            if kind == ".":
                self.i += 1
                name = self.word("a name after the dot")
                place = new_location((self.file, start, self.ends[self.i - 1], None))
                node = Part(node, name, location=place)
            elif kind == "(":
                node = self._call(node, start)
            else:
                node = self._index(node, start)
        return node

    def _index(self, base: Expression, start: int) -> Expression:
        self.i += 1
        self.enter()
        index = self._binary(0)
        self.expect("]", "`]`")
        self.depth -= 1
        return Index(base, index, location=self.since(start))

    def _call(self, callee: Expression, start: int) -> Expression:
        """Read a call; only `a.b.c(...)` and `.b.c(...)` can send: a bare name is no port."""
        self._refuse_parentheses(callee, start)
        if isinstance(callee, Part) and isinstance(callee.base, Part):
            arguments = self.arguments()
            place = self.since(start)
            return SendEvent(callee.base, callee.name, arguments=arguments, location=place)
        if not isinstance(callee, Identifier | Part):
            self.fail(Code.UNEXPECTED, "this cannot be called", callee.location)
        return Call(callee, self.arguments(), location=self.since(start))


def _is_too_high(root: Expression) -> bool:
    """Whether a tree has more levels than it may have, found without recursion."""
    level = children(root)
    for _ in range(MAX_HEIGHT):
        if not level:
            return False
        level = [below for node in level for below in children(node)]
    return bool(level)


_PARTS = frozenset(".([")
_WORDS = {"true": True, "false": False}
_SIGNS = {"-": UnaryOperator.NEGATE, "+": UnaryOperator.PLUS}
_OPERANDS: dict[str, Callable[[Expressions], Expression]] = {
    NAME: Expressions.read_name,
    ".": Expressions.read_dot,
    "self": Expressions.read_self,
    "super": Expressions.read_operand_super,
    "(": Expressions.read_parentheses,
    "[": Expressions.read_list,
    "-": Expressions.read_sign,
    "+": Expressions.read_sign,
    "not": Expressions.read_not,
}
for _kind in (INTEGER, DECIMAL, STRING, "true", "false", "Ground"):
    _OPERANDS[_kind] = Expressions.read_literal
