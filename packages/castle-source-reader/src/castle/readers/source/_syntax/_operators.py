"""The operators and how tightly they bind."""

from castle.aigr import BinaryOperator, ComparisonOperator

NOT = 4
COMPARISON = 5
UNARY = 8
POWER = 9

PARTS = frozenset(".([")
"""What goes on with an operand: a part of it, a call or an item."""

COMPARISONS: dict[str, ComparisonOperator] = {each.value: each for each in ComparisonOperator}
"""Operators that chain."""

INFIX: dict[str, tuple[int, BinaryOperator | None]] = {
    "or": (1, BinaryOperator.OR),
    "nor": (1, BinaryOperator.NOR),
    "xor": (2, BinaryOperator.XOR),
    "xnor": (2, BinaryOperator.XNOR),
    "and": (3, BinaryOperator.AND),
    "nand": (3, BinaryOperator.NAND),
    "+": (6, BinaryOperator.ADD),
    "-": (6, BinaryOperator.SUBTRACT),
    "*": (7, BinaryOperator.MULTIPLY),
    "/": (7, BinaryOperator.DIVIDE),
    "%": (7, BinaryOperator.REMAINDER),
    "**": (POWER, BinaryOperator.POWER),
    **dict.fromkeys(COMPARISONS, (COMPARISON, None)),
}
"""Operators between operands: how tightly they bind, and what they are; None when they chain."""

AUGMENTED: dict[str, BinaryOperator] = {
    "+=": BinaryOperator.ADD,
    "-=": BinaryOperator.SUBTRACT,
    "*=": BinaryOperator.MULTIPLY,
    "/=": BinaryOperator.DIVIDE,
    "%=": BinaryOperator.REMAINDER,
    "**=": BinaryOperator.POWER,
}
"""Assignments that compute with what they change."""
