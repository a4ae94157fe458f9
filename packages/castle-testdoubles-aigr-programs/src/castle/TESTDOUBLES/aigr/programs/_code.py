"""Statements and expressions that mean something."""

from random import Random

from castle.aigr import (
    Argument,
    Become,
    BinaryOperation,
    BinaryOperator,
    Body,
    Call,
    Compare,
    ComparisonOperator,
    Constant,
    Event,
    Expression,
    HandlerParameter,
    Identifier,
    If,
    LocalVariable,
    Member,
    Method,
    Part,
    Port,
    Scalar,
    ScalarType,
    Self,
    SendEvent,
    Statement,
    TypedParameter,
    UnaryOperation,
    UnaryOperator,
    VoidCall,
)

Named = HandlerParameter | LocalVariable | TypedParameter

_ARITHMETIC = [BinaryOperator.ADD, BinaryOperator.SUBTRACT, BinaryOperator.MULTIPLY]
_COMPARISONS = list(ComparisonOperator)
_DEPTH = 3


class Code:
    """Writes the code of one component: on ints alone, and without loops, so that it ends."""

    def __init__(
        self, random: Random, members: list[Member], outlet: Port | None, event: Event
    ) -> None:
        self._random = random
        self._members = members
        self._outlet = outlet
        self._event = event
        self.method: Method | None = None
        """A method that the code may call with one int, once there is one."""

    def body(self, names: list[Named], statements: int, depth: int = 2) -> Body:
        """A body that knows some names, and ends in a send when there is a port to send over."""
        known = list(names)
        made = [self._statement(known, depth) for _ in range(statements)]
        if depth and self._outlet is not None:
            made.append(self._send(known))
        return Body(made)

    def number(self, names: list[Named], depth: int = _DEPTH) -> Expression:
        """An expression of type int."""
        kind = self._random.randrange(6) if depth else self._random.randrange(3)
        match kind:
            case 0:
                return Constant(self._random.randrange(100))
            case 1 if names:
                name = self._random.choice(names)
                return Identifier(name.name, name)
            case 0 | 1 | 2:
                return self._member()
            case 3:
                return UnaryOperation(UnaryOperator.NEGATE, self.number(names, depth - 1))
        operator = self._random.choice(_ARITHMETIC)
        return BinaryOperation(
            operator, self.number(names, depth - 1), self.number(names, depth - 1)
        )

    def _test(self, names: list[Named]) -> Expression:
        sides = [self.number(names, 1), self.number(names, 1)]
        compare = Compare((self._random.choice(_COMPARISONS),), sides)
        if self._random.randrange(3):
            return compare
        other = Compare((self._random.choice(_COMPARISONS),), [self.number(names, 1), Constant(3)])
        operator = self._random.choice([BinaryOperator.AND, BinaryOperator.OR, BinaryOperator.XOR])
        return BinaryOperation(operator, compare, other)

    def _member(self) -> Part:
        member = self._random.choice(self._members)
        return Part(Self(), member.name, member)

    def _statement(self, names: list[Named], depth: int) -> Statement:
        match self._random.randrange(5 if depth else 3):
            case 0:
                value = self.number(names)
                local = LocalVariable(f"local{len(names)}", ScalarType(Scalar.INT), value)
                names.append(local)
                return local
            case 1 if self.method is not None:
                call = Call(Identifier(self.method.name, self.method), [self._argument(names)])
                return VoidCall(call)
            case 3 | 4:
                orelse = self.body(names, 1, depth - 1) if self._random.randrange(2) else None
                return If(self._test(names), self.body(names, 2, depth - 1), orelse)
        return Become([self._member()], [self.number(names)])

    def _argument(self, names: list[Named]) -> Argument:
        return Argument(self.number(names))

    def _send(self, names: list[Named]) -> Statement:
        assert self._outlet is not None
        port = Part(Self(), self._outlet.name, self._outlet)
        given = [self._argument(names) for _ in self._event.parameters]
        return VoidCall(SendEvent(port, self._event.name, self._event, given))
