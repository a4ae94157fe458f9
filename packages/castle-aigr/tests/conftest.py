"""Graphs that several tests look at."""

import pytest

from castle.aigr import (
    Argument,
    Body,
    Compare,
    ComparisonOperator,
    ComponentImplementation,
    ComponentInterface,
    Constant,
    Event,
    EventHandler,
    EventProtocol,
    Forest,
    HandlerParameter,
    Identifier,
    If,
    Location,
    Member,
    NamedType,
    Part,
    Port,
    PortDirection,
    Scalar,
    ScalarType,
    Self,
    SendEvent,
    SourceFile,
    SourceNS,
    TypedParameter,
    VoidCall,
    predefined,
)


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
