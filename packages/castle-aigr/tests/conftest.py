"""Graphs that several tests look at."""

import sys
from pathlib import Path

import pytest

from castle.aigr import (
    Alias,
    Argument,
    Body,
    Compare,
    ComparisonOperator,
    ComponentImplementation,
    ComponentInterface,
    Constant,
    Declaration,
    Event,
    EventHandler,
    EventProtocol,
    EventTrigger,
    Expression,
    Forest,
    HandlerParameter,
    Identifier,
    If,
    Location,
    MachineBody,
    MachineItem,
    Member,
    Method,
    NamedType,
    Part,
    Port,
    PortDirection,
    Rule,
    Scalar,
    ScalarType,
    Self,
    SendEvent,
    SourceFile,
    SourceNS,
    State,
    StateMachine,
    Statement,
    StateName,
    SubElement,
    TypedParameter,
    VoidCall,
    _registry,
    events_at,
    predefined,
    verify,
)

# So that tests can import acme, which stands for a plugin outside castle.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def own_classes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let node classes that a test defines be known during that test alone."""
    for name in ("_classes", "_families", "_kinds"):
        monkeypatch.setattr(_registry, name, dict(getattr(_registry, name)))


@pytest.fixture
def filter_program() -> Forest:
    """A component with an in-port, an out-port, and a handler that passes some events on."""
    prelude = predefined()
    number = TypedParameter("number", ScalarType(Scalar.INT))
    event = Event("input", [number])
    protocol = EventProtocol(
        "Numbers", NamedType("EventProtocol", prelude.declarations[0]), [event]
    )
    inlet = Port("inlet", PortDirection.IN, NamedType("Numbers", protocol))
    outlet = Port("outlet", PortDirection.OUT, NamedType("Numbers", protocol))
    interface = ComponentInterface("Filter", None, [inlet, outlet])
    member = Member("limit", ScalarType(Scalar.INT), Constant(7))
    given = HandlerParameter("n", number)
    text = SourceFile("filter.Castle", "implement Filter {\n    int limit := 7;\n}\n")
    test = Compare((ComparisonOperator.LESS,), [Identifier("n", given), Constant(7)])
    send = SendEvent(
        Part(Self(), "outlet", outlet), "input", event, [Argument(Identifier("n", given))]
    )
    body = Body([If(test, Body([VoidCall(send)]))], location=Location(text, 23, 38))
    port = Part(Self(), "inlet", inlet)
    handler = EventHandler("input", NamedType("Numbers", protocol), port, body, [given], event)
    code = ComponentImplementation("Filter", NamedType("Filter", interface), [member, handler])
    contracts = SourceNS("filter", [protocol, interface], "filter.Moat")
    return Forest([prelude, contracts, SourceNS("filter", [code], "filter.Castle")])


def number(name: str) -> TypedParameter:
    """A parameter that is an int."""
    return TypedParameter(name, ScalarType(Scalar.INT))


class World:
    """Two protocols, of which one extends the other, and components that use them.

    `Thing` is implemented, with a sub-element and an alias of `Other`, and code can be added.
    """

    def __init__(self) -> None:
        self.prelude = predefined()
        self.builtins = {each.name: each for each in self.prelude.declarations}
        self.go = Event("go", [number("x")])
        self.more = Event("more", [TypedParameter("f", ScalarType(Scalar.FLOAT))])
        self.base = EventProtocol("Base", None, [self.go])
        self.wide = EventProtocol("Wide", NamedType("Base", self.base), [self.more])
        self.inlet, self.outlet = self.port("inlet", "in"), self.port("outlet", "out")
        self.other = ComponentInterface("Other", None, [self.inlet, self.outlet], [number("n")])
        self.entry, self.exit = self.port("entry", "in"), self.port("exit", "out")
        self.thing = ComponentInterface("Thing", None, [self.entry, self.exit])
        self.sub = SubElement("part", NamedType("Other", self.other))
        self.alias = Alias("far", NamedType("Other", self.other))
        self.count = Member("count", ScalarType(Scalar.INT))
        self.body = Body()
        self.method = Method("work", self.body, [number("a")])
        self.code = ComponentImplementation(
            "Thing",
            NamedType("Thing", self.thing),
            [self.sub, self.alias, self.count, self.method],
        )
        contracts: list[Declaration] = [self.base, self.wide, self.other, self.thing]
        self.contracts = SourceNS("thing", contracts, "thing.Moat")
        self.space = SourceNS("thing", [self.code], "thing.Castle")
        self.forest = Forest([self.prelude, self.contracts, self.space])

    def port(self, name: str, way: str, protocol: EventProtocol | None = None) -> Port:
        """A new port that nobody owns yet."""
        protocol = protocol or self.base
        return Port(name, PortDirection(way), NamedType(protocol.name, protocol))

    def own(self, part: Declaration) -> Part:
        """Something of the element itself."""
        return Part(Self(), part.name, part)

    def of(self, holder: Declaration, port: Port) -> Part:
        """A port of something of the element."""
        return Part(self.own(holder), port.name, port)

    def send(self, port: Expression, event: Event, *values: Expression) -> VoidCall:
        """A send, as a statement."""
        return VoidCall(SendEvent(port, event.name, event, [Argument(v) for v in values]))

    def handler(self, port: Part, event: Event, *statements: Statement) -> EventHandler:
        """A handler of an event."""
        names = [HandlerParameter(p.name, p) for p in event.parameters]
        use = NamedType("Base", self.base)
        return EventHandler(event.name, use, port, Body(list(statements)), names, event)

    def machine(self, *items: MachineItem | Declaration) -> StateMachine:
        """A machine in the place of the implementation."""
        made = StateMachine("Thing", NamedType("Thing", self.thing), MachineBody(list(items)))
        self.space.declarations[:] = [made]
        return made

    def taking(self, source: State, target: State | None = None) -> list[MachineItem]:
        """A rule for each event of the in-port, from a state to another."""
        name = StateName(target.name, target) if target else None
        triggers = [
            EventTrigger(self.own(self.entry), event.name, event) for event in events_at(self.entry)
        ]
        return [Rule(StateName(source.name, source), one, None, name) for one in triggers]

    def codes(self) -> list[str]:
        """The codes of what is wrong, each once, sorted."""
        return sorted({diagnostic.code for diagnostic in verify(self.forest)})


@pytest.fixture
def world() -> World:
    """A small world that nothing is wrong with."""
    return World()
