"""Implementations: what is read, and what is refused."""

from collections.abc import Callable

import pytest

from castle.aigr import (
    ComponentImplementation,
    Forest,
    Method,
    Scalar,
    ScalarType,
    TypedParameter,
    declarations,
    verify,
    walk,
)

Read = Callable[..., Forest]
Errors = Callable[..., list[str]]

WRONG = [
    (
        "component A { } implement A { powerOn(int:a, int:b := 1, int:c) { } }",
        "1:58: CAS0117 `c` needs a default value, as `b` has one",
    ),
    ("implement A { }", "1:11: CAS0201 nothing is called `A` here"),
    (
        "implement EventProtocol { }",
        "1:11: CAS0207 `EventProtocol` is a protocol, and a component is needed here",
    ),
    (
        "component A { } implement A { } implement A { }",
        "1:33: CAS0202 `implement A` is defined twice",
    ),
    (
        "component A { } implement A() { }",
        "1:28: CAS0101 `implement` takes the name of a component alone",
    ),
    ("component A { } implement A { int x; str x; }", "1:38: CAS0202 `x` is defined twice"),
    ("component A { } implement A { int x; x() { } }", "1:38: CAS0202 `x` is defined twice"),
    (
        "component A { port EventProtocol<in>:x; } implement A { int x; }",
        "1:57: CAS0202 `x` is defined twice",
    ),
    (
        "component A { } implement A { init() { } init() { } }",
        "1:42: CAS0202 `init` is defined twice",
    ),
    (
        "component A { } implement A { A x; }",
        "1:31: CAS0207 a component is no type here: subs and aliases hold elements",
    ),
    (
        "component A { } implement A { sub int:x; }",
        "1:35: CAS0207 `int` is a type of values, and a component is needed here",
    ),
    (
        "component A { } implement A { sub A:x := 3; }",
        "1:39: CAS0117 the declaration of a sub-element takes no value",
    ),
    (
        'component A { } implement A { int x := "a"; }',
        "1:40: CAS0210 `x` is `int`, and the value is `str`",
    ),
    (
        "component A { } implement A { int x; int y := .x; }",
        "1:47: CAS0117 the first value of a member is made of literals, constants and operators",
    ),
    (
        "component A(int:x) { } implement A { init() { } }",
        "1:38: CAS0228 `init` does not repeat the parameters of `A`",
    ),
    (
        "component A(int:x) { } implement A { init(int:y) { } }",
        "1:38: CAS0228 `init` does not repeat the parameters of `A`",
    ),
    (
        "component A { } implement A { powerOn(int:x := 1.5) { } }",
        "1:48: CAS0210 `x` is `int`, and the value is `float`",
    ),
    (
        "component A { } implement A { powerOn(int:x := max) { } }",
        "1:48: CAS0117 a default value is made of literals, constants and operators",
    ),
    (
        "component A { } implement A { f(int:x := 1) { } }",
        "1:39: CAS0117 only a parameter of `powerOn` can have a default value",
    ),
    (
        "component A { } implement A { int: f() { } }",
        "1:42: CAS0218 `f` can end without the value that it gives",
    ),
    (
        "component A { } implement A { int: f() { if (1 < 2) { return 1; } } }",
        "1:67: CAS0218 `f` can end without the value that it gives",
    ),
    (
        "component A { } implement A { int: f() { while (true) { if (true) { break; } } } }",
        "1:80: CAS0218 `f` can end without the value that it gives",
    ),
    (
        "component A { } implement A { int: f() { match 1 { case 1: { return 1; } } } }",
        "1:76: CAS0218 `f` can end without the value that it gives",
    ),
    ("component A { } implement A { int: f() { return; } }", "1:42: CAS0217 `f` gives `int`"),
    (
        'component A { } implement A { int: f() { return "a"; } }',
        "1:49: CAS0217 `f` gives `int`, and this is `str`",
    ),
    (
        "component A { } implement A { int f() { } }",
        "1:35: CAS0101 the type of the value of the method is followed by `:`",
    ),
    (
        "component A { } implement A { A: f() { return 1; } }",
        "1:31: CAS0207 a component is no type here: subs and aliases hold elements",
    ),
    (
        "component A { } component B { } implement A { f() { B(); } }",
        "1:53: CAS0227 nothing implements the component `B`",
    ),
    ("component A { } implement A { .x := 3; }", "1:31: CAS0115 a statement cannot stand here"),
    ("component A { } implement A { int[ x; }", "1:36: CAS0101 expected `]`, found `x`"),
    (
        "component A { } implement A { state: X := X; X + p.e -> X; }",
        "1:31: CAS0115 states and rules stand in a machine",
    ),
    (
        "component A { } implement A { X + p.e -> X; }",
        "1:31: CAS0115 states and rules stand in a machine",
    ),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_is_wrong_is_told_once_at_its_place(errors: Errors, text: str, message: str) -> None:
    """Each mistake gives a message of its own, with its place, and no second one."""
    assert errors(text) == [f"main.Castle:{message}"]


def test_a_parameter_may_be_written_either_way_round(read: Read) -> None:
    """The side that names a type decides, for built-in types and for components."""
    text = "component A { } implement A { f(int:a, b:int) { } g(A:c, d:A) { } }"
    methods = [node for node in walk(read(text)) if isinstance(node, Method)]
    assert [p.name for m in methods for p in m.parameters] == ["a", "b", "c", "d"]
    types = [p.type for p in methods[0].parameters]
    assert all(isinstance(each, ScalarType) and each.scalar is Scalar.INT for each in types)


def test_a_parameter_turned_around_has_the_place_of_its_type(read: Read) -> None:
    """The type's location is the type's, whichever side it stands on."""
    forest = read("component A { } implement A { g(d:A) { } }")
    (parameter,) = [node for node in walk(forest) if isinstance(node, TypedParameter)][1:]
    assert str(parameter.type.location) == "main.Castle:1:35"


def test_any_word_names_a_port_an_event_or_a_member(read: Read) -> None:
    """After a dot, and where these are declared, keywords are names."""
    text = """
        protocol P { match(int:x); if(); int: for(); }
        component A { port P<in>:while; port P<out> return; }
        implement A {
            int import;
            P.match(y) on .while { .import := y; .return.if(); }
            P.if() on .while { }
            P.for() on .while { return .return.for(); }
        }
    """
    assert verify(read(text)) == []


def test_docstrings_are_stripped_and_dedented(read: Read) -> None:
    """What documents a construct is its text, without the indentation of the source."""
    text = '''"""The file."""
        protocol P {
            """A protocol.

            It goes on.
                So far.
            """
        }
        component A { """A component.""" }
        implement A {
            """An implementation."""
            f() { """A method.""" }
        }
    '''
    nodes = list(walk(read(text)))
    found = [getattr(node, "documentation", None) for node in nodes]
    assert [text for text in found if text] == [
        "The file.",
        "A protocol.\n\nIt goes on.\n    So far.",
        "A component.",
        "An implementation.",
        "A method.",
    ]


def test_an_implementation_may_name_its_component_with_a_namespace(read: Read) -> None:
    """A name with dots is found through the namespace before the dot."""
    forest = read(
        {
            "main.Castle": "import parts; implement parts.A { f() { parts.A x := parts.A(); } }",
            "parts.Moat": "component A { }",
        }
    )
    (made,) = declarations(forest, ComponentImplementation)
    assert isinstance(made, ComponentImplementation)
    assert (made.name, made.interface.name) == ("A", "parts.A")
