"""Expressions as Python."""

from collections.abc import Sequence

from castle.aigr import (
    Argument,
    BinaryOperation,
    BinaryOperator,
    BuiltinFunction,
    Call,
    Compare,
    ComponentInterface,
    Constant,
    ConstantDefinition,
    Declaration,
    Dispatch,
    Enumeration,
    Enumerator,
    Event,
    Expression,
    Ground,
    Identifier,
    Index,
    ListLiteral,
    ListOf,
    LocalVariable,
    Method,
    Node,
    Part,
    Scalar,
    Self,
    SendEvent,
    StaticType,
    TypedParameter,
    Types,
    UnaryOperation,
    UnaryOperator,
    declared_type,
)
from castle.writers.python._attributes import Attributes
from castle.writers.python._builtins import Builtins
from castle.writers.python._names import Scope, python_name
from castle.writers.python._naming import Naming
from castle.writers.python._operators import (
    BINARY,
    NEGATED,
    SMALLEST,
    Level,
    comparison_operator,
    fits,
)
from castle.writers.python._problems import unsupported
from castle.writers.python._properties import acts, is_fresh, is_inlet, may_be_ground

_OF_CLASS = (ConstantDefinition, Enumeration)


class ExpressionWriter:
    """Writes the expressions of one function."""

    def __init__(
        self, naming: Naming, attributes: Attributes, names: Scope, owner: str = "self."
    ) -> None:
        self.naming = naming
        self.attributes = attributes
        self.names = names
        self.types = Types()
        """Finds the types of expressions; knows the loops that have been entered."""
        self._owner = owner
        self._builtins = Builtins(self)
        self._kept: dict[int, tuple[str, str]] = {}  # lists and places that are used twice
        self._made: list[Expression] = []  # types are known by identity: these must live on
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

    def kind(self, expression: Expression) -> StaticType:
        """The type of an expression's value."""
        return self.types.of(expression)

    def converted(self, expression: Expression, wanted: StaticType) -> str:
        """An expression as a value of a type that is the taker's own.

        An int becomes a float, if need be; a list is copied, unless it was just made.
        """
        if isinstance(wanted, ListOf) and isinstance(expression, ListLiteral):
            items = [self.converted(item, wanted.inner) for item in expression.items]
            return f"[{', '.join(items)}]"
        if wanted is Scalar.FLOAT and self.kind(expression) is Scalar.INT:
            if isinstance(expression, Constant):
                return repr(float(expression.value))
            return f"float({self.text(expression)})"
        written = self.text(expression)
        if isinstance(self.kind(expression), ListOf) and not is_fresh(expression):
            return f"{self.naming.use('copied')}({written})"
        return written

    def arguments(self, given: Sequence[Argument], wanted: Sequence[TypedParameter]) -> list[str]:
        """The arguments of a call or send."""
        pairs = zip(given, wanted, strict=True)
        return [self.converted(one.value, declared_type(parameter)) for one, parameter in pairs]

    def part(self, part: Part) -> tuple[str, str]:
        """A part as the element whose it is, and the name of the attribute."""
        if may_be_ground(part.base):
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
            case Identifier(target=target) | Part(target=target) if isinstance(target, _OF_CLASS):
                return self._of_class(target), Level.ATOM
            case Identifier(target=LocalVariable(retained=True) as target):
                return f"self.{self.attributes.name(target)}", Level.ATOM
            case Identifier(target=target) if target is not None:
                return self.names.name(id(target), expression.name), Level.ATOM
            case Part(target=Enumerator() as value):
                base = self.text(expression.base, Level.ATOM)
                return f"{base}.{python_name(value.name)}", Level.ATOM
            case Part():
                return ".".join(self.part(expression)), Level.ATOM
            case ListLiteral():
                wanted = self.kind(expression)
                inner = wanted.inner if isinstance(wanted, ListOf) else None
                items = [self.converted(item, inner) for item in expression.items]
                return f"[{', '.join(items)}]", Level.ATOM
            case Index():
                return self._index(expression), Level.ATOM
            case SendEvent(target=Event() as event):
                return self._answer(expression.port, event, expression.arguments), Level.ATOM
            case Dispatch():
                given = expression.arguments
                return self._answer(expression.port, expression.event, given), Level.ATOM
            case Compare():
                return self._comparison(expression), Level.COMPARE
            case UnaryOperation():
                return self._unary(expression)
            case BinaryOperation():
                return self._binary(expression)
            case Call():
                return self._call(expression), Level.ATOM
        raise unsupported(expression)

    def _of_class(self, target: Declaration) -> str:
        """A constant or enumeration: an attribute of the class, or a name while it is made."""
        return f"{self._owner}{self.attributes.name(target)}"

    def _index(self, expression: Index) -> str:
        """An item; what does something is written once, and so is done once."""
        if acts(expression):
            self.fallible = True
            names = self._kept.get(id(expression))
            base, index = self.text(expression.base), self.text(expression.index)
            if names is not None:
                base, index = f"{names[0]} := {base}", f"{names[1]} := {index}"
            return f"{self.naming.use('item')}({base}, {index})"
        base = self.text(expression.base, Level.ATOM)
        return f"{base}[{self.place(expression, base)}]"

    def target(self, target: Identifier | Part | Index) -> str:
        """What is assigned; an item may need its list and place to be found just once."""
        if not isinstance(target, Index) or not acts(target):
            return self.text(target)
        self.fallible = True
        names = self._kept.get(id(target))
        base, index = names or (self.text(target.base), self.text(target.index))
        return f"{self.naming.use('Items')}({base})[{index}]"

    def span(self, values: list[Expression]) -> str:
        """A range, one number after the other."""
        return f"range({', '.join(map(self.text, values))})"

    def place(self, expression: Index, base: str) -> str:
        """The place of an item; a list may have none there."""
        self.fallible = True
        if isinstance(expression.index, Constant):
            return self.text(expression.index)
        return f"{self.naming.use('place')}({base}, {self.text(expression.index)})"

    def _answer(self, port: Expression, event: Event, given: Sequence[Argument]) -> str:
        """An event whose value is used: a call. The arguments come before the port."""
        self.fallible = True
        values = ", ".join(self.arguments(given, event.parameters))
        handler = self.handler(port, event)
        if any(acts(argument.value) for argument in given):
            return f"(lambda *given: {handler}(*given))({values})"
        return f"{handler}({values})"

    def handler(self, port: Expression, event: Event) -> str:
        """What handles an event behind a port."""
        table = self.text(port)
        if self.naming.open and isinstance(port, Part) and is_inlet(port):
            table = f"{self.naming.use('through')}(self, {table}, {port.name!r})"
        return f"{table}.{python_name(event.name)}"

    def _comparison(self, compare: Compare) -> str:
        wanted = Scalar.FLOAT if Scalar.FLOAT in map(self.kind, compare.operands) else None
        operands = [self._operand(o, wanted, Level.ADD) for o in compare.operands]
        identity = any(
            isinstance(self.kind(o), ComponentInterface | Enumeration) for o in compare.operands
        )
        words = [comparison_operator(o, identity) for o in compare.operators]
        return "".join(f"{a} {b} " for a, b in zip(operands, words, strict=False)) + operands[-1]

    def _operand(self, expression: Expression, wanted: StaticType, level: Level) -> str:
        if wanted is Scalar.FLOAT and self.kind(expression) is Scalar.INT:
            return self.converted(expression, wanted)
        return self.text(expression, level)

    def _unary(self, operation: UnaryOperation) -> tuple[str, Level]:
        if operation.operator is UnaryOperator.NOT:
            return f"not {self.text(operation.operand, Level.NOT)}", Level.NOT
        written = f"{operation.operator.value}{self.text(operation.operand, Level.UNARY)}"
        if operation.operator is UnaryOperator.PLUS or self.kind(operation) is not Scalar.INT:
            return written, Level.UNARY
        if isinstance(operation.operand, Constant) and operation.operand.value != SMALLEST:
            return written, Level.UNARY
        return self.checked(written), Level.ATOM

    def _binary(self, operation: BinaryOperation) -> tuple[str, Level]:
        if operation.operator is BinaryOperator.POWER:
            self.fallible = True
            sides = f"{self.text(operation.left)}, {self.text(operation.right)}"
            return f"{self.naming.use('power')}({sides})", Level.ATOM
        return self._infix(operation, operation.operator, operation.left, operation.right)

    def augmented(
        self, target: Identifier | Part | Index, operator: BinaryOperator, value: Expression
    ) -> str:
        """What `target operator= value` puts into the target."""
        if isinstance(target, Index) and acts(target):
            words = ("items", "index")
            items, index = (self.names.name((id(target), word), word) for word in words)
            self._kept[id(target)] = items, index
        operation = BinaryOperation(operator, target, value)
        self._made.append(operation)
        return self._binary(operation)[0]

    def _infix(
        self,
        operation: BinaryOperation,
        operator: BinaryOperator,
        left: Expression,
        right: Expression,
    ) -> tuple[str, Level]:
        word, level = BINARY[operator]
        kind = self.kind(operation)
        if operator is BinaryOperator.DIVIDE and kind is Scalar.INT:
            word = "//"
        tighter = Level(level + 1)
        first = self._operand(left, kind, level if level is not Level.COMPARE else tighter)
        written = f"{first} {word} {self._operand(right, kind, tighter)}"
        if operator in NEGATED:
            return f"not ({written})", Level.NOT
        if operator in (BinaryOperator.DIVIDE, BinaryOperator.REMAINDER):
            self.fallible |= not (isinstance(right, Constant) and right.value)
        if kind is Scalar.INT and not fits(operator, right):
            return self.checked(written), Level.ATOM
        return written, level

    def checked(self, written: str) -> str:
        """An int, checked to fit in 64 bits."""
        self.fallible = True
        return f"{self.naming.use('int64')}({written})"

    def _call(self, call: Call) -> str:
        match call.callee.target:
            case ComponentInterface(parameters=parameters) as component:
                name = self.naming.class_name(component, call)
            case Method(parameters=parameters) as method:
                self.fallible = True  # calls within calls may be too many
                name = f"self.{self.attributes.name(method)}"
            case BuiltinFunction(name=name):
                return self._builtins.call(name, [argument.value for argument in call.arguments])
            case _:
                raise unsupported(call)
        return f"{name}({', '.join(self.arguments(call.arguments, parameters))})"
