"""Constants and enumerations, and where they may stand."""

from collections.abc import Callable

import pytest

from castle.aigr import (
    Case,
    ConstantDefinition,
    Enumeration,
    Enumerator,
    Forest,
    Identifier,
    NamedType,
    Part,
    verify,
    walk,
)

Errors = Callable[..., list[str]]

TEXT = """component A { }
implement A {
    enum Color { \"\"\"What it shines in.\"\"\" red, green }
    cons MOST := 2 ** 3; cons LEVELS := [0, MOST]; cons FIRST := Color.red;
    Color shown := FIRST; int level := MOST - 1; Color[] all := [Color.red, Color.green];
    Color: other(of:Color, Color:not_of) {
        match of { case FIRST: { return Color.green; } case Color.green: { } }
        local Color kept := Color.green;
        for (one in .all) { if (one != of) { print(one, LEVELS[0], MOST); } }
        return kept;
    }
    powerOn(int:n := MOST + 1) { .shown := other(.shown, FIRST); print(str(.shown)); }
}
"""


def test_constants_and_enumerations_are_read_and_resolved(
    read: Callable[..., Forest],
) -> None:
    """As values, types, cases, first values and defaults; the graph is valid."""
    forest = read(TEXT)
    nodes = list(walk(forest))
    (color,) = (n for n in nodes if isinstance(n, Enumeration))
    assert color.documentation == "What it shines in."
    assert [e.name for e in color.enumerators] == ["red", "green"]
    assert [n.name for n in nodes if isinstance(n, ConstantDefinition)] == [
        "MOST",
        "LEVELS",
        "FIRST",
    ]
    uses = [n for n in nodes if isinstance(n, NamedType) and n.name == "Color"]
    assert [use.target for use in uses] == [color] * 6
    values = [n for n in nodes if isinstance(n, Part) and isinstance(n.target, Enumerator)]
    assert [n.base.target for n in values if isinstance(n.base, Identifier)] == [color] * 6
    assert [len(n.values) for n in nodes if isinstance(n, Case)] == [1, 1]
    assert verify(forest) == []


WORDS = [
    "enum state { a } state s; state[] many; state: next(state:s) { return s; }"
    " state[]: all() { return []; }",
    "enum final { b } final f; final: last() { return final.b; } f2() { final f := .f; }",
    "enum entry { a } entry e; leave(entry:e) { } int region; int on := 3; int done;",
    "enum if_ { a, b } cons on := 3; int in := on; f(int:state) { state := on; int as_ := state; }",
]


@pytest.mark.parametrize("text", WORDS)
def test_words_of_machines_are_names_elsewhere(errors: Errors, text: str) -> None:
    """They have a meaning only in their place."""
    assert errors(f"component A {{ }} implement A {{ {text} }}") == []


WRONG = [
    ("enum E { }", "40: CAS0101 expected the name of a value, found `}`"),
    ("enum E { a, }", "43: CAS0101 expected the name of a value, found `}`"),
    ("enum E { a b }", "42: CAS0101 expected `,` or `}`, found `b`"),
    ("enum { a }", "36: CAS0101 expected the name of an enumeration, found `{`"),
    ("enum E { a, b, a }", "46: CAS0202 `a` is defined twice"),
    ("enum A { a }", "31: CAS0202 `A` is defined twice"),
    ("enum int { a }", "31: CAS0202 `int` is defined twice"),
    ("enum E { a } int E;", "44: CAS0202 `E` is defined twice"),
    ("enum E { a } cons E := 1;", "44: CAS0202 `E` is defined twice"),
    ("enum E { a } E e := E.b;", "53: CAS0201 the enumeration `E` has no value `b`"),
    (
        "enum E { a } E e := a;",
        "51: CAS0201 `a` is a value of `E`, and stands behind its name",
    ),
    ("enum E { a } E e := E;", "51: CAS0215 `E` is an enumeration, and has no value"),
    ("enum E { a } E e := 0;", "51: CAS0210 `e` is `E`, and the value is `int`"),
    ("enum E { a } int e := E.a;", "53: CAS0210 `e` is `int`, and the value is `E`"),
    (
        "enum E { a } f() { print(.E.a); }",
        "56: CAS0229 `E` is an enumeration, and has no dot before it",
    ),
    (
        "enum E { a } f() { print(int(E.a)); }",
        "60: CAS0212 `int` takes a simple value, and this is `E`",
    ),
    ("enum E { a } f() { print(E.a < E.a); }", "56: CAS0213 `<` is not for `E` and `E`"),
    (
        "enum E { a } f() { E.a := E.a; }",
        "50: CAS0216 `a` is a value of an enumeration, and cannot be assigned",
    ),
    ("enum E { a } f() { E(); }", "50: CAS0207 `E` is an enumeration, and cannot be called"),
    (
        "enum E { a } powerOn(E:e) { }",
        "52: CAS0207 what `powerOn` takes comes from outside, where no `E` is",
    ),
    ("enum E { a } f(E:a, b:E, E:E) { }", "56: CAS0209 both sides of the `:` name a type"),
    (
        "enum E { a, b } f(E:e) { match e { case E.a: { } case E.b, E.a: { } } }",
        "90: CAS0231 another case is for this value already",
    ),
    (
        "enum E { a } enum F { a } f(E:e) { match e { case F.a: { } } }",
        "81: CAS0231 this is `F`, and never equal to `E`",
    ),
    ("cons X = 3;", "38: CAS0108 `=` connects ports; expected `:=` and the value of the constant"),
    ("cons X;", "37: CAS0101 expected `:=` and the value of the constant, found `;`"),
    ("cons if := 3;", "36: CAS0101 expected the name of a constant, found the keyword `if`"),
    (
        "cons X := Y; cons Y := 1;",
        "41: CAS0117 a constant may use the constants before it, and `Y` comes later",
    ),
    ("cons X := X;", "41: CAS0117 a constant may use the constants before it, and `X` comes later"),
    ("int y; cons X := .y;", "48: CAS0117 a constant is made of literals, constants and operators"),
    ("int y; cons X := y;", "48: CAS0117 a constant is made of literals, constants and operators"),
    (
        "cons X := f(); int: f() { return 1; }",
        "41: CAS0117 a constant is made of literals, constants and operators",
    ),
    ("cons X := Z;", "41: CAS0201 nothing is called `Z` here"),
    ("cons X := Ground;", "41: CAS0117 a constant is made of literals, constants and operators"),
    ("cons X := [];", "41: CAS0233 nothing tells the type of the items of `X`"),
    ('cons X := [1, "a"];', "45: CAS0210 the items before are `int`, and this is `str`"),
    ("cons X := 1 % 0;", "41: CAS0234 this cannot be computed: division by zero"),
    ("cons X := 2 ** 63;", "41: CAS0234 this cannot be computed: it does not fit in 64 bits"),
    ("cons X := 1; int y := 1 / (X - 1);", "53: CAS0234 this cannot be computed: division by zero"),
    ("cons X := 1; f() { X := 2; }", "50: CAS0216 `X` is a constant, and cannot be assigned"),
    ("cons X := [1]; f() { X[0] := 2; }", "52: CAS0216 only a list in a variable can be changed"),
    (
        "cons X := [1]; f() { append(X, 2); }",
        "59: CAS0216 only a list in a variable can be changed",
    ),
    ("cons X := 1; f() { print(.X); }", "56: CAS0229 `X` is a constant, and has no dot before it"),
    (
        "cons X := 1; cons Y := X + 1; f(int:n) { match n { case 2: { } case Y: { } } }",
        "99: CAS0231 another case is for this value already",
    ),
    (
        "cons X := 1; f(int:n) { match n { case X + 1: { } } }",
        "70: CAS0231 a case is a literal or the name of a constant",
    ),
    ("cons LIMIT := 1; f() { print(LIMT); }", "60: CAS0201 nothing is called `LIMT` here"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_is_wrong_is_told_once_at_its_place(errors: Errors, text: str, message: str) -> None:
    """Each mistake gives a message of its own, with its place, and no second one."""
    assert errors(f"component A {{ }} implement A {{ {text} }}") == [f"main.Castle:1:{message}"]


@pytest.mark.parametrize("text", ["cons X := 3;", "enum E { a }", "sub A:a;", "alias a;"])
def test_members_stand_in_an_implementation(errors: Errors, text: str) -> None:
    """Outside of one they are refused as what they are, and what follows is read."""
    word = text.partition(" ")[0]
    assert errors(f"{text}\ncomponent A {{ }} implement B {{ }}") == [
        f"main.Castle:1:1: CAS0115 `{word}` stands in the braces of an `implement`",
        "main.Castle:2:27: CAS0201 nothing is called `B` here",
    ]


HELPS = [
    ("enum Color { red } Color c := Color.rod;", "did you mean `Color.red`?"),
    ("enum Color { red } Color c := red;", "write `Color.red`"),
    ("enum Color { red } Color c := Color;", "name one of its values: `Color.red`"),
    ("enum Color { red } Colour c;", "did you mean `Color`?"),
    ("enum Color { red } f() { print(Colour.red); }", "did you mean `Color`?"),
    ("cons LIMIT := 1; f() { print(LIMT); }", "did you mean `LIMIT`?"),
    ("cons LIMIT := 1; f() { print(.LIMIT); }", "write `LIMIT`"),
]


@pytest.mark.parametrize(("text", "cure"), HELPS)
def test_what_was_meant_is_suggested(
    helps: Callable[[str], list[str | None]], text: str, cure: str
) -> None:
    """Enumerations, their values and constants are among the names that may be meant."""
    assert helps(f"component A {{ }} implement A {{ {text} }}") == [cure]


COMPUTED = [
    ("7 / 2 - 3", "-7 / 2 + 4", "-7 % 3 - 2"),
    ("2 ** 10 - 1024", "(-1) ** 65 + 1", "0.0 * -1"),
    ("true and false", "false nand true and false", "not true xor false"),
    ("1 < 2 < 2", '"a" + "b" == "ba"', "true nor 1 / 1 > 0"),
    ("[1, 2] == [1]", "false xnor true", "false or 1.5 / 0.5 < 3"),
]


@pytest.mark.parametrize("values", COMPUTED)
def test_constants_are_computed_as_the_program_would(errors: Errors, values: list[str]) -> None:
    """Each is zero or false, as is seen from a case that stands twice."""
    for value in values:
        other = (
            "0"
            if errors(f"component A {{ }} implement A {{ int x := {value}; }}") == []
            else ("0.0" if "." in value and "<" not in value else "false")
        )
        text = f"cons X := {value}; f() {{ match X {{ case {other}: {{ }} case X: {{ }} }} }}"
        (found,) = errors(f"component A {{ }} implement A {{ {text} }}")
        assert "CAS0231 another case is for this value already" in found


@pytest.mark.parametrize(
    ("first", "both", "line"), [('"long text"', "{0} + {0}", 12), ("[1]", "[{0}, {0}]", 15)]
)
def test_constants_that_double_each_other_end(
    errors: Errors, first: str, both: str, line: int
) -> None:
    """A few lines cannot take all memory, nor all time: there is a bound to what is computed."""
    lines = [f"cons X{n} := {both.format(f'X{n - 1}')};" for n in range(1, 60)]
    text = "\n".join(["component A { } implement A {" + f" cons X0 := {first};", *lines, "}"])
    message = "this cannot be computed: it has more than 10000 characters or items"
    assert errors(text) == [f"main.Castle:{line}:13: CAS0234 {message}"]
