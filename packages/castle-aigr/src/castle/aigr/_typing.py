"""The static types of expressions."""

from dataclasses import dataclass

from castle.aigr._node import Declaration, Expression, Type
from castle.aigr._nodes.enumerations import Enumeration, Enumerator
from castle.aigr._nodes.expressions import (
    BinaryOperation,
    BinaryOperator,
    Call,
    Compare,
    Constant,
    Identifier,
    Index,
    ListLiteral,
    Part,
    SendEvent,
    UnaryOperation,
    UnaryOperator,
)
from castle.aigr._nodes.handlers import HandlerParameter, Method
from castle.aigr._nodes.interfaces import ComponentInterface
from castle.aigr._nodes.machinery import Dispatch
from castle.aigr._nodes.members import Alias, ConstantDefinition, Member, SubElement
from castle.aigr._nodes.predefined import BuiltinFunction
from castle.aigr._nodes.protocols import Event
from castle.aigr._nodes.statements import For, LocalVariable, LoopVariable
from castle.aigr._nodes.types import ListType, NamedType, Scalar, ScalarType, TypedParameter


@dataclass(frozen=True, slots=True)
class ListOf:
    """The type of a list, or of a list of lists, however deep."""

    item: Scalar | Declaration | None
    """What is in the innermost lists; None when that is not known."""
    depth: int = 1
    """How many lists deep it is: 2 for `int[][]`."""

    @property
    def inner(self) -> "StaticType":
        """The type of an item of the list."""
        return self.item if self.depth == 1 else ListOf(self.item, self.depth - 1)


StaticType = Scalar | ListOf | Declaration | None
"""A scalar; a list; the declaration of a component or enumeration; or None: no value, or of a
type not known."""

_SCALARS = {bool: Scalar.BOOL, int: Scalar.INT, float: Scalar.FLOAT, str: Scalar.STR}
_ARITHMETIC = {
    BinaryOperator.ADD,
    BinaryOperator.SUBTRACT,
    BinaryOperator.MULTIPLY,
    BinaryOperator.DIVIDE,
    BinaryOperator.REMAINDER,
}
_BUILTINS: dict[str, StaticType] = {
    "float": Scalar.FLOAT,
    "int": Scalar.INT,
    "len": Scalar.INT,
    "range": ListOf(Scalar.INT),
    "str": Scalar.STR,
}
# The value of these is of the widest type of their arguments.
_WIDEST = ("abs", "max", "min")


def type_of(expression: Expression) -> StaticType:
    """The type of an expression's value in a graph whose names are resolved."""
    return Types().of(expression)


def declared_type(declaration: Declaration | None) -> StaticType:
    """The type of the values that a declaration stands for; of a method or event, of its result."""
    match declaration:
        case HandlerParameter(parameter=parameter) if parameter is not None:
            return meant(parameter.type)
        case SubElement(type=None) | Alias(type=None):
            return declaration.component
        case TypedParameter() | Member() | LocalVariable() | SubElement() | Alias():
            return meant(declaration.type)
        case Method(returns=returns) | Event(returns=returns):
            return meant(returns)
        case ConstantDefinition(value=value):
            return type_of(value)
        case LoopVariable(loop=loop) if loop is not None:
            return _item(type_of(loop.iterable))
    return None


def meant(use: Type | None) -> StaticType:
    """The type that is meant where a type is used."""
    depth = 0
    while isinstance(use, ListType):
        use, depth = use.element, depth + 1
    kind: Scalar | Declaration | None = None
    if isinstance(use, ScalarType):
        kind = use.scalar
    elif isinstance(use, NamedType):
        kind = use.target
    return ListOf(kind, depth) if depth else kind


class Types:
    """The types of expressions in one graph that does not change; each is found once."""

    def __init__(self) -> None:
        self._found: dict[int, StaticType] = {}

    def of(self, expression: Expression) -> StaticType:
        """The type of an expression's value; without recursion, however deep it is."""
        found, begun = self._found, set[int]()
        stack = [expression]
        while stack:
            node = stack[-1]
            deciding = self._deciding(node)
            if deciding and id(node) not in begun:
                begun.add(id(node))  # a constant may be made of itself, by mistake
                stack += [d for d in deciding if id(d) not in found and id(d) not in begun]
                if stack[-1] is not node:
                    continue
            stack.pop()
            if id(node) not in found:
                found[id(node)] = self._type(node, [found.get(id(d)) for d in deciding])
        return found[id(expression)]

    def _deciding(self, node: Expression) -> list[Expression]:
        """The expressions whose types decide the type of this one."""
        match node:
            case Identifier(target=ConstantDefinition(value=value)):
                return [value]
            case Part(target=ConstantDefinition(value=value)):
                return [value]
            case Identifier(target=LoopVariable(loop=For(iterable=iterable))):
                return [iterable]
            case BinaryOperation(operator=operator) if operator in _ARITHMETIC:
                return [node.left, node.right]
            case UnaryOperation(operator=UnaryOperator.NEGATE | UnaryOperator.PLUS):
                return [node.operand]
            case Index():
                return [node.base]
            case ListLiteral():
                return node.items
            case Call() if _widest_of(node):
                return [argument.value for argument in node.arguments]
        return []

    def _type(self, node: Expression, kinds: list[StaticType]) -> StaticType:
        match node:
            case Constant(value=value):
                return _SCALARS[type(value)]
            case Compare() | UnaryOperation(operator=UnaryOperator.NOT):
                return Scalar.BOOL
            case BinaryOperation(operator=BinaryOperator.POWER):
                return Scalar.INT
            case BinaryOperation() if node.operator not in _ARITHMETIC:
                return Scalar.BOOL
            case UnaryOperation() | BinaryOperation():
                return _widest(kinds)
            case Index():
                return _item(kinds[0])
            case ListLiteral():
                return _list_of(_widest(kinds))
            case SendEvent(target=event) | Dispatch(event=event):
                return declared_type(event)
            case Call():
                return _widest(kinds) if _widest_of(node) else _called(node)
            case Part(target=Enumerator(), base=Identifier(target=target) | Part(target=target)):
                return target if isinstance(target, Enumeration) else None
            case Identifier(target=LoopVariable()):
                return _item(kinds[0]) if kinds else None
            case Identifier(target=target) | Part(target=target):
                constant = isinstance(target, ConstantDefinition)
                return kinds[0] if constant else declared_type(target)
        return None


def _widest_of(call: Call) -> bool:
    callee = call.callee.target
    return isinstance(callee, BuiltinFunction) and callee.name in _WIDEST


def _widest(kinds: list[StaticType]) -> StaticType:
    """The type that all values go into, as far as they are known."""
    known = [kind for kind in kinds if kind is not None]
    if Scalar.FLOAT in known:
        return Scalar.FLOAT
    return known[0] if known else None


def _item(kind: StaticType) -> StaticType:
    return kind.inner if isinstance(kind, ListOf) else None


def _list_of(item: StaticType) -> ListOf:
    return ListOf(item.item, item.depth + 1) if isinstance(item, ListOf) else ListOf(item)


def _called(call: Call) -> StaticType:
    match call.callee.target:
        case ComponentInterface() as component:
            return component
        case Method() as method:
            return declared_type(method)
        case BuiltinFunction(name=name):
            return _BUILTINS.get(name)
    return None
