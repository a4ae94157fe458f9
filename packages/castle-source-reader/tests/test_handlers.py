"""Handlers, pins, and the events that need a handler."""

from collections.abc import Callable

import pytest

from castle.aigr import EventHandler, Forest, SubElement, verify, walk

Read = Callable[..., Forest]
Errors = Callable[..., list[str]]

HEAD = """\
protocol P { go(int:x); stop(); } protocol Q { go(); } protocol R : P { more(); }
component In { port P<in>:a; } component Out { port P<out>:b; } component Both { port R<in>:c; }
component Top { }
"""
HANDLED = "implement In { P.go(x) on .a { } P.stop() on .a { } } implement Out { }"

WRONG = [
    (
        "implement In { P.go(x) on .a { } }",
        "4:11: CAS0223 `stop` of the in-port `.a` is not handled",
    ),
    (
        "implement In { P.go(x) on .a { } P.stop() on .a { } P.stop() on .a { } }",
        "4:53: CAS0202 `P.stop` is defined twice",
    ),
    (
        "implement In { P.go() on .a { } P.stop() on .a { } }",
        "4:16: CAS0211 `go` carries 1 value, and the handler names 0",
    ),
    ("implement In { P.gone(x) on .a { } }", "4:18: CAS0221 the protocol `P` has no event `gone`"),
    ("implement In { Q.go() on .a { } }", "4:16: CAS0225 `.a` carries `P`, not `Q`"),
    (
        "implement In { P.go(x) on a { } P.stop() on .a { } }",
        "4:27: CAS0229 a port needs a dot before its name",
    ),
    (
        "implement In { go(x) on .a { } P.stop() on .a { } }",
        "4:16: CAS0101 the protocol of the event is missing",
    ),
    (
        "implement In { P.go(int:x) on .a { } P.stop() on .a { } }",
        "4:24: CAS0101 a handler gives its parameters no type",
    ),
    (
        "implement Out { P.go(x) on .b { } }",
        "4:28: CAS0222 `.b` is an out-port: its events are sent, not handled here",
    ),
    ("implement Out { P.go(x) on .c { } }", "4:28: CAS0201 there is no member or port `.c` here"),
    (
        HANDLED + " implement Top { sub In:i; P.go(x) on .i.a { } }",
        "4:110: CAS0222 `a` is an in-port of `i`, which handles its events",
    ),
    (
        HANDLED + " implement Top { alias Out:o; P.go(x) on .o.b { } }",
        "4:113: CAS0222 `o` is an alias: a pin is a port of a sub",
    ),
    (
        "implement Out { init() { .b.stop(); } }",
        "4:26: CAS0226 `.b` cannot be connected yet: no event is sent over it in `init`",
    ),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_is_wrong_is_told_once_at_its_place(errors: Errors, text: str, message: str) -> None:
    """Each mistake gives a message of its own, with its place, and no second one."""
    assert errors(HEAD + text) == [f"main.Castle:{message}"]


def test_every_event_of_every_in_port_needs_a_handler(errors: Errors) -> None:
    """Inherited events count too; each that lacks a handler is told."""
    assert [each.rpartition(": ")[2] for each in errors(HEAD + "implement Both { }")] == [
        "CAS0223 `go` of the in-port `.c` is not handled",
        "CAS0223 `stop` of the in-port `.c` is not handled",
        "CAS0223 `more` of the in-port `.c` is not handled",
    ]


def test_the_help_for_a_missing_handler_can_be_typed(
    helps: Callable[[str], list[str | None]],
) -> None:
    """The handler is written out."""
    (help_, _) = helps(HEAD + "implement In { }")
    assert help_ == "write `P.go(x) on .a { }`"


def test_an_inherited_event_is_handled_under_either_name(read: Read) -> None:
    """The protocol of the port and the one that declares the event both serve."""
    text = "implement Both { P.go(x) on .c { } R.stop() on .c { } R.more() on .c { } }"
    assert verify(read(HEAD + text)) == []


def test_a_delegated_in_port_needs_no_handler(read: Read) -> None:
    """What is connected to a sub-element's in-port goes there."""
    text = f"{HANDLED} component D {{ port P<in>:d; }}"
    text += " implement D { sub In:i; init() { .i := In(); .d = .i.a; } }"
    assert verify(read(HEAD + text)) == []


def test_a_pin_is_a_handler_on_a_sub_element(read: Read) -> None:
    """The handler's port is the out-port of the sub; not all of its events need one."""
    text = f"{HANDLED} implement Top {{ sub Out:o; P.go(x) on .o.b {{ print(x); }} }}"
    forest = read(HEAD + text)
    pin = [node for node in walk(forest) if isinstance(node, EventHandler)][-1]
    assert isinstance(getattr(pin.port.base, "target", None), SubElement)
    assert verify(forest) == []


def test_a_handler_of_an_event_with_a_value_returns_one(errors: Errors) -> None:
    """A way through the handler without `return` is an error, at its closing brace."""
    text = "protocol P { int: ask(); } component A { port P<in>:a; }\n"
    assert errors(text + "implement A { P.ask() on .a { } }") == [
        "main.Castle:2:31: CAS0218 the handler of `ask` can end without the value that it gives"
    ]
    assert errors(text + "implement A { P.ask() on .a { while (true) { } } }") == []


def test_an_unknown_event_is_not_reported_as_missing_too(errors: Errors) -> None:
    """One slip of the pen gives one error."""
    text = "implement In { P.goo(x) on .a { } P.stop() on .a { } }"
    assert len(errors(HEAD + text)) == 1


def test_a_handler_may_name_a_protocol_that_has_its_parameters_bound_further_down(
    read: Callable[..., Forest],
) -> None:
    """It is the one that has the event; parameters may be bound by those of what inherits."""
    forest = read(
        "protocol Two(int:n, str:s) : SlowStart(n + 1) { go(); }\n"
        'protocol One(int:k) : Two(k * 2, "x") { stop(); } protocol None_ : One(-3 + 4) { }\n'
        "component A { port None_<in>:i; }\n"
        "implement A { Two.go() on .i { } One.stop() on .i { } }"
    )
    handlers = [node for node in walk(forest) if isinstance(node, EventHandler)]
    assert [handler.event is not None for handler in handlers] == [True, True]
    assert verify(forest) == []
