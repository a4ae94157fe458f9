"""Bounds of queues, and `super.init`."""

from collections.abc import Callable

import pytest

from castle.aigr import Forest, Init, Port, QueueLimit, SuperInit, verify, walk

WORLD = """protocol P : SlowStart(1) { go(); } protocol Q { go(); setMax(int:k); }
component Other { port P<in>:inlet; port P<out>:outlet; port Q<in>:queue; }
implement Other { P.go() on .inlet { } Q.go() on .queue { } Q.setMax(k) on .queue { } }
component Main { port P<out>:o; port Q<out>:q; port int<out>:d; }
implement Main { sub Other:part; alias Other:far; cons ONE := 1; init() { .part := Other(); }
int: f() { return 1; }
"""


def program(line: str) -> str:
    """A component with ports of many kinds, and a method."""
    return f"{WORLD}g(int:n, Other:x) {{\n{line}\n}} }}\n"


LIMITS = [
    (".o.queue.setMax(3);", "o"),
    (".o.queue.removeLimit();", "o"),
    ("self.o.queue.setMax(n * 2 + ONE);", "o"),
    (".part.outlet.queue.setMax(ONE);", "outlet"),
    (".part.inlet.queue.setMax(n);", "inlet"),
    (".far.outlet.queue.removeLimit();", "outlet"),
    ("x.outlet.queue.setMax(2);", "outlet"),
    ("if (n > 1) { for (i in [1, 2]) { .o.queue.setMax(i); } }", "o"),
]


@pytest.mark.parametrize(("line", "port"), LIMITS)
def test_a_bound_is_read_as_one(read: Callable[[str], Forest], line: str, port: str) -> None:
    """And not as an event that is sent; the graph is valid."""
    forest = read(program(line))
    (limit,) = (n for n in walk(forest) if isinstance(n, QueueLimit))
    target = getattr(limit.port, "target", None)
    assert isinstance(target, Port)
    assert target.name == port
    assert (limit.limit is None) is ("removeLimit" in line)
    place = limit.location
    assert place is not None
    assert place.file.text is not None
    assert place.file.text[place.start : place.end].endswith(";")
    assert verify(forest) == []


def test_a_port_may_be_called_queue(read: Callable[[str], Forest]) -> None:
    """What is sent to it is an event."""
    forest = read(program(".part.queue.setMax(0);"))
    assert [n for n in walk(forest) if isinstance(n, QueueLimit)] == []


WRONG = [
    (".o.queue.setMax(0);", "8:17: CAS0237 a bound is at least 1"),
    (".o.queue.setMax(ONE - 1);", "8:17: CAS0237 a bound is at least 1"),
    (".o.queue.setMax();", "8:1: CAS0211 `setMax` takes 1 bound, not 0"),
    (".o.queue.removeLimit(3);", "8:1: CAS0211 `removeLimit` takes no bound, not 1"),
    (".o.queue.setMax(1.5);", "8:17: CAS0212 a bound is an `int`, and this is `float`"),
    (".o.queue.setMax(f());", "8:17: CAS0238 a bound calls and sends nothing"),
    (".o.queue.setMin(3);", "8:10: CAS0237 the queue of a port has no `setMin`"),
    (".q.queue.setMax(3);", "8:1: CAS0237 nothing bounds the queue of `q`"),
    (".d.queue.setMax(3);", "8:1: CAS0237 nothing bounds the queue of `d`"),
    ("int k := .o.queue.setMax(3);", "8:10: CAS0237 the queue of a port has no value"),
    ("print(.o.queue);", "8:7: CAS0237 the queue of a port has no value"),
    (".o.queu.setMax(3);", "8:1: CAS0201 `o` is a port, and has no part `queu`"),
    (".z.queue.setMax(3);", "8:1: CAS0201 there is no member or port `.z` here"),
    (
        "super.init();",
        "8:1: CAS0115 `super.init` stands at the beginning of `init`, and there alone",
    ),
    ("super.go();", "8:1: CAS0115 `super` stands in `super.init(...);` alone"),
    ("int k := super.n;", "8:10: CAS0115 `super` stands in `super.init(...);` alone"),
    ("super := 3;", "8:1: CAS0115 `super` stands in `super.init(...);` alone"),
    ("super.init;", "8:11: CAS0101 expected `(`, found `;`"),
]


@pytest.mark.parametrize(("line", "message"), WRONG)
def test_what_is_wrong_is_told_once_at_its_place(
    errors: Callable[[str], list[str]], line: str, message: str
) -> None:
    """Each mistake gives a message of its own, with its place, and no second one."""
    assert errors(program(line)) == [f"main.Castle:{message}"]


def test_a_protocol_has_a_bound_of_at_least_one(errors: Callable[[str], list[str]]) -> None:
    """Where it is known; parameters are known later."""
    assert errors("protocol P : SlowStart(0) { } protocol Q(int:n) : SlowStart(n) { }") == [
        "main.Castle:1:24: CAS0237 a bound is at least 1"
    ]


COMPONENTS = "component B(int:n) { } component C(str:s) : B { } implement C { init(str:s) {"
SUPER = [
    ("super.init(3); print(s); } }", []),
    ("super.init(); } }", ["1:79: CAS0211 `B` takes 1 argument, not 0"]),
    ("super.init(s); } }", ["1:90: CAS0212 `n` is `int`, and this is `str`"]),
    (
        "super.init(len(s)); } }",
        ["1:90: CAS0238 an argument of `super.init` calls and sends nothing"],
    ),
    (
        "print(s); super.init(1); } }",
        ["1:89: CAS0115 `super.init` stands at the beginning of `init`, and there alone"],
    ),
    (
        "if (true) { super.init(1); } } }",
        ["1:91: CAS0115 `super.init` stands at the beginning of `init`, and there alone"],
    ),
]


@pytest.mark.parametrize(("rest", "messages"), SUPER)
def test_the_base_gets_what_it_takes(
    errors: Callable[[str], list[str]], rest: str, messages: list[str]
) -> None:
    """First of all, from `init`."""
    assert errors(COMPONENTS + " " + rest) == [f"main.Castle:{message}" for message in messages]


def test_the_predefined_base_takes_nothing(
    read: Callable[[str], Forest], errors: Callable[[str], list[str]]
) -> None:
    """Whether it is written or not; the graph is valid."""
    text = "component A { } component B : Component { } implement A { init() { super.init(); } }"
    forest = read(f"{text} implement B {{ init() {{ super.init(); }} }}")
    inits = [n for n in walk(forest) if isinstance(n, Init)]
    assert [isinstance(init.body.statements[0], SuperInit) for init in inits] == [True, True]
    assert verify(forest) == []
    assert errors("component A { } implement A { init() { super.init(3); } }") == [
        "main.Castle:1:40: CAS0211 `Component` takes 0 arguments, not 1"
    ]
