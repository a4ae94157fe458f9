"""Expressions, and the variables that they lead to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from reference.elements import Element, Way
from reference.values import (
    Stopped,
    compared,
    copied,
    formatted,
    found,
    has_float,
    int64,
    shown,
    to_float,
    to_int,
    to_the_power,
)

from castle.aigr import (
    BinaryOperation,
    BinaryOperator,
    BuiltinFunction,
    Call,
    Compare,
    ComponentImplementation,
    ComponentInterface,
    Constant,
    ConstantDefinition,
    Enumerator,
    Event,
    Ground,
    Identifier,
    Index,
    ListLiteral,
    ListOf,
    LocalVariable,
    Method,
    Part,
    PortDirection,
    Scalar,
    Self,
    SendEvent,
    UnaryOperation,
    UnaryOperator,
    declared_type,
)


class World(Protocol):
    """What a routine sees of the program around it."""

    codes: list[ComponentImplementation]
    printed: str
    budget: int

    def make(self, code: ComponentImplementation, arguments: list[Any]) -> Element:
        """Make an element."""

    def call(self, element: Element, routine: Any, arguments: list[Any]) -> Any:
        """Call a routine of an element; give its value."""

    def deliver(self, way: Way | None, event: Event, arguments: list[Any]) -> Any:
        """Deliver an event; give its value."""

    def name(self, element: Element) -> str:
        """What an element is called."""


class Expressions:
    """Evaluates the expressions of one call of a routine."""

    def __init__(self, world: World, element: Element) -> None:
        self.world, self.element = world, element
        self.locals: dict[int, Any] = {}

    def value(self, node: Any) -> Any:
        """The value of an expression; of a list, a copy."""
        match node:
            case Constant(value=value):
                return value
            case Ground():
                return None
            case Self():
                return self.element
            case ListLiteral(items=items):
                values = [self.value(item) for item in items]
                return self.converted(values, ListOf(Scalar.FLOAT)) if has_float(values) else values
            case Identifier(target=ConstantDefinition(value=value)):
                return self.value(value)
            case Part(target=Enumerator() as enumerator):
                return enumerator
            case Identifier(target=target) | Part(target=target, base=Self()):
                return copied(Place(self, target, []).read())
            case Index(base=base, index=index):
                items = self.value(base)
                return items[found(items, self.value(index))]
            case UnaryOperation(operator=operator, operand=operand):
                return self.sign(operator, self.value(operand))
            case BinaryOperation(operator=operator, left=left, right=right):
                if operator in LOGIC:
                    return LOGIC[operator](self, left, right)
                return self.operate(operator, self.value(left), self.value(right))
            case Compare():
                return self.compare(node)
            case SendEvent(target=Event() as event):
                arguments = self.arguments(node.arguments, event.parameters)
                return self.world.deliver(self.way(node.port), event, arguments)
            case Call():
                return self.called(node)
        raise AssertionError(node)

    def sign(self, operator: UnaryOperator, value: Any) -> Any:
        """An operator before a value."""
        if operator is UnaryOperator.NOT:
            return not value
        value = -value if operator is UnaryOperator.NEGATE else value
        return value if isinstance(value, float) else int64(value)

    def compare(self, node: Compare) -> bool:
        """A chain of comparisons, each operand at most once."""
        left = self.value(node.operands[0])
        for operator, operand in zip(node.operators, node.operands[1:], strict=True):
            right = self.value(operand)
            if not compared(operator.value, left, right):
                return False
            left = right
        return True

    def operate(self, operator: BinaryOperator, left: Any, right: Any) -> Any:
        """An operator between two values."""
        word = operator.value
        if isinstance(left, str):
            return left + right
        if word == "**":
            return to_the_power(left, right)
        if word in "/%" and right == 0:
            raise Stopped("division by zero")
        if isinstance(left, int) and isinstance(right, int):
            quotient = left // right if word in "/%" else 0
            results = {"+": left + right, "-": left - right, "*": left * right, "/": quotient}
            return int64({**results, "%": left - quotient * right}[word])
        left, right = float(left), float(right)
        if word in "/%":
            return left / right if word == "/" else left % right
        return {"+": left + right, "-": left - right, "*": left * right}[word]

    def called(self, call: Call) -> Any:
        """A call of a component, method or built-in function."""
        match call.callee.target:
            case ComponentInterface(parameters=parameters) as interface:
                arguments = self.arguments(call.arguments, parameters)
                code = next(c for c in self.world.codes if c.interface.target is interface)
                return self.world.make(code, arguments)
            case Method(parameters=parameters) as method:
                arguments = self.arguments(call.arguments, parameters)
                return self.world.call(self.element, method, arguments)
            case BuiltinFunction(name=name):
                return self.built_in(name, [a.value for a in call.arguments])
        raise AssertionError(call)

    def built_in(self, name: str, nodes: list[Any]) -> Any:
        """A call of a built-in function."""
        if name in ("append", "remove"):
            place = self.place(nodes[0])
            given = self.value(nodes[1])
            items = place.read()
            if name == "append":
                kind = self.kind(nodes[0])
                items = [*items, self.converted(given, kind.inner)]
            else:
                del items[found(items, given)]
            place.write(items)
            return None
        values = [self.value(node) for node in nodes]
        match name:
            case "print":
                self.world.printed += " ".join(map(shown, values)) + "\n"
                return None
            case "printf":
                self.world.printed += formatted(values[0], values[1:])
                return None
            case "min" | "max":
                if has_float(values):
                    values = list(map(float, values))
                best = values[0]
                for number in values[1:]:
                    if number < best if name == "min" else number > best:
                        best = number
                return best
            case "abs":
                return abs(values[0]) if isinstance(values[0], float) else int64(abs(values[0]))
            case "len":
                return len(values[0])
            case "range":
                return list(range(*values))
        return {"int": to_int, "float": to_float, "str": shown}[name](values[0])

    def converted(self, value: Any, kind: Any) -> Any:
        """An int where a float is wanted becomes one, and so do those of a list."""
        if kind is Scalar.FLOAT and type(value) is int:
            return float(value)
        if isinstance(kind, ListOf) and isinstance(value, list):
            return [self.converted(item, kind.inner) for item in value]
        return value

    def kind(self, target: Any) -> Any:
        """The type of what is assigned."""
        if isinstance(target, Index):
            kind = self.kind(target.base)
            return kind.inner if isinstance(kind, ListOf) else None
        return declared_type(target.target)

    def place(self, target: Any, *, last_unchecked: bool = False) -> Place:
        """The place that is assigned; its indices are found from the outermost list on."""
        indices: list[int] = []
        levels = []
        while isinstance(target, Index):
            levels.append(target)
            target = target.base
        place = Place(self, target.target, indices)
        for level in reversed(levels):
            indices.append(self.value(level.index))
            if level is not levels[0] or not last_unchecked:
                place.read()
        return place

    def whose(self, port: Any) -> Element:
        """The element that a port belongs to."""
        element = self.value(port.base)
        if element is None:
            raise Stopped("Ground has no")
        assert isinstance(element, Element)
        return element

    def way(self, port: Any) -> Way | None:
        """Where a send over a port goes, as that is connected now."""
        element = self.whose(port)
        if port.target.direction is PortDirection.IN:
            return Way(element, port.target)
        return element.ways.get(id(port.target))

    def arguments(self, given: Any, parameters: Any) -> list[Any]:
        """Values for parameters."""
        values = [self.value(argument.value) for argument in given]
        pairs = zip(values, parameters, strict=True)
        return [self.converted(value, declared_type(parameter)) for value, parameter in pairs]


class Place:
    """A variable, or an item of one."""

    def __init__(self, frame: Expressions, variable: Any, indices: list[int]) -> None:
        self.variable, self.indices = variable, indices
        kept = isinstance(variable, LocalVariable) and variable.retained
        of_element = kept or id(variable) not in frame.locals
        self.values = frame.element.values if of_element else frame.locals

    def read(self) -> Any:
        """What is there now; of a list, a copy."""
        value: Any = self.values.get(id(self.variable))
        for index in self.indices:
            value = value[found(value, index)]
        return copied(value)

    def write(self, value: Any) -> None:
        """Put something there."""
        if not self.indices:
            self.values[id(self.variable)] = value
            return
        items = self.values[id(self.variable)]
        for index in self.indices[:-1]:
            items = items[found(items, index)]
        items[found(items, self.indices[-1])] = value


LOGIC: dict[BinaryOperator, Callable[[Expressions, Any, Any], bool]] = {
    BinaryOperator.AND: lambda f, a, b: f.value(a) and f.value(b),
    BinaryOperator.NAND: lambda f, a, b: not (f.value(a) and f.value(b)),
    BinaryOperator.OR: lambda f, a, b: f.value(a) or f.value(b),
    BinaryOperator.NOR: lambda f, a, b: not (f.value(a) or f.value(b)),
    BinaryOperator.XOR: lambda f, a, b: f.value(a) is not f.value(b),
    BinaryOperator.XNOR: lambda f, a, b: f.value(a) is f.value(b),
}
