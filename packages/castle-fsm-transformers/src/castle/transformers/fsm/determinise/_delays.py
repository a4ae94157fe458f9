"""What it matters for that code is carried out late: what it changes, what it reads."""

from collections.abc import Iterator

from castle.aigr import (
    Alias,
    Become,
    BinaryOperation,
    BinaryOperator,
    BuiltinFunction,
    Call,
    Constant,
    ConstantDefinition,
    Expression,
    HandlerParameter,
    Identifier,
    Index,
    Member,
    Method,
    Node,
    Part,
    Scalar,
    SendEvent,
    SubElement,
    UnaryOperation,
    UnaryOperator,
    type_of,
    walk,
)
from castle.transformers.plugins.fsm import CHANGING

_OF_ELEMENT = (Alias, Member, SubElement)
_DIVISIONS = (BinaryOperator.DIVIDE, BinaryOperator.REMAINDER)
_CONVERSIONS = {"int": (Scalar.STR, Scalar.FLOAT), "float": (Scalar.STR,)}
"""The types of which there are values that cannot be converted."""


def varies(argument: Expression) -> bool:
    """Whether an argument may have another value when a later event comes."""
    return any(
        isinstance(each.target, (HandlerParameter, *_OF_ELEMENT))
        if isinstance(each, Identifier | Part)
        else asks(each)
        for each in walk(argument)
    )


def asks(node: Node) -> bool:
    """Whether a method, a component or a receiver is asked for a value."""
    if isinstance(node, Call):
        return not isinstance(node.callee.target, BuiltinFunction)
    return isinstance(node, SendEvent)


def may_stop(argument: Expression) -> bool:
    """Whether an argument stops the program for some values; overflows are not thought of."""
    return any(_may_stop(each) for each in walk(argument))


def read(expression: Node) -> Iterator[Node]:
    """The members, subs and aliases that an expression reads, or names."""
    for each in walk(expression):
        if isinstance(each, Identifier | Part) and isinstance(each.target, _OF_ELEMENT):
            yield each.target


def changed(method: Method) -> set[Node]:
    """The members, subs and aliases that a method may change, itself or by what it calls."""
    found: set[Node] = set()
    seen, todo = {method}, [method]
    while todo:
        for each in walk(todo.pop().body):
            if isinstance(each, Become):
                found.update(part for target in each.targets for part in read(target))
            elif isinstance(each, Call):
                called = each.callee.target
                if isinstance(called, Method) and called not in seen:
                    seen.add(called)
                    todo.append(called)
                elif each.callee.name in CHANGING and each.arguments:
                    found.update(read(each.arguments[0]))
    return found


def _may_stop(node: Node) -> bool:
    match node:
        case BinaryOperation(operator=operator, right=divisor) if operator in _DIVISIONS:
            return not _number(divisor)
        case BinaryOperation(operator=BinaryOperator.POWER, right=exponent):
            number = _number(exponent)
            return number is None or number < 0
        case Call(callee=Identifier(name=name), arguments=[only]) if name in _CONVERSIONS:
            return type_of(only.value) in _CONVERSIONS[name]
    return isinstance(node, Index)


def _number(node: Expression) -> int | float | None:
    """The number that is written, or that a constant is; None for all else."""
    match node:
        case Constant(value=int() | float() as value):
            return value
        case Identifier(target=ConstantDefinition(value=value)):
            return _number(value)
        case UnaryOperation(operator=UnaryOperator.NEGATE, operand=operand):
            number = _number(operand)
            return None if number is None else -number
    return None
