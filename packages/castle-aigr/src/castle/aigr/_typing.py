"""The static types of expressions."""

from castle.aigr._node import Declaration, Expression, Type
from castle.aigr._nodes.expressions import (
    BinaryOperation,
    BinaryOperator,
    Call,
    Compare,
    Constant,
    Identifier,
    Part,
    SendEvent,
    UnaryOperation,
    UnaryOperator,
)
from castle.aigr._nodes.handlers import HandlerParameter, Method
from castle.aigr._nodes.interfaces import ComponentInterface
from castle.aigr._nodes.members import Alias, Member, SubElement
from castle.aigr._nodes.predefined import BuiltinFunction
from castle.aigr._nodes.protocols import Event
from castle.aigr._nodes.statements import LocalVariable
from castle.aigr._nodes.types import NamedType, Scalar, ScalarType, TypedParameter

StaticType = Scalar | Declaration | None
"""A scalar; the declaration of a component; or None: no value, or of a type not known."""

_SCALARS = {bool: Scalar.BOOL, int: Scalar.INT, float: Scalar.FLOAT, str: Scalar.STR}
_ARITHMETIC = {
    BinaryOperator.ADD,
    BinaryOperator.SUBTRACT,
    BinaryOperator.MULTIPLY,
    BinaryOperator.DIVIDE,
    BinaryOperator.REMAINDER,
}
_BUILTINS = {"len": Scalar.INT}


def type_of(expression: Expression) -> StaticType:
    """The type of an expression's value in a graph whose names are resolved."""
    match expression:
        case Constant(value=value):
            return _SCALARS[type(value)]
        case Compare() | UnaryOperation(operator=UnaryOperator.NOT):
            return Scalar.BOOL
        case UnaryOperation(operand=operand):
            return type_of(operand)
        case BinaryOperation():
            return _operation(expression)
        case Identifier(target=target) | Part(target=target):
            return declared_type(target)
        case Call():
            return _call(expression)
        case SendEvent(target=event):
            return declared_type(event)
    return None


def declared_type(declaration: Declaration | None) -> StaticType:
    """The type of the values that a declaration stands for; of a method or event, of its result."""
    match declaration:
        case HandlerParameter(parameter=parameter) if parameter is not None:
            return _meant(parameter.type)
        case TypedParameter() | Member() | LocalVariable() | SubElement() | Alias():
            return _meant(declaration.type)
        case Method(returns=returns) | Event(returns=returns):
            return _meant(returns)
    return None


def _meant(use: Type | None) -> StaticType:
    match use:
        case ScalarType(scalar=scalar):
            return scalar
        case NamedType(target=target):
            return target
    return None


def _operation(operation: BinaryOperation) -> StaticType:
    if operation.operator is BinaryOperator.POWER:
        return Scalar.INT
    if operation.operator not in _ARITHMETIC:
        return Scalar.BOOL
    sides: list[Expression] = [operation]
    # A long sum leans to the left: go down that side without recursion.
    while isinstance(sides[-1], BinaryOperation) and sides[-1].operator in _ARITHMETIC:
        left = sides[-1].left
        if type_of(sides[-1].right) is Scalar.FLOAT:
            return Scalar.FLOAT
        sides.append(left)
    return type_of(sides[-1])


def _call(call: Call) -> StaticType:
    match call.callee.target:
        case ComponentInterface() as component:
            return component
        case Method() as method:
            return declared_type(method)
        case BuiltinFunction(name=name):
            return _BUILTINS.get(name)
    return None
