"""Operands: literals, names and what hangs on them, and what signs and `not` stand before."""

from typing import NoReturn

from castle.aigr import (
    Call,
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
)
from castle.readers.source._problems import Code
from castle.readers.source._syntax._cursor import new_location
from castle.readers.source._syntax._expressions import OPERANDS, Expressions
from castle.readers.source._syntax._literals import LARGEST_INT
from castle.readers.source._syntax._operators import NOT, PARTS, POWER
from castle.readers.source._syntax._tokens import DECIMAL, INTEGER, NAME, STRING


class Operands(Expressions):
    """Reads operands."""

    __slots__ = ()

    def read_sign(self) -> Expression:
        """Read a sign and its operand; the smallest `int` has no positive counterpart."""
        start = self.starts[self.i]
        operator = _SIGNS[self.kinds[self.i]]
        self.i += 1
        if operator is UnaryOperator.NEGATE and self._is_smallest():
            self.i += 1
            return self.placed(Constant(-LARGEST_INT - 1), start)
        self.enter()
        operand = self.binary(POWER)
        self.depth -= 1
        return self.placed(UnaryOperation(operator, operand), start)

    def _is_smallest(self) -> bool:
        after = self.kinds[self.i + 1]
        if self.kinds[self.i] is not INTEGER or after == "**" or after in PARTS:
            return False
        return self.natural() == LARGEST_INT + 1

    def read_not(self) -> Expression:
        """Read a negation."""
        start = self.starts[self.i]
        self.i += 1
        self.enter()
        operand = self.binary(NOT)
        self.depth -= 1
        return self.placed(UnaryOperation(UnaryOperator.NOT, operand), start)

    def read_parentheses(self) -> Expression:
        """Read an expression between parentheses."""
        start = self.starts[self.i]
        self.i += 1
        self.enter()
        inner = self.binary(0)
        self.expect(")", "`)`")
        self.depth -= 1
        return self._parts(inner, start)

    def read_name(self) -> Expression:
        """Read a name, and the parts and calls that follow it."""
        i = self.i
        self.i = i + 1
        start = self.starts[i]
        node = Identifier(self.texts[i])
        node.location = new_location((self.file, start, self.ends[i], None))
        return self._parts(node, start) if self.kinds[i + 1] in PARTS else node

    def read_self(self) -> Expression:
        """Read `self`, and the parts that follow it."""
        start = self.starts[self.i]
        self.i += 1
        return self._parts(Self(location=self.since(start)), start)

    def read_dot(self) -> Expression:
        """Read a part of the element itself, and the parts that follow it."""
        i, file = self.i, self.file
        start = self.starts[i]
        own = Self()
        own.location = new_location((file, start, start + 1, None))
        if self.kinds[i + 1] is not NAME:
            return self._parts(own, start)
        self.i = i = i + 2
        node = Part(own, self.texts[i - 1])
        node.location = new_location((file, start, self.ends[i - 1], None))
        return self._parts(node, start) if self.kinds[i] in PARTS else node

    def read_literal(self) -> Expression:
        """Read a number, a string, or one of the words that stand for a value."""
        start = self.starts[self.i]
        kind = self.kinds[self.i]
        value: float | str
        if kind is STRING:
            value = self.string()
        elif kind is DECIMAL:
            value = self.decimal()
        else:
            return self._read_word(kind, start)
        node = Constant(value)
        node.location = new_location((self.file, start, self.ends[self.i - 1], None))
        return self._parts(node, start) if self.kinds[self.i] in PARTS else node

    def read_integer(self) -> Expression:
        """Read a number without a fraction."""
        first = self.i
        start = self.starts[first]
        node = Constant(self.integer())
        node.location = new_location((self.file, start, self.ends[first], None))
        return self._parts(node, start) if self.kinds[self.i] in PARTS else node

    def _read_word(self, kind: str, start: int) -> Expression:
        self.i += 1
        place = self.since(start)
        is_ground = kind == "Ground"
        node = Ground(location=place) if is_ground else Constant(_WORDS[kind], location=place)
        return self._parts(node, start) if self.kinds[self.i] in PARTS else node

    def read_list(self) -> Expression:
        """Read a list."""
        start = self.starts[self.i]
        self.i += 1
        self.enter()
        items: list[Expression] = []
        if self.kinds[self.i] != "]":
            items.append(self.binary(0))
            while self.kinds[self.i] == ",":
                self.i += 1
                items.append(self.binary(0))
        self.expect("]", "`,` or `]`")
        self.depth -= 1
        return self._parts(ListLiteral(items, location=self.since(start)), start)

    def read_operand_super(self) -> NoReturn:
        """Refuse `super` where it is no statement."""
        message = "`super` stands in `super.init(...);` alone"
        self.fail(Code.MISPLACED, message, help="ports are inherited, and nothing else is")

    def _parts(self, node: Expression, start: int) -> Expression:
        while (kind := self.kinds[self.i]) in PARTS:
            if kind == ".":
                self.i += 1
                name = self.word("a name after the dot")
                node = Part(node, name)
                node.location = new_location((self.file, start, self.ends[self.i - 1], None))
            elif kind == "(":
                node = self._call(node, start)
            else:
                node = self._index(node, start)
        return node

    def _index(self, base: Expression, start: int) -> Expression:
        self.i += 1
        self.enter()
        index = self.binary(0)
        self.expect("]", "`]`")
        self.depth -= 1
        return self.placed(Index(base, index), start)

    def _call(self, callee: Expression, start: int) -> Expression:
        """Read a call; only `a.b.c(...)` and `.b.c(...)` can send: a bare name is no port."""
        self._refuse_parentheses(callee, start)
        if isinstance(callee, Part) and isinstance(callee.base, Part):
            send = SendEvent(callee.base, callee.name, None, self.arguments())
            return self.placed(send, start)
        if not isinstance(callee, _CALLED):
            self.fail(Code.UNEXPECTED, "this cannot be called", callee.location)
        return self.placed(Call(callee, self.arguments()), start)


_CALLED = (Identifier, Part)
_WORDS = {"true": True, "false": False}
_SIGNS = {"-": UnaryOperator.NEGATE, "+": UnaryOperator.PLUS}
OPERANDS |= {
    NAME: Operands.read_name,
    ".": Operands.read_dot,
    "self": Operands.read_self,
    "super": Operands.read_operand_super,
    "(": Operands.read_parentheses,
    "[": Operands.read_list,
    "-": Operands.read_sign,
    "+": Operands.read_sign,
    INTEGER: Operands.read_integer,
    "not": Operands.read_not,
}
for _kind in (DECIMAL, STRING, "true", "false", "Ground"):
    OPERANDS[_kind] = Operands.read_literal
