"""Ports that carry values."""

from collections.abc import Callable

import pytest

from castle.aigr import (
    DataProtocol,
    EventHandler,
    Forest,
    ListType,
    Port,
    ScalarType,
    SendEvent,
    verify,
    walk,
)

WORLD = """protocol P { value(int:x); }
component Meter { port int<in>:level; port float[]<out>:history; port P<out>:o; port P<in>:i; }
implement Meter { value(v) on .level { .history.value([v]); } P.value(x) on .i { } }
component Main { port int<out>:q; port float<in>:given; port float<out>:f; port P<out>:p; }
implement Main { sub meter; init() { .meter := Meter(); }
"""


def program(members: str, given: str = "value(v) on .given { }") -> str:
    """A component with data ports, and a sub that has some."""
    return f"{WORLD}{given}\n{members}\n}}\n"


def test_a_data_port_has_one_event_with_one_value(read: Callable[[str], Forest]) -> None:
    """It is sent and handled like any other; the graph is valid."""
    forest = read(
        program(
            "powerOn() { .q = .meter.level; .q.value(3); .meter.level.value(4); .f.value(1); }"
            " value(xs) on .meter.history { for (x in xs) { print(x / 2); } }"
        )
    )
    nodes = list(walk(forest))
    ports = {n.name: n.protocol for n in nodes if isinstance(n, Port)}
    level, history = ports["level"], ports["history"]
    assert isinstance(level, DataProtocol)
    assert isinstance(history, DataProtocol)
    assert [(p.name, type(p.type)) for p in level.event.parameters] == [("v", ScalarType)]
    assert [(p.name, type(p.type)) for p in history.event.parameters] == [("v", ListType)]
    sends = [n.target for n in nodes if isinstance(n, SendEvent)]
    assert level.event in sends
    assert history.event in sends
    handlers = [n for n in nodes if isinstance(n, EventHandler) and n.event is level.event]
    assert [handler.protocol for handler in handlers] == [None]
    assert verify(forest) == []


WRONG = [
    ("g() { .q.value(1.5); }", "7:16: CAS0212 `v` is `int`, and this is `float`"),
    ("g() { .q.value(); }", "7:7: CAS0211 `value` takes 1 argument, not 0"),
    ("g() { .q.level(3); }", "7:10: CAS0221 `q` is a data port, whose only event is `value`"),
    ("g() { .f = .meter.level; }", "7:7: CAS0225 `f` carries values of type `float`, and `level`"),
    ("g() { .p = .meter.level; }", "7:7: CAS0225 `p` carries the protocol `P`, and `level` values"),
    (
        "g() { .q = .meter.i; }",
        "7:7: CAS0225 `q` carries values of type `int`, and `i` the protocol",
    ),
    ("g() { .given.value(3); }", "7:7: CAS0220 `.given` is an in-port: its events are handled"),
    (
        "P.value(x) on .meter.history { }",
        "7:1: CAS0225 `.history` is a data port, which has no protocol",
    ),
    (
        "value(x) on .meter.o { }",
        "7:1: CAS0225 `.o` is no data port: its event stands behind its protocol",
    ),
    ("value(x, y) on .meter.history { }", "7:1: CAS0211 `value` carries 1 value, and the handler"),
    ("value() on .meter.history { }", "7:1: CAS0211 `value` carries 1 value, and the handler"),
    ("value(x) on .given { }", "7:1: CAS0202 `value` is defined twice"),
    ("value(x) on .q { }", "7:13: CAS0222 `.q` is an out-port: its events are sent, not handled"),
    ("level(x) on .meter.history { }", "7:1: CAS0101 the protocol of the event is missing"),
]


@pytest.mark.parametrize(("members", "message"), WRONG)
def test_what_is_wrong_is_told_once_at_its_place(
    errors: Callable[[str], list[str]], members: str, message: str
) -> None:
    """Each mistake gives a message of its own, with its place, and no second one."""
    (found,) = errors(program(members))
    assert found.startswith(f"main.Castle:{message}")


def test_a_data_in_port_needs_a_handler(
    errors: Callable[[str], list[str]], helps: Callable[[str], list[str | None]]
) -> None:
    """Or is delegated, as any in-port."""
    assert errors(program("", given="")) == [
        "main.Castle:5:11: CAS0223 `value` of the in-port `.given` is not handled"
    ]
    assert helps(program("", given="")) == ["write `value(v) on .given { }`"]


TYPES = [
    ("component A { port A<in>:x; }", "1:20: CAS0207 `A` is a component, and a protocol is"),
    ("component A { port itn<in>:x; }", "1:20: CAS0201 nothing is called `itn` here"),
    ("component A { port A[]<in>:x; }", "1:20: CAS0207 the items of a list are values, not"),
]


@pytest.mark.parametrize(("text", "message"), TYPES)
def test_a_data_port_has_a_type_of_values(
    errors: Callable[[str], list[str]], text: str, message: str
) -> None:
    """Elements do not travel."""
    (found,) = errors(text)
    assert found.startswith(f"main.Castle:{message}")


def test_types_are_suggested_where_a_protocol_may_stand(
    helps: Callable[[str], list[str | None]],
) -> None:
    """As both can stand there."""
    assert helps("component A { port itn<in>:x; }") == ["did you mean `int`?"]
