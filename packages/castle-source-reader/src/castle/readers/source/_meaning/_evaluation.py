"""The values of constants, found as they would be when the program runs."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from castle.aigr import (
    BinaryOperation,
    BinaryOperator,
    Compare,
    ComparisonOperator,
    Constant,
    ConstantDefinition,
    Enumerator,
    Expression,
    Identifier,
    ListLiteral,
    Part,
    UnaryOperation,
    UnaryOperator,
)

Values = Mapping[ConstantDefinition, Any]
"""The values of the constants that are known."""

_SMALLEST, _LARGEST, _BITS = -(2**63), 2**63 - 1, 63
_LONGEST = 10_000


class EvaluationError(Exception):
    """The program would stop here."""

    def __init__(self, node: Expression, message: str) -> None:
        super().__init__(message)
        self.node = node
        """What cannot be computed."""


class _Items(list[Any]):
    """A list that knows how many items there are in all lists in it."""

    total = 0


def evaluate(node: Expression, values: Values) -> Any:
    """The value of an expression of literals, constants and operators whose types are right.

    Raises:
        EvaluationError: it has none.
    """
    match node:
        case Constant(value=value):
            return value
        case ListLiteral():
            return _list(node, values)
        case Identifier(target=ConstantDefinition() as constant):
            return values[constant]
        case Part(target=Enumerator() as enumerator):
            return enumerator
        case UnaryOperation(operand=operand):
            return _unary(node, evaluate(operand, values))
        case Compare():
            return _compare(node, values)
        case BinaryOperation():
            return _binary(node, values)
    raise TypeError(f"{type(node).__name__} is no constant")


def _unary(node: UnaryOperation, value: Any) -> Any:
    if node.operator is UnaryOperator.NOT:
        return not value
    return _fitting(node, -value if node.operator is UnaryOperator.NEGATE else value)


def _compare(node: Compare, values: Values) -> bool:
    left = evaluate(node.operands[0], values)
    for each, operand in zip(node.operators, node.operands[1:], strict=True):
        right = evaluate(operand, values)
        if not _COMPARISONS[each](left, right):
            return False
        left = right
    return True


def _binary(node: BinaryOperation, values: Values) -> Any:
    left = evaluate(node.left, values)
    decided = _DECIDED.get((node.operator, left)) if isinstance(left, bool) else None
    if decided is not None:
        return decided
    right = evaluate(node.right, values)
    if node.operator is BinaryOperator.POWER:
        return _power(node, left, right)
    if node.operator in _DIVISIONS and right == 0:
        raise EvaluationError(node, "division by zero")
    if node.operator is BinaryOperator.DIVIDE and isinstance(left, int) and isinstance(right, int):
        return _fitting(node, left // right)
    if node.operator is BinaryOperator.ADD and isinstance(left, str):
        _check_length(node, len(left) + len(right))
    return _fitting(node, _OPERATORS[node.operator](left, right))


def _power(node: BinaryOperation, base: int, exponent: int) -> int:
    if exponent < 0:
        raise EvaluationError(node, "the exponent is negative")
    if exponent > _BITS and base not in (-1, 0, 1):
        raise EvaluationError(node, "it does not fit in 64 bits")
    power: int = base**exponent
    return int(_fitting(node, power))


def _check_length(node: Expression, length: int) -> None:
    """Refuse what a few lines, each of which doubles the one before, could make endless."""
    if length > _LONGEST:
        raise EvaluationError(node, f"it has more than {_LONGEST} characters or items")


def _list(node: ListLiteral, values: Values) -> _Items:
    items = _Items(evaluate(item, values) for item in node.items)
    items.total = sum(getattr(item, "total", 1) for item in items)
    if any(isinstance(item, _Items) for item in items):
        _check_length(node, items.total)
    return items


def _fitting(node: Expression, value: Any) -> Any:
    if isinstance(value, int) and not _SMALLEST <= value <= _LARGEST:
        raise EvaluationError(node, "it does not fit in 64 bits")
    return value


_DIVISIONS = (BinaryOperator.DIVIDE, BinaryOperator.REMAINDER)
_DECIDED = {
    (BinaryOperator.AND, False): False,
    (BinaryOperator.NAND, False): True,
    (BinaryOperator.OR, True): True,
    (BinaryOperator.NOR, True): False,
}
_COMPARISONS: dict[ComparisonOperator, Callable[[Any, Any], bool]] = {
    ComparisonOperator.LESS: operator.lt,
    ComparisonOperator.LESS_OR_EQUAL: operator.le,
    ComparisonOperator.EQUAL: operator.eq,
    ComparisonOperator.NOT_EQUAL: operator.ne,
    ComparisonOperator.GREATER_OR_EQUAL: operator.ge,
    ComparisonOperator.GREATER: operator.gt,
}
_OPERATORS: dict[BinaryOperator, Callable[[Any, Any], Any]] = {
    BinaryOperator.MULTIPLY: operator.mul,
    BinaryOperator.DIVIDE: operator.truediv,
    BinaryOperator.REMAINDER: operator.mod,
    BinaryOperator.ADD: operator.add,
    BinaryOperator.SUBTRACT: operator.sub,
    BinaryOperator.AND: lambda left, right: right,
    BinaryOperator.NAND: lambda left, right: not right,
    BinaryOperator.XOR: operator.ne,
    BinaryOperator.XNOR: operator.eq,
    BinaryOperator.OR: lambda left, right: right,
    BinaryOperator.NOR: lambda left, right: not right,
}
