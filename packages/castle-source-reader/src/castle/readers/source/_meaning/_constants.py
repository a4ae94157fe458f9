"""Expressions whose value is known before the program runs."""

from castle.aigr import (
    BinaryOperation,
    Compare,
    Constant,
    Expression,
    Identifier,
    TypedParameter,
    UnaryOperation,
    walk,
)

_OPERATIONS = (BinaryOperation, Compare, Constant, UnaryOperation)


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
