"""Default handlers and delegation."""

from collections.abc import Callable

import pytest

from castle.aigr import DefaultHandler, Forest, Forward, Port, verify, walk

WORLD = """protocol P { go(int:x); stop(); } protocol Q : P { int: ask(); }
protocol R { go(int:x); }
component Other { port P<in>:inlet; port P<out>:outlet; port Q<in>:asked; }
implement Other { * on .inlet as e { .outlet = e; } Q.ask() on .asked { return 1; }
* on .asked as e { } }
component Main { port P<in>:i; port P<out>:o; port R<out>:r; port Q<in>:q; port int<out>:d; }
implement Main { sub Other:part; alias Other:far; int n; init() { .part := Other(); }
"""
Q = "Q.ask() on .q { return 1; } Q.go(x) on .q { } Q.stop() on .q { }"


def program(members: str) -> str:
    """A component with an in-port that members have to handle, and one that they need not."""
    return f"{WORLD}{Q}\n{members}\n}}\n"


FINE = [
    "* on .i as e { .o = e; }",
    "* on self.i as e { self.o = e; }",
    "P.go(x) on .i { } * on .i as e { .part.inlet = e; }",
    "* on .i as e { int x := 1; if (x > 0) { .o = e; } else { .part.inlet = e; } }",
    "* on .i as e { }",
    '* on .i as e { """It goes.""" .o = e; .o = e; .n := 3; return; }',
    "* on .i as e { .part.asked = e; }",
    "* on .i as e { .o = e; } P.go(x) on .part.outlet { } * on .part.outlet as e { .o = e; }",
    "init2() { .i = .part.inlet; }",
    "init2() { .part.asked = .i; .far.outlet = .part.inlet; }",
    "init2() { .i = .part.inlet; .o = .part.outlet; }",
    "init2() { .part.outlet = .o; .i = .part.asked; }",
    "* on .i as e { } init2() { .part.outlet = .i; }",
]


@pytest.mark.parametrize("members", FINE)
def test_events_are_forwarded_and_ports_delegated(
    read: Callable[[str], Forest], members: str
) -> None:
    """Whatever the way; the graph is valid."""
    forest = read(program(members))
    nodes = list(walk(forest))
    for forward in (n for n in nodes if isinstance(n, Forward)):
        assert isinstance(forward.event.target, DefaultHandler)
    for handler in (n for n in nodes if isinstance(n, DefaultHandler)):
        assert isinstance(handler.port.target, Port)
    assert verify(forest) == []


HEAD = "* on .i as e { .o = e; }"
WRONG = [
    (
        "* on .i as e { .r = e; }",
        "9:16: CAS0225 `r` has the protocol `R`, which is not `P` and does not extend it",
    ),
    ("* on .i as e { .d = e; }", "9:16: CAS0225 `i` carries the protocol `P`, and `d` values of"),
    ("* on .i as e { .part.outlet = e; }", "9:16: CAS0220 `outlet` is an out-port of `part`"),
    (
        "* on .i as e { .far.inlet = e; }",
        "9:16: CAS0220 `far` is an alias: events are sent to subs",
    ),
    ("* on .i as e { .q = e; }", "9:16: CAS0220 `.q` is an in-port: its events are handled here"),
    ("* on .i as e { print(e); }", "9:22: CAS0215 `e` is an event, and has no value"),
    ("* on .i as e { e := 3; }", "9:16: CAS0216 `e` is an event, and cannot be assigned"),
    ("* on .i as e { int e; }", "9:16: CAS0202 `e` is defined twice"),
    ("* on .i as e { .o = f; }", "9:21: CAS0201 nothing is called `f` here"),
    ("* on .i as e { .n = e; }", "9:16: CAS0219 `n` is a member, and a port is needed here"),
    ("* on .i as e { e = .o; }", "9:18: CAS0108 `=` connects two ports, and these are none"),
    ("* on .i { }", "9:9: CAS0101 expected `as` and a name for the event, found `{`"),
    ("* on .i as .e { }", "9:12: CAS0101 expected a name for the event, found `.`"),
    ("* on i as e { } " + HEAD, "9:6: CAS0229 a port needs a dot before its name"),
    ("* .i as e { }", "9:3: CAS0101 expected `on` and the port of the handler, found `.`"),
    ("* on .o as e { } " + HEAD, "9:6: CAS0222 `.o` is an out-port: its events are sent"),
    (
        "* on .far.outlet as e { } " + HEAD,
        "9:6: CAS0222 `far` is an alias: a pin is a port of a sub",
    ),
    (HEAD + " " + HEAD, "9:26: CAS0202 `* on .i` is defined twice"),
    (HEAD + " P.go(x) on .i { }", "9:37: CAS0115 `go` is taken by the default handler of `.i`"),
    (HEAD + " f(int:x) { .o = x; }", "9:40: CAS0108 `=` connects two ports, and `x` is none"),
    (HEAD + " f(int:x) { .n = x; }", "9:40: CAS0108 `=` connects ports, and `.n` is a member"),
    (HEAD + " f() { .o = i; }", "9:37: CAS0229 `i` is a port, and needs a dot before it"),
    (HEAD + " f() { .i = .part.inlet; }", "9:6: CAS0222 `.i` is delegated: its events do not come"),
    ("P.stop() on .i { } f() { .i = .part.inlet; }", "9:13: CAS0222 `.i` is delegated"),
]


@pytest.mark.parametrize(("members", "message"), WRONG)
def test_what_is_wrong_is_told_once_at_its_place(
    errors: Callable[[str], list[str]], members: str, message: str
) -> None:
    """Each mistake gives a message of its own, with its place, and no second one."""
    (found,) = errors(program(members))
    assert found.startswith(f"main.Castle:{message}")


def test_the_event_is_suggested_where_it_can_stand(
    helps: Callable[[str], list[str | None]],
) -> None:
    """And where a value may have been meant, variables."""
    assert helps(program("* on .i as event { .o = evnt; }")) == ["did you mean `event`?"]
    members = HEAD + " f(int:count) { .n = cuont; }"
    assert helps(program(members)) == ["did you mean `count`?"]


def test_an_event_with_a_value_is_not_forwarded(
    errors: Callable[[str], list[str]], helps: Callable[[str], list[str | None]]
) -> None:
    """Nothing would bring the value back."""
    text = WORLD + "* on .q as e { .part.asked = e; }\n* on .i as e { }\n}"
    assert errors(text) == [
        "main.Castle:8:6: CAS0236 `ask` gives a value, which nothing brings back from here"
    ]
    assert helps(text) == ["write a handler for it, above this one: `Q.ask() on .q { }`"]


def test_a_handler_that_is_missing_on_a_pin_is_shown_with_its_sub(
    helps: Callable[[str], list[str | None]],
) -> None:
    """What the help says can be typed."""
    text = """protocol Q { int: ask(); }
component Part { port Q<out>:asks; }
implement Part { }
component Main { }
implement Main { sub Part:part; init() { .part := Part(); } * on .part.asks as e { } }
"""
    assert helps(text) == ["write a handler for it, above this one: `Q.ask() on .part.asks { }`"]


def test_a_connection_to_an_own_in_port_is_no_delegation(
    errors: Callable[[str], list[str]],
) -> None:
    """Its events need handlers all the same."""
    assert errors(program("f() { .part.outlet = .i; }")) == [
        "main.Castle:7:11: CAS0223 `go` of the in-port `.i` is not handled",
        "main.Castle:7:11: CAS0223 `stop` of the in-port `.i` is not handled",
    ]


def test_ports_that_cannot_be_delegated_are_told_once(errors: Callable[[str], list[str]]) -> None:
    """That their events have no handlers either is nothing new."""
    (found,) = errors(program("f() { .i = .far.inlet; }"))
    assert found.startswith("main.Castle:9:7: CAS0224 `i` and `inlet` are both in-ports")
