"""What can stand in the body of a handler, and what cannot; columns count from 9."""

from collections.abc import Callable

import pytest

BodyErrors = Callable[[str], list[str]]

FINE = [
    "x := 3;",
    "int y := x; y += 1; .n, y := y, .n;",
    ".f := 3; .f += 1;",
    '.s := .s + "a"; .b := .s < "b" and not .b;',
    ".b := 1 < 2.5 <= 3; .b := .b == true;",
    ".n := -2 ** 2 + 7 % 3 / 2 * 1; .f := 1.5 % 2;",
    ".n := twice(twice(1)); twice(2); nothing();",
    '.exit.go(1); .exit.more(1, true); int y := .exit.ask("?");',
    ".part.inlet.go(2);",
    ".part := Other(3); .far := .part; Other near := Ground; .far := near;",
    "if (.far == Ground) { int k := 1; } else if (.b) { int k := 2; } else { return; }",
    "while (x > 0) { x -= 1; }",
    ".part.outlet = .far.inlet; .far.inlet = .part.outlet;",
    "Other o := Other(1); o.outlet = .part.inlet; .part.outlet = o.inlet;",
    ".part.outlet = .exit; .exit = .part.outlet;",
    "print(); print(1, .s, .b, .f); .n := len(.s) + abs(-1) + max(1, 2, 3); .f := min(1, 2.0);",
    "self.n := 1;",
    ".n := -9223372036854775808 + 9223372036854775807 + 0x2A + 1_000;",
    r'.s := "\n\r\t\\\"\u20AC"; .f := 3.14 + 1e-3 + 2E+5;',
    '"""The docstring."""',
    "int[] xs := [1, 2]; xs[0] := xs[1]; xs[0] += len(xs); append(xs, 3); remove(xs, 0);",
    "float[] fs := [1, 2.5]; fs := [1]; fs[0] := 1; float[][] g := [[1], []]; g[0][0] := 2;",
    "for (k in [[1], []]) { for (i in k) { .n := i; } } .b := [1] == [2]; print([], [true]);",
    ".n := int(3.7) + int(true); .f := float(1) + float(.s); .s := str([1]) + str(.f);",
    "match x { case 1, -2: { .n := 1; } case 3: { } else: { return; } } match .s { }",
    'match .s { case "a": { } } match .b { case true: { } case false: { } }',
    "for (i in range(0, x)) { if (i == 3) { break; } int k := i; continue; } int i;",
    "while (true) { for (i in range(0, 3)) { match i { case 1: { break; } } } }",
    "local int k := 3 * -1; k += 1; local bool on; local Other o; if (.b) { local float f := 1; }",
    "/* a */ .n /* b */ := // c\n 1;",
]

WRONG = [
    # names
    ("y := 3;", "9: CAS0201 nothing is called `y` here"),
    ("n := 3;", "9: CAS0229 `n` is a member, and needs a dot before it"),
    (".m := 3;", "9: CAS0201 there is no member or port `.m` here"),
    (".x := 3;", "9: CAS0229 `x` is a parameter, and has no dot before it"),
    (".twice(1);", "9: CAS0229 `twice` is a method, and has no dot before it"),
    ("Thing2 y := 3;", "9: CAS0201 nothing is called `Thing2` here"),
    ("P y;", "9: CAS0207 `P` is a protocol, and a type is needed here"),
    ("int x := 1;", "9: CAS0202 `x` is defined twice"),
    ("if (.b) { int k; } k := 1;", "28: CAS0201 nothing is called `k` here"),
    ("int k := k;", "18: CAS0201 nothing is called `k` here"),
    (".part.try.go(1);", "15: CAS0201 the component `Other` has no port `try`"),
    ("x.y := 1;", "9: CAS0201 `int` has no part `y`"),
    ("self := 3;", "9: CAS0114 this cannot be assigned"),
    # types
    (".n := 3.5;", "15: CAS0210 `n` is `int`, and the value is `float`"),
    ('int y := "a";', "18: CAS0210 `y` is `int`, and the value is `str`"),
    (".n += 1.0;", "15: CAS0210 `n` is `int`, and the value is `float`"),
    ('.n += "a";', "9: CAS0213 `+=` is not for `int` and `str`"),
    (".b := 1 + true;", "15: CAS0213 `+` is not for `int` and `bool`"),
    (".b := 1 and .b;", "15: CAS0213 `and` is not for `int` and `bool`"),
    (".b := .b < true;", "15: CAS0213 `<` is not for `bool` and `bool`"),
    (".b := .part == 1;", "15: CAS0213 `==` is not for `Other` and `int`"),
    (".b := -.b;", "15: CAS0213 `-` is not for `bool`"),
    (".b := not .n;", "15: CAS0213 `not` is not for `int`"),
    (".f := 2.0 ** 3;", "15: CAS0213 `**` is not for `float` and `int`"),
    ("if (.n) { }", "13: CAS0214 a condition is a `bool`, and this is `int`"),
    ("while (.s) { }", "16: CAS0214 a condition is a `bool`, and this is `str`"),
    (".part := Thing();", "18: CAS0210 `part` is `Other`, and the value is `Thing`"),
    (".n := nothing();", "15: CAS0215 this has no value, and one is needed here"),
    (".n := .exit.go(1);", "15: CAS0215 this has no value, and one is needed here"),
    (".n := Other;", "15: CAS0215 `Other` is a component, and has no value"),
    (".n := .exit;", "15: CAS0215 `.exit` is a port, and has no value"),
    (".far := self;", "17: CAS0215 `self` stands only before a dot"),
    ("return 3;", "16: CAS0217 the handler of `go` gives no value"),
    (".n := .n, 1;", "9: CAS0116 1 target, but 2 values"),
    (".n, x += 1;", "15: CAS0116 `+=` changes one target, not several"),
    # calls
    ("twice();", "9: CAS0211 `twice` takes 1 argument, not 0"),
    ('twice("a");', "15: CAS0212 `a` is `int`, and this is `str`"),
    (".part := Other();", "18: CAS0211 `Other` takes 1 argument, not 0"),
    ("x(1);", "9: CAS0207 `x` is a parameter, and cannot be called"),
    ("P(1);", "9: CAS0207 `P` is a protocol, and cannot be called"),
    ("print(.part);", "15: CAS0212 `print` takes a value that can be shown, and this is `Other`"),
    (".n := len(1);", "19: CAS0212 `len` takes a `str` or a list, and this is `int`"),
    (".n := max(1);", "15: CAS0211 `max` takes 2 arguments or more, not 1"),
    ("twice := 3;", "9: CAS0216 `twice` is a method, and cannot be assigned"),
    (".exit := 3;", "9: CAS0216 `exit` is a port, and cannot be assigned"),
    # sends
    (".exit.go();", "9: CAS0211 `go` takes 1 argument, not 0"),
    (".exit.go(1.5);", "18: CAS0212 `x` is `int`, and this is `float`"),
    (".exit.gone(1);", "15: CAS0221 the protocol `Q` has no event `gone`"),
    (".entry.go(1);", "9: CAS0220 `.entry` is an in-port: its events are handled here, not sent"),
    (
        ".part.outlet.go(1);",
        "9: CAS0220 `outlet` is an out-port of `part`: its events come from there",
    ),
    (".far.inlet.go(1);", "9: CAS0220 `far` is an alias: events are sent to subs only"),
    (".n.go(1);", "9: CAS0219 `n` is a member, and a port is needed here"),
    (".exit(1);", "9: CAS0207 `exit` is a port, and cannot be called"),
    # connections
    (
        ".exit = .part.inlet;",
        "9: CAS0225 `inlet` has the protocol `P`, which is not `Q` and does not extend it",
    ),
    (".entry = .far.inlet;", "9: CAS0224 `entry` and `inlet` are both in-ports"),
    (".part.inlet = .far.inlet;", "9: CAS0224 `inlet` and `inlet` are both in-ports"),
    (".part.outlet = .far.outlet;", "9: CAS0224 `outlet` and `outlet` are both out-ports"),
    (".exit = .n;", "17: CAS0219 `n` is a member, and a port is needed here"),
    (
        ".exit = Other(1).inlet;",
        "17: CAS0219 a port belongs to the element itself, or to a sub, an alias or a local",
    ),
    # = for := and ==
    ("int y = 3;", "15: CAS0108 `=` connects ports; expected `;`"),
    ("x = 3;", "11: CAS0108 `=` connects two ports, and these are none"),
    (".n = .f;", "12: CAS0108 `=` connects ports, and `.n` is a member"),
    ("if (.n = 3) { }", "16: CAS0108 `=` connects ports; expected `)` after the condition"),
    ("if (.n := 3) { }", "16: CAS0109 `:=` assigns; expected `)` after the condition"),
    # shape
    (".n := 3", "16: CAS0102 expected `;` here, before `}`"),
    (".n := 3 x := 4;", "16: CAS0102 expected `;` here, before `x`"),
    (".n := (3;", "17: CAS0101 expected `)`, found `;`"),
    (".n := ;", "15: CAS0101 expected an expression, found `;`"),
    (".n := twice(1,);", "22: CAS0126 no comma stands before `)`"),
    (".b := 1 + not .b;", "19: CAS0101 `not` binds too loosely to stand here"),
    ("if .b { }", "12: CAS0101 expected `(` around the condition, found `.`"),
    ("if (.b) x := 1;", "17: CAS0125 a body stands between braces"),
    ("else { }", "9: CAS0115 `else` without an `if` before it"),
    ("{ }", "9: CAS0101 expected a statement, found `{`"),
    ("x + 1;", "9: CAS0112 this statement has no effect"),
    ("1 := x;", "9: CAS0114 this cannot be assigned"),
    ("twice(1)(2);", "9: CAS0101 this cannot be called"),
    ('if (.b) { """no""" }', "19: CAS0101 expected a statement, found a docstring"),
    ("x := if;", "14: CAS0101 expected an expression, found the keyword `if`"),
    # lists
    ("int[] xs := [1, 2.5];", "21: CAS0210 `xs` is `int[]`, and the value is `float[]`"),
    ('int[] xs := [1, "a"];', "25: CAS0210 the items before are `int`, and this is `str`"),
    ("float[] xs := range(0, 1);", "23: CAS0210 `xs` is `float[]`, and the value is `int[]`"),
    ("int[] xs; xs[true] := 1;", "22: CAS0210 an index is an `int`, and this is `bool`"),
    ("int[] xs; xs[0] := true;", "28: CAS0210 the item is `int`, and the value is `bool`"),
    ("x[0] := 1;", "9: CAS0232 only a list has items, and this is `int`"),
    (".n := [1][0][0];", "15: CAS0232 only a list has items, and this is `int`"),
    ("[1][0] := 1;", "9: CAS0216 only a list in a variable can be changed"),
    ("(x) := 1;", "10: CAS0101 this stands in no parentheses"),
    ("x, (y) := 1, 2;", "13: CAS0101 this stands in no parentheses"),
    ("(print(1));", "10: CAS0101 this stands in no parentheses"),
    ("(print)(1);", "10: CAS0101 this stands in no parentheses"),
    (".exit = (.part.inlet);", "18: CAS0101 this stands in no parentheses"),
    ("append([1], 2);", "16: CAS0216 only a list in a variable can be changed"),
    ("append(x, 2);", "16: CAS0232 `append` changes a list, and this is `int`"),
    ("int[] xs; append(xs, 2.5);", "30: CAS0212 an item is `int`, and this is `float`"),
    ("int[] xs; remove(xs, 2.5);", "30: CAS0212 an index is `int`, and this is `float`"),
    ("int[] xs; remove(xs);", "19: CAS0211 `remove` takes 2 arguments, not 1"),
    ("int[] xs; .b := append(xs, 2);", "25: CAS0215 this has no value, and one is needed here"),
    ("int[][] xs := [[.part]];", "25: CAS0210 the items of a list are values, and this is `Other`"),
    ("Other[] xs;", "9: CAS0207 the items of a list are values, not elements"),
    ("int[] xs; xs += [1];", "19: CAS0213 `+=` is not for `int[]` and `int[]`"),
    ("int[3] xs;", "9: CAS0112 this statement has no effect"),
    (".n := [1, ;", "19: CAS0101 expected an expression, found `;`"),
    (".n := int([1]);", "19: CAS0212 `int` takes a simple value, and this is `int[]`"),
    (".s := str(.part);", "19: CAS0212 `str` takes a value that can be shown, and this is `Other`"),
    # loops and choices
    ("break;", "9: CAS0115 `break` stands in no loop"),
    ("while (.b) { } continue;", "24: CAS0115 `continue` stands in no loop"),
    ("while (.b) { break }", "27: CAS0102 expected `;` here, before `}`"),
    ("for (i in x) { }", "19: CAS0232 `for` runs over a list, and this is `int`"),
    ("for (x in range(0, 1)) { }", "14: CAS0202 `x` is defined twice"),
    ("for (i in range(0, i)) { }", "28: CAS0201 nothing is called `i` here"),
    (
        "for (i in range(0, 1)) { i := 2; }",
        "34: CAS0216 `i` is a loop variable, and cannot be assigned",
    ),
    ("for (i in range(0, 1)) { .b := i; }", "40: CAS0210 `b` is `bool`, and the value is `int`"),
    (
        "for i in range(0, 1) { }",
        "13: CAS0101 expected `(` and the name of a loop variable, found `i`",
    ),
    ("for (i of x) { }", "16: CAS0101 expected `in` and a list, found `of`"),
    (
        "for (if in x) { }",
        "14: CAS0101 expected the name of a loop variable, found the keyword `if`",
    ),
    ("for (i in range(1)) { }", "19: CAS0211 `range` takes 2 arguments, not 1"),
    ("for (i in range(0, 1.5)) { }", "28: CAS0212 `range` takes an `int`, and this is `float`"),
    (".n := range(0, 1);", "15: CAS0210 `n` is `int`, and the value is `int[]`"),
    ("match x { case .n: { } }", "24: CAS0231 a case is a literal or the name of a constant"),
    (
        "match x { case 1: { } case 2, 1: { } }",
        "39: CAS0231 another case is for this value already",
    ),
    ('match x { case "a": { } }', "24: CAS0231 this is `str`, and never equal to `int`"),
    ("match x { case true: { } }", "24: CAS0231 this is `bool`, and never equal to `int`"),
    (
        "match .far { case 1: { } }",
        "15: CAS0231 `match` compares values with constants, and this is `Other`",
    ),
    (
        "match x { else: { } case 1: { } }",
        "29: CAS0101 expected `}`: `else` is the last branch, found the keyword `case`",
    ),
    ("match x { x := 1; }", "19: CAS0101 expected `case`, `else` or `}`, found `x`"),
    ("match x { case 1 { } }", "26: CAS0101 expected `:` before the body of the `case`, found `{`"),
    ("match x { case 1: { y := 1; } }", "29: CAS0201 nothing is called `y` here"),
    ("case 1: { }", "9: CAS0115 `case` outside of a `match`"),
    (
        "local int k := x;",
        "24: CAS0117 the first value of what is `local` is made of literals, constants and "
        "operators",
    ),
    ("local x := 1;", "17: CAS0109 `:=` assigns; expected the name of a local"),
    # literals
    (".n := ~1;", "15: CAS0103 `~` has no meaning here"),
    (".b := .b && .b;", "18: CAS0123 Castle writes `and` for `&&`"),
    (".n := 3 § 4;", "17: CAS0103 `§` has no meaning here"),
    (".n := 3\x00;", "16: CAS0103 the character U+0000 has no meaning here"),
    ('.s := "abc;', '15: CAS0104 the string has no `"` at its end'),
    (r'.s := "a\qb";', r"17: CAS0105 `\q` is no character"),
    (r'.s := "\ud800";', r"16: CAS0105 `\ud800` is no character"),
    (".n := 12abc;", "15: CAS0106 `12abc` is no number"),
    (".n := 1__0;", "15: CAS0106 `1__0` is no number"),
    (".n := 9223372036854775808;", "15: CAS0107 the number does not fit `int`"),
    (".f := 1e999;", "15: CAS0107 the number does not fit `float`"),
]


@pytest.mark.parametrize("line", FINE)
def test_what_the_language_allows_is_read(body_errors: BodyErrors, line: str) -> None:
    """A program that is right is read without a word."""
    assert body_errors(line) == []


@pytest.mark.parametrize(("line", "message"), WRONG)
def test_what_is_wrong_is_told_once_at_its_place(
    body_errors: BodyErrors, line: str, message: str
) -> None:
    """Each mistake gives a message of its own, with its place, and no second one."""
    assert body_errors(line) == [message]
