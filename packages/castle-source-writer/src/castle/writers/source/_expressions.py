"""Expressions and types as text on one line, with as few parentheses as keep the tree."""

from collections.abc import Callable, Sequence
from typing import Any

from castle.aigr import (
    Argument,
    BinaryOperation,
    BinaryOperator,
    Call,
    Compare,
    Constant,
    Expression,
    Ground,
    Identifier,
    Index,
    ListLiteral,
    ListType,
    NamedType,
    Node,
    Part,
    ScalarType,
    Self,
    SendEvent,
    Specialise,
    Type,
    TypedParameter,
    UnaryOperation,
    UnaryOperator,
)
from castle.writers.source._literals import literal, name, plain, word
from castle.writers.source._problems import unsayable

_NOT, _COMPARISON, _UNARY, _POWER, _PRIMARY = 4, 5, 8, 9, 10
_LEVELS = {
    BinaryOperator.OR: 1,
    BinaryOperator.NOR: 1,
    BinaryOperator.XOR: 2,
    BinaryOperator.XNOR: 2,
    BinaryOperator.AND: 3,
    BinaryOperator.NAND: 3,
    BinaryOperator.ADD: 6,
    BinaryOperator.SUBTRACT: 6,
    BinaryOperator.MULTIPLY: 7,
    BinaryOperator.DIVIDE: 7,
    BinaryOperator.REMAINDER: 7,
    BinaryOperator.POWER: _POWER,
}
_SIDES = {
    operator.value: (
        f" {operator.value} ",
        _PRIMARY if level == _POWER else level,
        _UNARY if level == _POWER else level + 1,
    )
    for operator, level in _LEVELS.items()
}
"""Of each operator its text, and how tightly what stands left and right of it must bind."""
# Looked up by `_value_`: both `.value` and an operator as a key cost a call in Python each time.
_BINDING = {operator.value: level for operator, level in _LEVELS.items()}


def expression(node: Expression) -> str:
    """An expression where any may stand."""
    write = _TEXTS.get(node.__class__)
    return write(node) if write else _unknown(node)


def operand(node: Expression, floor: int) -> str:
    """An expression, in parentheses when it binds less tightly than its place asks for."""
    cls = node.__class__
    write = _TEXTS.get(cls)
    text = write(node) if write else _unknown(node)
    return f"({text})" if cls in _LOOSE and _LOOSE[cls](node) < floor else text


def _unknown(node: Node) -> str:
    raise unsayable(node, "it has no place in an expression")


def _identifier(node: Identifier) -> str:
    return plain(node.name, node)


def _part(node: Part) -> str:
    base = node.base
    if base.__class__ is Self:
        return f".{word(node.name, node)}"
    if base.__class__ is Ground or (base.__class__ is Constant and isinstance(base.value, bool)):
        return f"({expression(base)}).{word(node.name, node)}"
    return f"{operand(base, _PRIMARY)}.{word(node.name, node)}"


def _index(node: Index) -> str:
    base = node.base
    text = operand(base, _PRIMARY)
    if base.__class__ is Ground or (base.__class__ is Constant and isinstance(base.value, bool)):
        text = f"({text})"
    return f"{text}[{expression(node.index)}]"


def arguments(nodes: Sequence[Argument]) -> str:
    """What is given between parentheses, without them."""
    if len(nodes) == 1:
        return expression(nodes[0].value)
    return ", ".join([expression(node.value) for node in nodes])


def _call(node: Call) -> str:
    callee = node.callee
    if callee.__class__ is Part and callee.base.__class__ is Part:
        raise unsayable(node, "a call of a part of a part is a send")
    return f"{expression(callee)}({arguments(node.arguments)})"


def _send(node: SendEvent) -> str:
    port = node.port
    if port.__class__ is not Part:
        raise unsayable(node, "an event is sent over a port after a dot")
    return f"{_part(port)}.{word(node.event, node)}({arguments(node.arguments)})"


def _unary(node: UnaryOperation) -> str:
    if node.operator is UnaryOperator.NOT:
        return f"not {operand(node.operand, _NOT)}"
    return f"{node.operator._value_}{operand(node.operand, _UNARY)}"


def _binary(node: BinaryOperation) -> str:
    symbol, left, right = _SIDES[node.operator._value_]
    return f"{operand(node.left, left)}{symbol}{operand(node.right, right)}"


def _compare(node: Compare) -> str:
    operands = node.operands
    if not node.operators or len(operands) != len(node.operators) + 1:
        raise unsayable(node, "an operator stands between each two operands")
    text = operand(operands[0], _COMPARISON + 1)
    for operator, other in zip(node.operators, operands[1:], strict=True):
        text = f"{text} {operator._value_} {operand(other, _COMPARISON + 1)}"
    return text


def _list(node: ListLiteral) -> str:
    return f"[{', '.join([expression(item) for item in node.items])}]"


def _level_of_constant(node: Constant) -> int:
    value = node.value
    if value.__class__ is int or value.__class__ is float:
        # The sign of a number is an operator, save for the smallest of all.
        return _UNARY if str(value).startswith("-") else _PRIMARY
    return _PRIMARY


def _level_of_unary(node: UnaryOperation) -> int:
    return _NOT if node.operator is UnaryOperator.NOT else _UNARY


def _level_of_binary(node: BinaryOperation) -> int:
    return _BINDING[node.operator._value_]


def _constant(node: Constant) -> str:
    return literal(node)


_LOOSE: dict[type[Node], Callable[[Any], int]] = {
    BinaryOperation: _level_of_binary,
    Compare: lambda node: _COMPARISON,
    Constant: _level_of_constant,
    UnaryOperation: _level_of_unary,
}
_TEXTS: dict[type[Node], Callable[[Any], str]] = {
    BinaryOperation: _binary,
    Call: _call,
    Compare: _compare,
    Constant: _constant,
    Ground: lambda node: "Ground",
    Identifier: _identifier,
    Index: _index,
    ListLiteral: _list,
    Part: _part,
    Self: lambda node: "self",
    SendEvent: _send,
    UnaryOperation: _unary,
}


def type_use(node: Type) -> str:
    """A type of values, or the name of something declared elsewhere."""
    if isinstance(node, ScalarType):
        return str(node.scalar._value_)
    if isinstance(node, NamedType):
        return name(node.name, node)
    if isinstance(node, ListType):
        return f"{type_use(node.element)}[]"
    raise unsayable(node, "it has no place where a type is")


def base(node: NamedType | Specialise | None) -> str:
    """What something inherits from, with the colon before it; nothing when that is left out."""
    if node is None:
        return ""
    if isinstance(node, Specialise):
        return f" : {name(node.name, node)}({arguments(node.arguments)})"
    return f" : {name(node.name, node)}"


def parameters(nodes: Sequence[TypedParameter]) -> str:
    """Parameters between parentheses, without them."""
    for node in nodes:
        if node.default is not None:
            raise unsayable(node, "only a parameter of `powerOn` can have a default value")
    return settings(nodes)


def settings(nodes: Sequence[TypedParameter]) -> str:
    """Parameters that may have default values."""
    return ", ".join([_parameter(node) for node in nodes])


def parameters_if_any(nodes: Sequence[TypedParameter]) -> str:
    """Parameters with their parentheses; nothing when there are none."""
    return f"({parameters(nodes)})" if nodes else ""


def _parameter(node: TypedParameter) -> str:
    default = "" if node.default is None else f" := {expression(node.default)}"
    return f"{type_use(node.type)}:{plain(node.name, node)}{default}"
