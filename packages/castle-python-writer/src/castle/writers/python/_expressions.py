"""Expressions as Python."""

from collections.abc import Sequence
from enum import IntEnum

from castle.aigr import (
    Alias,
    Argument,
    BinaryOperation,
    BinaryOperator,
    BuiltinFunction,
    Call,
    Compare,
    ComparisonOperator,
    ComponentInterface,
    Constant,
    Expression,
    Ground,
    Identifier,
    LocalVariable,
    Method,
    Node,
    Part,
    Scalar,
    Self,
    StaticType,
    TypedParameter,
    UnaryOperation,
    UnaryOperator,
    declared_type,
    type_of,
)
from castle.writers.python._attributes import Attributes
from castle.writers.python._names import Scope
from castle.writers.python._naming import Naming
from castle.writers.python._problems import unsupported


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


_BINARY = {
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
_NEGATED = {BinaryOperator.NAND, BinaryOperator.NOR}
_SMALLEST = -(2**63)
_NEVER_OVERFLOWS = {BinaryOperator.REMAINDER}
_PLAIN_BUILTINS = {"len", "min", "max", "print"}


class ExpressionWriter:
    """Writes the expressions of one function."""

    def __init__(self, naming: Naming, attributes: Attributes, names: Scope) -> None:
        self.naming = naming
        self.attributes = attributes
        self.names = names
        self.fallible = False
        """Whether something that was written since this was last cleared can stop the program."""

    def line(self, node: Node, written: str) -> str:
        """A line; where it can stop the program, with the place it comes from behind it."""
        fallible, self.fallible = self.fallible, False
        return written + self.naming.origin(node) if fallible else written

    def text(self, expression: Expression, level: Level = Level.OR) -> str:
        """An expression, in parentheses when it binds less tightly than its place asks for."""
        written, own = self._written(expression)
        return f"({written})" if own < level else written

    def converted(self, expression: Expression, wanted: StaticType) -> str:
        """An expression where a value of a type is wanted: an int becomes a float, if need be."""
        if wanted is not Scalar.FLOAT or type_of(expression) is not Scalar.INT:
            return self.text(expression)
        if isinstance(expression, Constant):
            return repr(float(expression.value))
        return f"float({self.text(expression)})"

    def arguments(self, given: Sequence[Argument], wanted: Sequence[TypedParameter]) -> list[str]:
        """The arguments of a call or send."""
        pairs = zip(given, wanted, strict=True)
        return [self.converted(one.value, declared_type(parameter)) for one, parameter in pairs]

    def part(self, part: Part) -> tuple[str, str]:
        """A part as the element whose it is, and the name of the attribute."""
        if _may_be_ground(part.base):
            self.fallible = True
        return self.text(part.base, Level.ATOM), self.attributes.of(part)

    def _written(self, expression: Expression) -> tuple[str, Level]:
        match expression:
            case Constant(value=value):
                negative = not isinstance(value, str) and value < 0
                return repr(value), Level.UNARY if negative else Level.ATOM
            case Ground():
                return self.naming.use("Ground"), Level.ATOM
            case Self():
                return "self", Level.ATOM
            case Identifier(target=target) if target is not None:
                return self.names.name(id(target), expression.name), Level.ATOM
            case Part():
                return ".".join(self.part(expression)), Level.ATOM
            case Compare():
                return self._comparison(expression), Level.COMPARE
            case UnaryOperation():
                return self._unary(expression)
            case BinaryOperation():
                return self._binary(expression)
            case Call():
                return self._call(expression), Level.ATOM
        raise unsupported(expression)

    def _comparison(self, compare: Compare) -> str:
        wanted = Scalar.FLOAT if Scalar.FLOAT in map(type_of, compare.operands) else None
        operands = [self._operand(o, wanted, Level.ADD) for o in compare.operands]
        identity = any(isinstance(type_of(o), ComponentInterface) for o in compare.operands)
        words = [_comparison_operator(o, identity) for o in compare.operators]
        return "".join(f"{a} {b} " for a, b in zip(operands, words, strict=False)) + operands[-1]

    def _operand(self, expression: Expression, wanted: StaticType, level: Level) -> str:
        if wanted is Scalar.FLOAT and type_of(expression) is Scalar.INT:
            return self.converted(expression, wanted)
        return self.text(expression, level)

    def _unary(self, operation: UnaryOperation) -> tuple[str, Level]:
        if operation.operator is UnaryOperator.NOT:
            return f"not {self.text(operation.operand, Level.NOT)}", Level.NOT
        written = f"{operation.operator.value}{self.text(operation.operand, Level.UNARY)}"
        if operation.operator is UnaryOperator.PLUS or type_of(operation) is not Scalar.INT:
            return written, Level.UNARY
        if isinstance(operation.operand, Constant) and operation.operand.value != _SMALLEST:
            return written, Level.UNARY
        return self._checked(written), Level.ATOM

    def _binary(self, operation: BinaryOperation) -> tuple[str, Level]:
        if operation.operator is BinaryOperator.POWER:
            self.fallible = True
            sides = f"{self.text(operation.left)}, {self.text(operation.right)}"
            return f"{self.naming.use('power')}({sides})", Level.ATOM
        return self._infix(operation, operation.operator, operation.left, operation.right)

    def augmented(
        self, target: Identifier | Part, operator: BinaryOperator, value: Expression
    ) -> str:
        """What `target operator= value` puts into the target."""
        return self._binary(BinaryOperation(operator, target, value))[0]

    def _infix(
        self,
        operation: BinaryOperation,
        operator: BinaryOperator,
        left: Expression,
        right: Expression,
    ) -> tuple[str, Level]:
        word, level = _BINARY[operator]
        kind = type_of(operation)
        if operator is BinaryOperator.DIVIDE and kind is Scalar.INT:
            word = "//"
        tighter = Level(level + 1)
        first = self._operand(left, kind, level if level is not Level.COMPARE else tighter)
        written = f"{first} {word} {self._operand(right, kind, tighter)}"
        if operator in _NEGATED:
            return f"not ({written})", Level.NOT
        if operator in (BinaryOperator.DIVIDE, BinaryOperator.REMAINDER):
            self.fallible |= not (isinstance(right, Constant) and right.value)
        if kind is Scalar.INT and not _fits(operator, right):
            return self._checked(written), Level.ATOM
        return written, level

    def _checked(self, written: str) -> str:
        self.fallible = True
        return f"{self.naming.use('int64')}({written})"

    def _call(self, call: Call) -> str:
        match call.callee.target:
            case ComponentInterface(parameters=parameters) as component:
                name = self.naming.class_name(component, call)
            case Method(parameters=parameters) as method:
                self.fallible = True  # calls within calls may be too many
                name = f"self.{self.attributes.name(method)}"
            case BuiltinFunction(name=name) if name in _PLAIN_BUILTINS:
                return f"{name}({', '.join(self._shown(a.value, name) for a in call.arguments)})"
            case _:
                raise unsupported(call)
        return f"{name}({', '.join(self.arguments(call.arguments, parameters))})"

    def _shown(self, value: Expression, function: str) -> str:
        if function == "print" and type_of(value) is Scalar.BOOL:
            return f"{self.naming.use('text')}({self.text(value)})"
        return self.text(value)


def _may_be_ground(base: Expression) -> bool:
    """Whether there may be no element: a sub is assigned in `init`, a local where it is made."""
    match base:
        case Part(target=Alias()):
            return True
        case Identifier(target=LocalVariable(initial=Call())):
            return False
    return isinstance(base, Identifier) and isinstance(type_of(base), ComponentInterface)


def _fits(operator: BinaryOperator, right: Expression) -> bool:
    """Whether the result of an operation on ints always is an int of 64 bits."""
    if operator is BinaryOperator.DIVIDE:
        return isinstance(right, Constant) and right.value != -1
    return operator in _NEVER_OVERFLOWS


def _comparison_operator(operator: ComparisonOperator, identity: bool) -> str:
    if identity and operator is ComparisonOperator.EQUAL:
        return "is"
    if identity and operator is ComparisonOperator.NOT_EQUAL:
        return "is not"
    return operator.value
