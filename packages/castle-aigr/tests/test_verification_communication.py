"""What is sent, handled and connected."""

from collections.abc import Callable
from typing import Any

import pytest

from castle.aigr import (
    BindPort,
    Body,
    Connection,
    Constant,
    DataProtocol,
    DefaultHandler,
    DelegatePort,
    Dispatch,
    DispatchCall,
    DispatchEntry,
    DispatchTable,
    Event,
    EventProtocol,
    Forward,
    Ground,
    Identifier,
    Init,
    LocalVariable,
    NamedType,
    Part,
    QueueLimit,
    RelayPort,
    Scalar,
    ScalarType,
    Statement,
    TypedParameter,
)

World = Any
ONE = Constant(1)


def test_the_world_is_sound(world: World) -> None:
    """Nothing is wrong before something is made wrong."""
    assert world.codes() == []


SENDS: dict[str, tuple[Callable[[World], Statement], list[str]]] = {
    "own out-port": (lambda w: w.send(w.own(w.exit), w.go, Constant(1)), []),
    "in-port of a sub": (lambda w: w.send(w.of(w.sub, w.inlet), w.go, Constant(1)), []),
    "in-port of an alias": (lambda w: w.send(w.of(w.alias, w.inlet), w.go, Constant(1)), []),
    "own in-port": (lambda w: w.send(w.own(w.entry), w.go, Constant(1)), ["CAS0306"]),
    "out-port of a sub": (
        lambda w: w.send(w.of(w.sub, w.outlet), w.go, Constant(1)),
        ["CAS0306"],
    ),
    "event of an extension": (
        lambda w: w.send(w.own(w.exit), w.more, Constant(1.0)),
        ["CAS0305"],
    ),
    "no port": (lambda w: w.send(w.own(w.count), w.go, Constant(1)), ["CAS0308"]),
    "a value": (lambda w: w.send(Constant(1), w.go, Constant(1)), ["CAS0308"]),
    "port of another": (lambda w: w.send(w.own(w.outlet), w.go, Constant(1)), ["CAS0319"]),
    "port of another than the sub": (
        lambda w: w.send(w.of(w.sub, w.entry), w.go, Constant(1)),
        ["CAS0319"],
    ),
}


@pytest.mark.parametrize("name", SENDS)
def test_events_leave_by_ports_that_carry_them(world: World, name: str) -> None:
    """An own out-port, or an in-port of another element, sends an event of its protocol."""
    make, expected = SENDS[name]
    world.body.statements.append(make(world))
    assert world.codes() == expected


def test_a_dispatch_follows_the_rules_of_a_send(world: World) -> None:
    """What a send has become is checked as the send was."""
    wrong = Dispatch(world.own(world.entry), world.go, [])
    world.body.statements.append(DispatchCall(wrong))
    assert world.codes() == ["CAS0306", "CAS0312"]


def test_init_sends_over_no_own_port(world: World) -> None:
    """Nothing can be connected to it yet; a sub-element that was made can be sent to."""
    own = world.send(world.own(world.exit), world.go, Constant(1))
    sub = world.send(world.of(world.sub, world.inlet), world.go, Constant(1))
    world.code.members.append(Init(Body([sub])))
    assert world.codes() == []
    world.code.members[-1].body.statements.append(own)
    assert world.codes() == ["CAS0333"]


@pytest.mark.parametrize(
    ("holder", "port", "expected"),
    [
        (None, "entry", []),
        ("sub", "outlet", []),
        (None, "exit", ["CAS0306"]),
        ("sub", "inlet", ["CAS0306"]),
        ("alias", "outlet", ["CAS0306"]),
    ],
)
def test_events_arrive_at_own_in_ports_and_pins(
    world: World, holder: str | None, port: str, expected: list[str]
) -> None:
    """An alias is listened to by nobody: only a sub-element has pins."""
    one = getattr(world, port)
    place = world.of(getattr(world, holder), one) if holder else world.own(one)
    world.code.members.append(world.handler(place, world.go))
    assert world.codes() == expected


def test_a_default_handler_stands_where_events_arrive(world: World) -> None:
    """It follows the same directions."""
    world.code.members.append(DefaultHandler("e", world.own(world.exit), Body()))
    assert world.codes() == ["CAS0306"]


def test_a_handler_names_a_protocol_of_its_port(world: World) -> None:
    """That of the port or one it inherits from; not one beside it, and not one below."""
    handler = world.handler(world.own(world.entry), world.go)
    world.code.members.append(handler)
    handler.protocol = NamedType("Wide", world.wide)
    assert world.codes() == ["CAS0311"]
    handler.protocol = NamedType("EventProtocol", world.builtins["EventProtocol"])
    assert world.codes() == ["CAS0305"]


def test_an_event_has_one_handler_on_a_port(world: World) -> None:
    """A second one is a duplicate; one on a pin is another."""
    for place in (world.own(world.entry), world.of(world.sub, world.outlet)):
        world.code.members.append(world.handler(place, world.go))
    assert world.codes() == []
    world.code.members.append(world.handler(world.own(world.entry), world.go))
    assert world.codes() == ["CAS0304"]


def ends(world: World) -> dict[str, Part]:
    """All ports in sight, by a name."""
    wide = world.port("wide", "out", world.wide)
    world.other.ports.append(wide)
    return {
        "own in": world.own(world.entry),
        "own out": world.own(world.exit),
        "sub in": world.of(world.sub, world.inlet),
        "sub out": world.of(world.sub, world.outlet),
        "sub wide out": world.of(world.sub, wide),
        "alias in": world.of(world.alias, world.inlet),
        "alias out": world.of(world.alias, world.outlet),
    }


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("own out", "sub in", []),
        ("alias in", "sub out", []),
        ("own in", "own out", []),
        ("own in", "sub in", []),
        ("sub out", "own out", []),
        ("own in", "alias in", ["CAS0310"]),
        ("sub in", "alias in", ["CAS0310"]),
        ("sub out", "alias out", ["CAS0310"]),
        ("sub wide out", "alias in", ["CAS0311"]),
        ("own out", "sub wide out", ["CAS0311"]),
    ],
)
def test_a_connection_joins_ports_that_fit(
    world: World, left: str, right: str, expected: list[str]
) -> None:
    """Out to in, or a delegation to or from a sub; whichever way round it is written."""
    for one, other in ((left, right), (right, left)):
        made = ends(world)
        world.body.statements[:] = [Connection(made[one], made[other])]
        assert world.codes() == expected
        world.other.ports.pop()


def test_an_extended_protocol_takes_what_the_base_sends(world: World) -> None:
    """The in-port may know more events, not fewer."""
    world.inlet.protocol = NamedType("Wide", world.wide)
    world.body.statements.append(
        Connection(world.own(world.exit), world.of(world.sub, world.inlet))
    )
    assert world.codes() == []


def test_a_binding_joins_out_to_in(world: World) -> None:
    """What a connection has become is checked as well."""
    inlet, outlet = world.of(world.sub, world.inlet), world.own(world.exit)
    world.body.statements.append(BindPort(outlet, inlet))
    assert world.codes() == []
    world.body.statements[:] = [BindPort(inlet, outlet)]
    assert world.codes() == ["CAS0310"]


@pytest.mark.parametrize(
    ("kind", "left", "right", "expected"),
    [
        (DelegatePort, "own in", "sub in", []),
        (DelegatePort, "sub in", "own in", ["CAS0310"]),
        (DelegatePort, "own out", "sub in", ["CAS0310"]),
        (RelayPort, "sub out", "own out", []),
        (RelayPort, "own out", "sub out", ["CAS0310"]),
        (RelayPort, "sub wide out", "own out", ["CAS0311"]),
    ],
)
def test_what_a_delegation_has_become_is_checked(
    world: World, kind: Any, left: str, right: str, expected: list[str]
) -> None:
    """Inwards from an own in-port, outwards to an own out-port."""
    made = ends(world)
    world.body.statements.append(kind(made[left], made[right]))
    assert world.codes() == expected


def data(scalar: Scalar) -> DataProtocol:
    """What a data port carries."""
    return DataProtocol(Event("value", [TypedParameter("v", ScalarType(scalar))]))


def test_data_ports_carry_their_one_event(world: World) -> None:
    """`value` is sent and handled; the events of protocols are not."""
    world.exit.protocol = data(Scalar.FLOAT)
    event = world.exit.protocol.event
    world.body.statements.append(world.send(world.own(world.exit), event, Constant(1)))
    assert world.codes() == []
    world.body.statements.append(world.send(world.own(world.exit), world.go, Constant(1)))
    assert world.codes() == ["CAS0305"]


def test_data_ports_of_one_type_are_connected(world: World) -> None:
    """No conversion happens on the way, and a data port is no port of a protocol."""
    world.exit.protocol, world.inlet.protocol = data(Scalar.INT), data(Scalar.INT)
    joined = Connection(world.own(world.exit), world.of(world.sub, world.inlet))
    world.body.statements.append(joined)
    assert world.codes() == []
    world.inlet.protocol = data(Scalar.FLOAT)
    assert world.codes() == ["CAS0311"]
    world.inlet.protocol = NamedType("Base", world.base)
    assert world.codes() == ["CAS0311"]


def test_a_data_port_has_the_event_value(world: World) -> None:
    """With one parameter, and nothing that comes back."""
    world.exit.protocol = data(Scalar.INT)
    world.exit.protocol.event.name = "values"
    assert world.codes() == ["CAS0317"]


def test_an_event_is_forwarded_to_where_all_its_like_can_go(world: World) -> None:
    """Like a send, and to a port that takes all events of the handler's."""
    handler = DefaultHandler("e", world.own(world.entry), Body())
    event = Identifier("e", handler)
    world.code.members.append(handler)
    handler.body.statements.append(Forward(world.own(world.exit), event))
    assert world.codes() == []
    handler.body.statements[:] = [Forward(world.of(world.sub, world.outlet), event)]
    assert world.codes() == ["CAS0306"]
    world.entry.protocol = NamedType("Wide", world.wide)
    handler.body.statements[:] = [Forward(world.own(world.exit), event)]
    assert world.codes() == ["CAS0311"]


def test_only_a_default_handler_forwards(world: World) -> None:
    """And only the event that it has itself."""
    handlers = [DefaultHandler(name, world.own(world.entry), Body()) for name in "ef"]
    world.code.members += handlers
    event = Identifier("f", handlers[1])
    handlers[0].body.statements.append(Forward(world.own(world.exit), event))
    assert world.codes() == ["CAS0318"]
    handlers[0].body.statements.clear()
    world.body.statements.append(Forward(world.own(world.exit), event))
    assert world.codes() == ["CAS0318"]


def test_a_bound_is_one_of_a_port(world: World) -> None:
    """What has no queue has no bound."""
    world.body.statements.append(QueueLimit(world.own(world.exit), Constant(3)))
    assert world.codes() == []
    world.body.statements.append(QueueLimit(world.own(world.count)))
    assert world.codes() == ["CAS0308"]


def test_a_table_is_about_the_events_of_its_port(world: World) -> None:
    """Each entry has an event of the port and a handler of that event."""
    handler = world.handler(world.own(world.entry), world.go)
    world.code.members.append(handler)
    table = DispatchTable("entry", world.entry, world.base)
    world.code.tables.append(table)
    table.entries.append(DispatchEntry("go", world.go, handler))
    assert world.codes() == []
    table.entries.append(DispatchEntry("more", world.more))
    assert world.codes() == ["CAS0305"]
    table.entries[:] = [DispatchEntry("more", world.more, handler)]
    assert world.codes() == ["CAS0305"]


def test_the_port_of_a_local_is_known_by_the_type_of_the_local(world: World) -> None:
    """An element that code has made itself can be connected."""
    local = LocalVariable("made", NamedType("Other", world.other), Ground())
    port = Part(Identifier("made", local), "inlet", world.inlet)
    world.body.statements += [local, Connection(world.own(world.exit), port)]
    assert world.codes() == []
    port.target = world.entry
    assert "CAS0319" in world.codes()


def test_a_protocol_on_a_cycle_makes_no_echoes(world: World) -> None:
    """Who inherits from itself is told once; what it carries is in doubt."""
    world.base.base = NamedType("Wide", world.wide)
    world.body.statements.append(world.send(world.own(world.exit), world.go, Constant(1)))
    assert world.codes() == ["CAS0309"]


def test_a_port_carries_a_protocol_with_its_parameters_bound(world: World) -> None:
    """`SlowStart` by itself travels over no port, and is no base."""
    slow = world.builtins["SlowStart"]
    assert isinstance(slow, EventProtocol)
    world.exit.protocol = NamedType("SlowStart", slow)
    world.wide.base = NamedType("SlowStart", slow)
    assert world.codes() == ["CAS0331"]
