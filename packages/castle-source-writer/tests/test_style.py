"""What canonical style looks like."""

from collections.abc import Callable

import pytest

from castle.writers.source._comments import tokens_of

Formatted = Callable[[str], str]

FILES = {
    "bodies are on lines of their own, and empty ones are not": (
        "protocol P { go(); } protocol Q : P { }",
        "protocol P {\n    go();\n}\n\nprotocol Q : P { }\n",
    ),
    "a parameter is written type first, and a port with its colon": (
        "protocol P { go(x:int, c:a.Color); } "
        "component C(n:int) { port P<in>  try; port int<out>:d; }",
        "protocol P {\n    go(int:x, a.Color:c);\n}\n\n"
        "component C(int:n) {\n    port P<in>:try;\n    port int<out>:d;\n}\n",
    ),
    "declarations stand apart, and imports together": (
        "import a;\n\n\nimport b;\nfrom c import d as e,f;\ncomponent C:D { }",
        "import a;\n\nimport b;\nfrom c import d as e, f;\n\ncomponent C : D { }\n",
    ),
    "a docstring is followed by a blank line, save in code": (
        '"""A."""\nprotocol P {"""B\n  C"""\ngo();} implement X { f() { """D.""" g(); } }',
        '"""A."""\n\nprotocol P {\n    """B\n    C\n    """\n\n    go();\n}\n\n'
        'implement X {\n    f() {\n        """D."""\n        g();\n    }\n}\n',
    ),
    "blank lines stay as one, and none at either end of a body": (
        "implement X {\n\n\nint a;\n\n\n\nint b; int c;\nf() {\n\ng();\n\n\nh();\n\n}\n\n}",
        "implement X {\n    int a;\n\n    int b;\n    int c;\n\n"
        "    f() {\n        g();\n\n        h();\n    }\n}\n",
    ),
    "routines and handlers stand apart from what is around them": (
        "implement X { int a; init() { } f() { } int b; "
        "P.e(x) on .p { } * on .q as e { .r = e; } }",
        "implement X {\n    int a;\n\n    init() { }\n\n    f() { }\n\n    int b;\n\n"
        "    P.e(x) on .p { }\n\n    * on .q as e {\n        .r = e;\n    }\n}\n",
    ),
    "machines": (
        "@FSM implement X { state: A,B:=A; A+p.e(x)[x>1]->B,.q.go(),f(),{.n:=1;}; B+epsilon->; "
        "A + done -> , p.stop(),{a();b();},c(); final Z; entry A : f(); "
        "state A { region R { state: C; } } "
        "B + .sub.e -> A.deep_history; }",
        "@FSM\nimplement X {\n    state: A, B := A;\n"
        "    A + p.e(x) [ x > 1 ] -> B, q.go(), f(), { .n := 1; };\n"
        "    B + epsilon -> ;\n"
        "    A + done -> , p.stop(), {\n        a();\n        b();\n    }, c();\n    final Z;\n"
        "    entry A : f();\n\n"
        "    state A {\n        region R {\n            state: C;\n        }\n    }\n\n"
        "    B + .sub.e -> A.deep_history;\n}\n",
    ),
    "an enumeration with a docstring": (
        'implement X { enum E { """Doc.""" a,b } enum F{a,b} }',
        'implement X {\n    enum E {\n        """Doc."""\n\n        a, b\n    }\n'
        "    enum F { a, b }\n}\n",
    ),
    "nothing": ("\n\n", ""),
}


@pytest.mark.parametrize(("given", "wanted"), FILES.values(), ids=FILES)
def test_files(formatted: Formatted, given: str, wanted: str) -> None:
    """And what is canonical stays as it is."""
    assert formatted(given) == wanted
    assert formatted(wanted) == wanted


STATEMENTS = {
    "x:=(1);": "x := 1;",
    "self.x += (a+b)*2;": ".x += (a + b) * 2;",
    "x := ((a*b)+c)-(d-e);": "x := a * b + c - (d - e);",
    "x := not (a == b) and (c or d);": "x := not a == b and (c or d);",
    "x := -(a**2)**-b;": "x := -(a ** 2) ** -b;",
    "x := (-a)**2;": "x := (-a) ** 2;",
    "x := (a<b)==(c<d);": "x := (a < b) == (c < d);",
    "x := a<b<=c;": "x := a < b <= c;",
    "a,b:=b,a;": "a, b := b, a;",
    "x := [1,2][0];": "x := [1, 2][0];",
    'f(0x2A,1_000,1e-3,"\\u0041\\t",true);': 'f(0x2A, 1_000, 1e-3, "\\u0041\\t", true);',
    "x := -9223372036854775808;": "x := -9223372036854775808;",
    "local int n:=0; T[][] xs;": "local int n := 0;\nT[][] xs;",
    "if(a){}": "if (a) { }",
    "if(a){}else{}": "if (a) {\n} else { }",
    "if(a){b();}else if(c){}else{d();}": (
        "if (a) {\n    b();\n} else if (c) {\n} else {\n    d();\n}"
    ),
    "while(true){break;continue;}": "while (true) {\n    break;\n    continue;\n}",
    "for(x in range(1,2)){ }": "for (x in range(1, 2)) { }",
    "match x{case 1,-2:{a();}else:{ }}": (
        "match x {\n    case 1, -2: {\n        a();\n    }\n    else: { }\n}"
    ),
    ".a.b=.c;": ".a.b = .c;",
    ".p.queue.setMax(k+1); .p.queue.removeLimit();": (
        ".p.queue.setMax(k + 1);\n.p.queue.removeLimit();"
    ),
    "super.init(1);": "super.init(1);",
    "return(a);": "return a;",
}


@pytest.mark.parametrize(("given", "wanted"), STATEMENTS.items())
def test_statements(in_body: Formatted, given: str, wanted: str) -> None:
    """One space around operators, none inside of parentheses; no more of these than needed."""
    assert in_body(given) == wanted
    assert in_body(wanted) == wanted


LONG = {
    "what brackets hold goes one level deeper, item by item": (
        f".port.event({'a' * 50}, {'b' * 50}, f(c));",
        f".port.event(\n    {'a' * 50},\n    {'b' * 50},\n    f(c)\n);",
    ),
    "items that fit on one line stay there": (
        f".port.{'e' * 80}(a, b, c);",
        f".port.{'e' * 80}(\n    a, b, c\n);",
    ),
    "operators begin lines, the loosest first": (
        f"x := {'a' * 40} + {'b' * 40} * {'c' * 10} - d;",
        f"x := {'a' * 40}\n    + {'b' * 40} * {'c' * 10}\n    - d;",
    ),
    "a condition keeps its parentheses on both ends": (
        f"if ({'a' * 40} and {'b' * 40} or c) {{ f(); }}",
        f"if (\n    {'a' * 40} and {'b' * 40}\n    or c\n) {{\n    f();\n}}",
    ),
    "several values go below their targets": (
        f"a, b := {'a' * 50}, {'b' * 50};",
        f"a, b :=\n    {'a' * 50},\n    {'b' * 50};",
    ),
    "what cannot be divided stays": (f'x := "{"a" * 120}";', f'x :=\n    "{"a" * 120}";'),
}


@pytest.mark.parametrize(("given", "wanted"), LONG.values(), ids=LONG)
def test_long_lines(in_body: Formatted, given: str, wanted: str) -> None:
    """Lines have at most 100 characters, where that can be."""
    assert in_body(given) == wanted
    assert in_body(wanted) == wanted


def test_a_long_rule_ends_lines_at_its_commas(formatted: Formatted) -> None:
    """Each action has a line of its own."""
    actions = ", ".join(f"{letter * 30}()" for letter in "abc")
    written = formatted(f"@FSM implement X {{ state: S; S + p.e -> S, {actions}; }}")
    assert written.split("\n")[3:7] == [
        "    S + p.e -> S,",
        *(f"        {letter * 30}(){end}" for letter, end in zip("abc", ",,;", strict=True)),
    ]


@pytest.mark.parametrize("text", ["a.b", '"x//y"', "0x2A", "1e-3", "a:=b**=c->d", '"""a"b"""'])
def test_tokens_are_those_of_the_language(text: str) -> None:
    """Put together again they are the text."""
    assert "".join(token.text for token in tokens_of(text)) == text
