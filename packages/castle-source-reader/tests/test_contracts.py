"""Protocols and components: what is read, and what is refused."""

from collections.abc import Callable

import pytest

from castle.aigr import (
    ComponentInterface,
    Event,
    EventProtocol,
    Forest,
    ScalarType,
    Specialise,
    declarations,
    events_of,
    verify,
    walk,
)

Read = Callable[..., Forest]
Errors = Callable[..., list[str]]

WRONG = [
    # protocols
    ("protocol A { go(); go(); }", "1:20: CAS0202 `go` is defined twice"),
    ("protocol A { go(); } protocol B : A { go(); }", "1:39: CAS0202 `go` is defined twice"),
    ("protocol A { } protocol A { }", "1:16: CAS0202 `A` is defined twice"),
    ("protocol EventProtocol { }", "1:1: CAS0202 `EventProtocol` is defined twice"),
    ("protocol A : A { }", "1:14: CAS0208 `A` inherits from itself"),
    ("protocol A : B { } protocol B : A { }", "1:14: CAS0208 `A` inherits from itself"),
    (
        "protocol A : Component { }",
        "1:14: CAS0207 `Component` is a component, and a protocol is needed here",
    ),
    (
        "protocol A : SlowStart { }",
        "1:14: CAS0230 the parameters of the protocol `SlowStart` are not bound",
    ),
    ("protocol A : SlowStart() { }", "1:14: CAS0211 `SlowStart` takes 1 argument, not 0"),
    ('protocol A : SlowStart("x") { }', "1:24: CAS0212 `max` is `int`, and this is `str`"),
    (
        "protocol A : SlowStart(abs(1)) { }",
        "1:24: CAS0117 the parameters of a protocol are bound to constants",
    ),
    ("protocol A { go(int:x, int:x); }", "1:24: CAS0202 `x` is defined twice"),
    ("protocol A { go(int:float); }", "1:17: CAS0209 both sides of the `:` name a type"),
    ("protocol A { go(foo:bar); }", "1:17: CAS0209 neither side of the `:` names a type"),
    ("protocol A { go(A:x); }", "1:17: CAS0207 `A` is a protocol, and a type is needed here"),
    (
        "component C { } protocol A { go(C:x); }",
        "1:33: CAS0207 a component is no type here: subs and aliases hold elements",
    ),
    (
        "protocol A { go(int:x := 3); }",
        "1:23: CAS0117 only a parameter of `powerOn` can have a default value",
    ),
    (
        "protocol A { go(int x); }",
        "1:21: CAS0101 expected `:` between the type and the name of a parameter, found `x`",
    ),
    (
        "protocol A { int go(); }",
        "1:18: CAS0101 the type of the value of the event is followed by `:`",
    ),
    (
        "protocol A { go(int:if); }",
        "1:21: CAS0101 expected the name of a parameter, found the keyword `if`",
    ),
    ("protocol A { go(int[3]:x); }", "1:21: CAS0101 expected `]`, found a number"),
    # components
    ("component A : B { }", "1:15: CAS0201 nothing is called `B` here"),
    ("component A : A { }", "1:15: CAS0208 `A` inherits from itself"),
    (
        "component A : Component(1) { }",
        "1:24: CAS0101 a component inherits ports only: its base takes no arguments",
    ),
    (
        "component A { int x; }",
        "1:15: CAS0101 expected a port, such as `port P<in>:name;`, or `}`, found `int`",
    ),
    ("component A { port P<in>:x; }", "1:20: CAS0201 nothing is called `P` here"),
    (
        "component A { port Component<in>:x; }",
        "1:20: CAS0207 `Component` is a component, and a protocol is needed here",
    ),
    (
        "component A { port SlowStart<in>:x; }",
        "1:20: CAS0230 the parameters of the protocol `SlowStart` are not bound",
    ),
    (
        "component A { port EventProtocol<inn>:x; }",
        "1:34: CAS0101 expected `in` or `out`, found `inn`",
    ),
    (
        "component A { port EventProtocol:x; }",
        "1:33: CAS0101 expected `<in>` or `<out>`, found `:`",
    ),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_is_wrong_is_told_once_at_its_place(errors: Errors, text: str, message: str) -> None:
    """Each mistake gives a message of its own, with its place, and no second one."""
    assert errors(text) == [f"main.Castle:{message}"]


def test_a_protocol_numbers_inherited_events_first(read: Read) -> None:
    """An extension does not change the number of an event."""
    forest = read("protocol B : A { three(); } protocol A { one(); two(); }")
    extended, _ = declarations(forest, EventProtocol)[2:]
    assert isinstance(extended, EventProtocol)
    assert [event.name for event in events_of(extended)] == ["one", "two", "three"]


def test_arguments_in_a_base_position_specialise(read: Read) -> None:
    """The parameters of the base are bound; a parameterised protocol passes its own on."""
    forest = read("protocol A(int:n) : SlowStart(n + 1) { } protocol B : A(3) { go(); }")
    bases = [node for node in walk(forest) if isinstance(node, Specialise)]
    assert [base.name for base in bases] == ["SlowStart", "A"]
    assert verify(forest) == []


def test_bases_and_empty_parentheses_may_be_left_out(read: Read) -> None:
    """`component X` is `component X() : Component`, and `protocol X` has a base too."""
    forest = read("component A { } component B() : A { } protocol P { } protocol Q : P { }")
    assert len(declarations(forest, ComponentInterface)) == 3


def test_an_event_may_return_a_value(read: Read) -> None:
    """The type of the value stands before the name."""
    (event,) = [
        node for node in walk(read("protocol P { int: ask(); }")) if isinstance(node, Event)
    ]
    assert isinstance(event.returns, ScalarType)


@pytest.mark.parametrize("word", ["protocol", "component"])
@pytest.mark.parametrize("forwards", [True, False])
def test_what_inherits_by_way_of_very_many_others_is_refused_at_once(
    errors: Errors, word: str, forwards: bool
) -> None:
    """Reading takes time in proportion, whichever of them comes first."""
    names = range(5000)
    last = {n: n + 1 if forwards else n - 1 for n in names}
    lines = [
        f"{word} P{n} : P{last[n]} {{ }}" if last[n] in names else f"{word} P{n} {{ }}"
        for n in names
    ]
    found = errors("\n".join(lines))
    assert found
    assert all("CAS0110" in each for each in found[:-1])
    assert len(errors("\n".join(lines[-64:] if forwards else lines[:64]))) == 0


def test_one_too_many_is_where_inheritance_ends(errors: Errors) -> None:
    """The others go on as if it had no base."""
    lines = ["protocol P0 { go(); }", *(f"protocol P{n} : P{n - 1} {{ }}" for n in range(1, 66))]
    assert errors("\n".join(lines[:-1])) == [
        "main.Castle:65:16: CAS0110 `P64` inherits by way of more than 64 others"
    ]
