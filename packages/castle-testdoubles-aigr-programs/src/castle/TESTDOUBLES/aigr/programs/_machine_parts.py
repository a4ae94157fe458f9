"""The world of a generated machine: its ports, its members, and what is done in its rules."""

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
    ComponentInterface,
    Constant,
    Event,
    EventProtocol,
    EventTrigger,
    Expression,
    HandlerParameter,
    Identifier,
    Member,
    Method,
    NamedType,
    Part,
    Port,
    PortDirection,
    Scalar,
    ScalarType,
    Self,
    SendEvent,
    SubElement,
    TypedParameter,
)

Action = SendEvent | Call | Body
Names = list[HandlerParameter]

_SMALL = 7
_OPERATORS = list(ComparisonOperator)


class World:
    """A component with two in-ports and an out-port, and what code in it may use."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.events = [
            Event("go", [_int("n"), _int("m")]),
            Event("stop", []),
            Event("turn", [_int("n")]),
        ]
        self.told = Event("told", [_int("what"), _int("value")])
        keys = EventProtocol("Keys", None, self.events[:2])
        wheel = EventProtocol("Wheel", None, self.events[2:])
        report = EventProtocol("Report", None, [self.told])
        self.protocols = [keys, wheel, report]
        self.keys, self.wheel = port("keys", "in", keys), port("wheel", "in", wheel)
        self.out = port("out", "out", report)
        self.interface = ComponentInterface("Thing", None, [self.keys, self.wheel, self.out])
        self.sub = SubElement("thing", NamedType("Thing", self.interface))
        self.members = [Member(f"m{n}", ScalarType(Scalar.INT), Constant(n)) for n in range(2)]
        given = _int("x")
        self.method = Method("work", Body([self._change([given])]), [given])
        self._sent = 0

    def trigger(self, event: Event) -> EventTrigger:
        """A trigger that waits for an event, and names some of what it carries."""
        inlet = self.wheel if event is self.events[2] else self.keys
        count = self._random.randint(0, len(event.parameters))
        named = [
            HandlerParameter(name, parameter)
            for name, parameter in zip("ab"[:count], event.parameters, strict=False)
        ]
        return EventTrigger(own(inlet), event.name, event, named)

    def guard(self, names: Names) -> Expression:
        """A comparison that sometimes holds."""
        sides = [self._number(names), Constant(self._random.randrange(_SMALL))]
        return Compare((self._random.choice(_OPERATORS),), sides)

    def actions(self, names: Names, most: int = 2) -> list[Action]:
        """Some actions, mostly sends that tell them apart from all others."""
        return [self._action(names) for _ in range(self._random.randint(0, most))]

    def _action(self, names: Names) -> Action:
        match self._random.randrange(4):
            case 0:
                return Call(Identifier("work", self.method), [Argument(self._number(names))])
            case 1:
                return Body([self._change(names)])
        self._sent += 1
        given = [Argument(Constant(self._sent)), Argument(self._number(names))]
        return SendEvent(own(self.out), self.told.name, self.told, given)

    def _change(self, names: list[HandlerParameter] | list[TypedParameter]) -> Become:
        """An assignment that keeps the numbers small, so that nothing overflows."""
        member = self._random.choice(self.members)
        added = BinaryOperation(BinaryOperator.ADD, own(member), self._number(names))
        small = BinaryOperation(BinaryOperator.REMAINDER, added, Constant(_SMALL))
        return Become([own(member)], [small])

    def _number(self, names: list[HandlerParameter] | list[TypedParameter]) -> Expression:
        match self._random.randrange(3):
            case 0 if names:
                name = self._random.choice(names)
                return Identifier(name.name, name)
            case 1:
                return Constant(self._random.randrange(_SMALL))
        return own(self._random.choice(self.members))


def own(part: Port | Member | SubElement) -> Part:
    """Something of the element itself."""
    return Part(Self(), part.name, part)


def of(holder: SubElement, part: Port) -> Part:
    """A port of a sub-element."""
    return Part(own(holder), part.name, part)


def port(name: str, way: str, protocol: EventProtocol) -> Port:
    """A port."""
    return Port(name, PortDirection(way), NamedType(protocol.name, protocol))


def _int(name: str) -> TypedParameter:
    return TypedParameter(name, ScalarType(Scalar.INT))
