"""The operators of the language, and those of Python."""

from enum import IntEnum

from castle.aigr import BinaryOperator, ComparisonOperator


class Level(IntEnum):
    """How tightly a piece of Python binds."""

    OR = 1
    AND = 2
    NOT = 3
    COMPARE = 4
    ADD = 5
    MULTIPLY = 6
    UNARY = 7
    POWER = 8
    ATOM = 9


BINARY = {
    BinaryOperator.ADD: ("+", Level.ADD),
    BinaryOperator.SUBTRACT: ("-", Level.ADD),
    BinaryOperator.MULTIPLY: ("*", Level.MULTIPLY),
    BinaryOperator.DIVIDE: ("/", Level.MULTIPLY),
    BinaryOperator.REMAINDER: ("%", Level.MULTIPLY),
    BinaryOperator.AND: ("and", Level.AND),
    BinaryOperator.OR: ("or", Level.OR),
    BinaryOperator.NAND: ("and", Level.AND),
    BinaryOperator.NOR: ("or", Level.OR),
    BinaryOperator.XOR: ("!=", Level.COMPARE),
    BinaryOperator.XNOR: ("==", Level.COMPARE),
}
NEGATED = {BinaryOperator.NAND, BinaryOperator.NOR}


def comparison_operator(operator: ComparisonOperator, identity: bool) -> str:
    """The operator of Python; elements and enumerators are compared by identity."""
    if identity and operator is ComparisonOperator.EQUAL:
        return "is"
    if identity and operator is ComparisonOperator.NOT_EQUAL:
        return "is not"
    return operator.value
