"""Subs and aliases: what is assigned to them, and what type they have when none is written."""

from collections.abc import Callable

import pytest

from castle.aigr import Alias, ComponentInterface, Forest, SubElement, verify, walk

WORLD = """protocol P { go(); }
component A { } component B { port P<out>:o; } component C : B { }
implement A { } implement B { } implement C { }
component D { }
implement D {
"""


def program(body: str) -> str:
    """A program in which one component may have subs of the others."""
    return f"{WORLD}{body}\n}}\n"


FINE = [
    ("sub x; init() { .x := A(); }", "A"),
    ("sub x; init() { make(); } make() { .x := A(); }", "A"),
    ("alias x; f() { .x := Ground; if (true) { .x := A(); } .x := A(); }", "A"),
    ("alias x; sub B:y; f() { .x := .y; } P.go() on .y.o { } ", "B"),
    ("sub x; f() { .x := B(); } P.go() on .x.o { }", "B"),
    ("alias x; f(B:b) { .x := b; print(.x == b); }", "B"),
    ("alias x; f() { if (true) { A a; } B a; .x := a; }", "B"),
    ("alias x; f() { if (true) { B a; .x := a; } if (true) { A a; } }", "B"),
    ("alias x; alias y; sub z; f() { .x, .y := .y, .z; .z := B(); }", "B"),
    (
        "alias x; P.go() on .z.o { .x := .z; } sub z; f() { .z := C(); }",
        "C",
    ),
]


@pytest.mark.parametrize(("body", "component"), FINE)
def test_the_type_is_that_of_all_assignments(
    read: Callable[[str], Forest], body: str, component: str
) -> None:
    """Wherever they stand, and whatever the value is that tells it; the graph is valid."""
    forest = read(program(body))
    found = [n for n in walk(forest) if isinstance(n, SubElement | Alias) and n.type is None]
    names = [n.component.name for n in found if isinstance(n.component, ComponentInterface)]
    assert names == [component] * len(found) != []
    assert verify(forest) == []


def test_a_type_may_come_from_another_namespace(read: Callable[..., Forest]) -> None:
    """From what is made by a name with a dot."""
    forest = read(
        {
            "main.Castle": "import other; component A { } implement A { sub x; sub y;"
            " init() { .x := other.B(); other.B z := other.B(); .y := other.B(); } }",
            "other.Castle": "component B { } implement B { }",
        }
    )
    found = [n.component for n in walk(forest) if isinstance(n, SubElement)]
    assert [one.name for one in found if one is not None] == ["B", "B"]


WRONG = [
    ("sub x;", ["6:1: CAS0233 nothing that is assigned to `.x` tells its type"]),
    (
        "alias x; f() { .x := Ground; }",
        ["6:1: CAS0233 nothing that is assigned to `.x` tells its type"],
    ),
    (
        "alias x; alias y; f() { .x := .y; .y := .x; }",
        [
            "6:1: CAS0233 nothing that is assigned to `.x` tells its type",
            "6:10: CAS0233 nothing that is assigned to `.y` tells its type",
        ],
    ),
    (
        "alias x; f() { .x := A(); } g() { .x := B(); }",
        ["6:41: CAS0233 this is `B`, but `.x` is `A`"],
    ),
    ("alias x; f() { .x := B(); .x := C(); }", ["6:33: CAS0233 this is `C`, but `.x` is `B`"]),
    ("sub x; init() { .x := Z(); }", ["6:23: CAS0201 nothing is called `Z` here"]),
    ("sub x; init() { .x := 3; }", ["6:23: CAS0210 `x` is a sub-element, and the value is `int`"]),
    (
        "sub A:x; f() { .x := A(); } init() { .x := A(); }",
        ["6:38: CAS0216 `x` is a sub-element, which is assigned once"],
    ),
    (
        "sub x; f() { while (true) { .x := A(); } }",
        ["6:29: CAS0216 `x` is a sub-element, which is assigned once"],
    ),
    (
        "sub A:x; sub A:y; init() { .x := A(); .y := .x; }",
        ["6:45: CAS0216 `y` is a sub-element, which is made where it is assigned"],
    ),
    (
        "sub A:x; init() { .x := Ground; }",
        ["6:25: CAS0216 `x` is a sub-element, which is made where it is assigned"],
    ),
    (
        "sub A:x; init() { A a := A(); .x := a; }",
        ["6:37: CAS0216 `x` is a sub-element, which is made where it is assigned"],
    ),
    ("sub x\n int y; init() { .x := A(); }", ["6:6: CAS0102 expected `;` here, before `int`"]),
    ("sub A x;", ["6:7: CAS0101 expected `:` between the type and the name of the sub, found `x`"]),
    ("sub x := A();", ["6:7: CAS0117 the declaration of a sub-element takes no value"]),
]


@pytest.mark.parametrize(("body", "messages"), WRONG)
def test_what_is_wrong_is_told_once_at_its_place(
    errors: Callable[[str], list[str]], body: str, messages: list[str]
) -> None:
    """Each mistake gives a message of its own, with its place, and no second one."""
    assert errors(program(body)) == [f"main.Castle:{message}" for message in messages]


HELPS = [
    ("sub x;", "write its type: `sub Component:x;`"),
    ("alias x; f() { .x := B(); .x := C(); }", "declare it with a type: `alias B:x;`"),
    ("sub x; sub A:y; init() { .x := A(); .y := .x; }", "write `.y := A(...);`"),
    (
        "sub A:x; init() { .x := A(); .x := A(); }",
        "let an alias refer to elements that come and go",
    ),
]


@pytest.mark.parametrize(("body", "cure"), HELPS)
def test_what_can_be_done_is_told(
    helps: Callable[[str], list[str | None]], body: str, cure: str
) -> None:
    """In words that can be typed."""
    assert helps(program(body)) == [cure]
