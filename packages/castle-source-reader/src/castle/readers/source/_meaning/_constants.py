"""Expressions whose value is known before the program runs."""

from castle.aigr import (
    BinaryOperation,
    Compare,
    Constant,
    Expression,
    Identifier,
    ListLiteral,
    TypedParameter,
    UnaryOperation,
    UnaryOperator,
    walk,
)

_OPERATIONS = (BinaryOperation, Compare, Constant, ListLiteral, UnaryOperation)


def is_constant(node: Expression) -> bool:
    """Whether an expression consists of literals and operators alone."""
    return all(isinstance(part, _OPERATIONS) for part in walk(node))


def is_bound(node: Expression) -> bool:
    """Whether an expression, its names resolved, has besides only parameters or what is unknown."""
    return all(
        isinstance(part, _OPERATIONS)
        or (isinstance(part, Identifier) and isinstance(part.target, TypedParameter | None))
        for part in walk(node)
    )


def case_value(node: Expression) -> object:
    """What a literal, or a number with a minus before it, stands for; else None.

    A bool is told from the int that it would be equal to.
    """
    if isinstance(node, UnaryOperation) and node.operator is UnaryOperator.NEGATE:
        inner = node.operand
        value = inner.value if isinstance(inner, Constant) else None
        return -value if isinstance(value, int | float) else None
    if isinstance(node, Constant):
        return (bool, node.value) if isinstance(node.value, bool) else node.value
    return None
