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
    For,
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
    declared_type,
)
from castle.writers.python._attributes import Attributes
from castle.writers.python._builtins import Builtins
from castle.writers.python._names import Scope, python_name
from castle.writers.python._naming import Naming
from castle.writers.python._operations import Operations
from castle.writers.python._operators import Level
from castle.writers.python._problems import unsupported
from castle.writers.python._properties import acts, is_fresh, is_inlet, may_be_ground
from castle.writers.python._ranges import Ranges
from castle.writers.python._text import quoted

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
        """Finds the types of expressions."""
        self._owner = owner
        self.ranges = Ranges()
        """Finds between which numbers ints lie; knows the loops that have been entered."""
        self.assigned: set[int] = set()
        """The subs that are known to be assigned by now, by identity."""
        self._builtins = Builtins(self)
        self._operations = Operations(self)
        self._kept: dict[int, str] = {}  # variables that hold what was evaluated before
        self._made: list[Expression] = []  # types are known by identity: these must live on
        self.fallible = False
        """Whether something that was written since this was last cleared can stop the program."""

    def line(self, node: Node, written: str) -> str:
        """A line; where it can stop the program, with the place it comes from behind it."""
        fallible, self.fallible = self.fallible, False
        return written + self.naming.origin(node) if fallible else written

    def text(self, expression: Expression, level: Level = Level.OR) -> str:
        """An expression, in parentheses when it binds less tightly than its place asks for."""
        if id(expression) in self._kept:
            return self._kept[id(expression)]
        written, own = self._written(expression)
        return f"({written})" if own < level else written

    def kind(self, expression: Expression) -> StaticType:
        """The type of an expression's value."""
        return self.types.of(expression)

    def converted(self, expression: Expression, wanted: StaticType) -> str:
        """An expression as a value of a type that is the taker's own.

        An int becomes a float, if need be; a list is copied, unless it was just made.
        """
        kept = id(expression) in self._kept
        if isinstance(wanted, ListOf) and isinstance(expression, ListLiteral) and not kept:
            items = [self.converted(item, wanted.inner) for item in expression.items]
            return f"[{', '.join(items)}]"
        if wanted is Scalar.FLOAT and self.kind(expression) is Scalar.INT:
            if isinstance(expression, Constant):
                return _literal(float(expression.value))[0]
            return f"float({self.text(expression)})"
        written = self.text(expression)
        if isinstance(self.kind(expression), ListOf) and not (kept or is_fresh(expression)):
            return f"{self.naming.use('copied')}({written})"
        return written

    def arguments(self, given: Sequence[Argument], wanted: Sequence[TypedParameter]) -> list[str]:
        """The arguments of a call or send."""
        pairs = zip(given, wanted, strict=True)
        return [self.converted(one.value, declared_type(parameter)) for one, parameter in pairs]

    def part(self, part: Part) -> tuple[str, str]:
        """A part as the element whose it is, and the name of the attribute."""
        if may_be_ground(part.base, self.assigned):
            self.fallible = True
        return self.text(part.base, Level.ATOM), self.attributes.of(part)

    def _written(self, expression: Expression) -> tuple[str, Level]:
        match expression:
            case Constant(value=value):
                return _literal(value)
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
            case Part(target=Enumerator() as value) if self._owner:
                return self.naming.value(value), Level.ATOM
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
                return self._operations.comparison(expression)
            case UnaryOperation():
                return self._operations.unary(expression)
            case BinaryOperation():
                return self._operations.binary(expression)
            case Call():
                return self._call(expression), Level.ATOM
        raise unsupported(expression)

    def _of_class(self, target: Declaration) -> str:
        """A constant or enumeration: an attribute of the class, or a name while it is made."""
        return f"{self._owner}{self.attributes.name(target)}"

    def _index(self, expression: Index) -> str:
        """An item; of the list as it was before its place was found."""
        self.fallible = True
        base, index = expression.base, expression.index
        moving = acts(index) and id(index) not in self._kept
        if self.ranges.of(index)[0] >= 0 and not moving:
            return f"{self.text(base, Level.ATOM)}[{self.text(index)}]"
        items = self.converted(base, self.kind(base)) if moving else self.text(base)
        return f"{self.naming.use('item')}({items}, {self.text(index)})"

    def target(self, target: Expression) -> str:
        """What is assigned, where nothing that it holds has to be done just once."""
        if not isinstance(target, Index):
            return self.text(target)
        self.fallible = True
        base, index = self.target(target.base), self.text(target.index)
        if self.ranges.of(target.index)[0] >= 0:
            return f"{base}[{index}]"
        return f"{base}[{self.naming.use('place')}({base}, {index})]"

    def kept(self, expression: Expression, wanted: str) -> str:
        """The name of a variable that holds the value of an expression from now on."""
        name = self._kept[id(expression)] = self.names.name(("kept", id(expression)), wanted)
        return name

    def span(self, values: list[Expression]) -> str:
        """A range, one number after the other."""
        return f"range({', '.join(map(self.text, values))})"

    def augmented(
        self,
        target: Identifier | Part | Index,
        operator: BinaryOperator,
        value: Expression,
        *,
        short: bool,
    ) -> str:
        """What stands behind the target in `target operator= value`."""
        operation = BinaryOperation(operator, target, value)
        self._made.append(operation)
        if short and (written := self._operations.augmented(operation)):
            return written
        return f"= {self.text(operation)}"

    def bounded(self, value: Expression, written: str) -> str:
        """A value that is checked to be an int of 64 bits, unless it always is."""
        return self._operations.bounded(value, written, Level.ATOM)[0]

    def enter(self, loop: For) -> None:
        """Go into a loop: what values its variable may have depends on what it runs over."""
        self.ranges.enter(loop)

    def _answer(self, port: Expression, event: Event, given: Sequence[Argument]) -> str:
        """An event whose value is used: a call. The arguments come before the port."""
        self.fallible = True
        values = ", ".join(self.arguments(given, event.parameters))
        handler = self.handler(port, event)
        if any(acts(argument.value) for argument in given):
            # A function is called last: the arguments come before the port is read.
            return f"(lambda *given: {handler}(*given))({values})"
        return f"{handler}({values})"

    def handler(self, port: Expression, event: Event) -> str:
        """What handles an event behind a port."""
        table = self.text(port)
        if self.naming.open and isinstance(port, Part) and is_inlet(port):
            table = f"{self.naming.use('through')}(self, {table}, {port.name!r})"
        return f"{table}.{python_name(event.name)}"

    def _call(self, call: Call) -> str:
        match call.callee.target:
            case ComponentInterface(parameters=parameters) as component:
                name = self.naming.class_name(component, call)
            case Method(parameters=parameters) as method:
                self.fallible = True  # calls within calls may be too many
                name = f"self.{self.attributes.name(method)}"
            case BuiltinFunction(name=name):
                return self._builtins.call(call, name)
            case _:
                raise unsupported(call)
        return f"{name}({', '.join(self.arguments(call.arguments, parameters))})"


def _literal(value: bool | int | float | str) -> tuple[str, Level]:
    if isinstance(value, float) and value - value != 0:
        return f'float("{value}")', Level.ATOM
    if isinstance(value, str):
        return quoted(value), Level.ATOM
    return repr(value), Level.UNARY if repr(value).startswith("-") else Level.ATOM
