"""Operations and comparisons."""

from castle.aigr import (
    BinaryOperation,
    BinaryOperator,
    Compare,
    ComparisonOperator,
    ComponentInterface,
    Constant,
    Enumeration,
    Expression,
    ListOf,
    Scalar,
    StaticType,
    UnaryOperation,
    UnaryOperator,
)
from castle.writers.python._operators import BINARY, NEGATED, Level, comparison_operator
from castle.writers.python._properties import acts
from castle.writers.python._ranges import fits
from castle.writers.python._writing import Writing

_DIVIDING = (BinaryOperator.DIVIDE, BinaryOperator.REMAINDER)


class Operations:
    """Writes operations, with an expression writer for their operands."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing

    def unary(self, operation: UnaryOperation) -> tuple[str, Level]:
        """An operator before its operand."""
        if operation.operator is UnaryOperator.NOT:
            return f"not {self._text(operation.operand, Level.NOT)}", Level.NOT
        written = f"{operation.operator.value}{self._text(operation.operand, Level.UNARY)}"
        return self.bounded(operation, written, Level.UNARY)

    def binary(self, operation: BinaryOperation) -> tuple[str, Level]:
        """An operator between its operands."""
        operator, left, right = operation.operator, operation.left, operation.right
        if operator is BinaryOperator.POWER:
            self._writing.fallible = True
            sides = f"{self._text(left)}, {self._text(right)}"
            return f"{self._writing.naming.use('power')}({sides})", Level.ATOM
        word, level = self._word(operation)
        kind = self._writing.kind(operation)
        tighter = Level(level + 1)
        first = self._operand(left, kind, level if level is not Level.COMPARE else tighter)
        written = f"{first} {word} {self._operand(right, kind, tighter)}"
        if operator in NEGATED:
            return f"not ({written})", Level.NOT
        return self.bounded(operation, written, level)

    def augmented(self, operation: BinaryOperation) -> str | None:
        """An operation as `+= right`, or None when its value has to be checked."""
        kind = self._writing.kind(operation)
        checked = kind is Scalar.INT and not fits(self._writing.ranges.raw(operation))
        if checked or operation.operator is BinaryOperator.POWER:
            return None
        return f"{self._word(operation)[0]}= {self._operand(operation.right, kind, Level.OR)}"

    def _word(self, operation: BinaryOperation) -> tuple[str, Level]:
        """The operator of Python, and how tightly it binds; a division can stop the program."""
        operator, (word, level) = operation.operator, BINARY[operation.operator]
        if operator in _DIVIDING:
            self._writing.fallible |= self._may_be_zero(operation.right)
        if operator is BinaryOperator.DIVIDE and self._writing.kind(operation) is Scalar.INT:
            word = "//"
        return word, level

    def bounded(self, value: Expression, written: str, level: Level) -> tuple[str, Level]:
        """A value that is checked to be an int of 64 bits, unless it always is."""
        if self._writing.kind(value) is not Scalar.INT or fits(self._writing.ranges.raw(value)):
            return written, level
        self._writing.fallible = True
        return f"{self._writing.naming.use('int64')}({written})", Level.ATOM

    def comparison(self, compare: Compare) -> tuple[str, Level]:
        """A chain of comparisons; of an int and a float, the int becomes a float."""
        kinds = [self._writing.kind(operand) for operand in compare.operands]
        if Scalar.FLOAT in kinds and Scalar.INT in kinds and len(kinds) > 2:
            return self._in_pairs(compare), Level.AND
        if len(kinds) == 2 and any(_has_floats(kind) for kind in kinds):
            return self._of_lists(compare)
        operands = self._shared(compare.operands, self._wanted(compare.operands))
        identity = any(isinstance(kind, ComponentInterface | Enumeration) for kind in kinds)
        words = [comparison_operator(operator, identity) for operator in compare.operators]
        pairs = zip(operands, words, strict=False)
        return "".join(f"{a} {b} " for a, b in pairs) + operands[-1], Level.COMPARE

    def _in_pairs(self, compare: Compare) -> str:
        """Two by two, since an int may become a float on one side and stay one on the other."""
        operands, pairs = list(compare.operands), []
        for place, operator in enumerate(compare.operators):
            pair = operands[place : place + 2]
            wanted = self._wanted(pair)
            left, right = (self._operand(operand, wanted, Level.ADD) for operand in pair)
            if place + 1 < len(compare.operators) and acts(pair[1]):
                value = self._text(pair[1])
                right = f"({self._writing.kept(pair[1], 'value')} := {value})"
                right = f"float{right}" if self._widened(pair[1], wanted) else right
            pairs.append(f"{left} {operator.value} {right}")
        return " and ".join(pairs)

    def _of_lists(self, compare: Compare) -> tuple[str, Level]:
        left, right = self._shared(compare.operands, None)
        written = f"{self._writing.naming.use('same')}({left}, {right})"
        if compare.operators[0] is ComparisonOperator.EQUAL:
            return written, Level.ATOM
        return f"not {written}", Level.NOT

    def _shared(self, operands: list[Expression], wanted: StaticType) -> list[str]:
        """Operands; a list is copied when one after it may change it."""
        return [
            self._writing.converted(operand, self._writing.kind(operand))
            if isinstance(self._writing.kind(operand), ListOf) and any(map(acts, operands[n:]))
            else self._operand(operand, wanted, Level.ADD)
            for n, operand in enumerate(operands, 1)
        ]

    def _wanted(self, operands: list[Expression]) -> StaticType:
        return Scalar.FLOAT if Scalar.FLOAT in map(self._writing.kind, operands) else None

    def _widened(self, operand: Expression, wanted: StaticType) -> bool:
        return wanted is Scalar.FLOAT and self._writing.kind(operand) is Scalar.INT

    def _operand(self, operand: Expression, wanted: StaticType, level: Level) -> str:
        if self._widened(operand, wanted):
            return self._writing.converted(operand, wanted)
        return self._text(operand, level)

    def _may_be_zero(self, divisor: Expression) -> bool:
        if self._writing.kind(divisor) is not Scalar.INT:
            return not (isinstance(divisor, Constant) and divisor.value)
        low, high = self._writing.ranges.of(divisor)
        return low <= 0 <= high

    def _text(self, operand: Expression, level: Level = Level.OR) -> str:
        return self._writing.text(operand, level)


def _has_floats(kind: StaticType) -> bool:
    return isinstance(kind, ListOf) and kind.item is Scalar.FLOAT
