"""The language, claim by claim: what each allows is read, and what it forbids is refused."""

from collections.abc import Callable

import pytest

from castle.aigr import DiagnosticError, Forest, verify

P = "protocol P { go(int:x); } "
B = P + "component B { port P<in>:i; port P<out>:o; } implement B { P.go(x) on .i { } } "
A = "component A { port P<in>:i; port P<out>:o; } "
GO = "P.go(x) on .i { } "
M = "component A { } implement A { "


def a(members: str) -> str:
    """A program whose component A has these members besides a handler."""
    return f"{B}{A}implement A {{ {GO}{members} }}"


def m(members: str) -> str:
    """A program whose only component has these members, and no ports."""
    return f"{M}{members} }}"


def f(body: str) -> str:
    """A program with these statements in a method."""
    return m(f"f(int:n, float:x, str:s, bool:b) {{ {body} }}")


OTHER = "\n// file: other.Castle\nprotocol P { go(int:x); } component C { } implement C { }"

FINE = {
    "1 a file is a namespace called after its stem": "import other;"
    " component A { port other.P<out>:o; }" + OTHER,
    "1 a name can be imported by itself": "from other import P; component A { port P<out>:o; }"
    + OTHER,
    "1 an imported name can get another one": "from other import P as Q;"
    " component A { port Q<out>:o; }" + OTHER,
    "1 three names are predefined": "protocol S : SlowStart(1) { } protocol E : EventProtocol { }"
    " component A : Component { }",
    "2 comments of both kinds": "// one\n/* two\n /* still two */ component A { } /**/",
    "2 words have a meaning only in their place": m(
        "int on; int in; int state; int entry; int leave; int region; int final; int done;"
        " int epsilon; int instantly; int out; f(int:on) { int state := on; int out := state; }"
    ),
    "2 any word is a name after a dot and where a port, event or member is declared": (
        "protocol K { if(); while(); import(int:as_); } component A { port K<in>:case;"
        " port K<out>:for; } implement A { int return; K.if() on .case { .for.if(); }"
        " K.while() on .case { .return := 3; } K.import(x) on .case { self.for.import(x); } }"
    ),
    "2 literals": f(
        'print(42, 0x2A, 1_000, 3.14, 1e-3, "\\n\\r\\t\\\\\\"\\u00e9", true, false, [1, 2, 3]);'
    ),
    "2 a docstring opens what it documents": '"""file""" component A { """c""" } implement A {'
    ' """i""" init() { """in""" } enum E { """e""" a } f() { """m""" } }',
    "2 .name is short for self.name": m("int n; f() { .n := self.n; self.n := .n; }"),
    "3 events have typed parameters, and may give a value": "protocol P {"
    " int: ask(str:q, float[]:xs); int[]: all(); go(); }",
    "3 a protocol inherits from one protocol": P + "protocol Q : P { more(); }",
    "3 arguments in a base position specialise": "protocol G(int:n, str:s) : SlowStart(n) { go(); }"
    ' protocol H(int:k) : G(k * 2, "x") { } protocol I : H(3) { } component A { port I<out>:o; }',
    "3 a parameter is written either way round": "protocol P {"
    " go(int:x, y:int, str[]:z, w:str[]); }",
    "4 the colon before a port's name may be left out": P
    + "component A { port P<in>:x; port P<in> y; port int<out> z; }",
    "4 a component inherits the ports of its base": B
    + "component C : B { } implement C { P.go(x) on .i { .o.go(x); } }",
    "4 a type in place of a protocol makes a data port": "component A { port int<out>:level;"
    " port int<in>:i; } implement A { value(v) on .i { .level.value(v + 3); } }",
    "5 init repeats the parameters of the component": "component A(int:n, str:s) { }"
    " implement A { init(int:n, str:s) { } f() { A(3, s()); } str: s() { return str(1); } }",
    "5 members have default values of their types": m("int n; float f; bool b; str s; int[] xs;"),
    "5 members may have first values": m(
        'int n := 1; float f := 1; str s := "a"; int[] xs := [1];'
    ),
    "5 subs and aliases, with and without a type": a(
        "sub B:x; sub y; alias B:z; alias w;"
        " init() { .x := B(); .y := B(); .z := .x; .w := .y; .z := .w; }"
    ),
    "5 a constant": m("cons PRIMES := [2, 3, 5]; f() { for (p in PRIMES) { print(p); } }"),
    "5 an enumeration, whose default is the first": m(
        "enum Color { red, green } Color c; f() { .c := Color.green; print(.c == Color.red); }"
    ),
    "5 powerOn has default values": m("powerOn(int:max := 100) { print(max); }"),
    "5 a handler on a pin": a("sub B:x; init() { .x := B(); } P.go(y) on .x.o { }"),
    "5 a default handler": f"{P}{A}implement A {{ * on .i as e {{ .o = e; }} }}",
    "5 methods with and without a value": m(
        "g(int:x) { } int: h(int:x) { g(x); return h(x - 1); }"
    ),
    "5 components type subs, aliases, locals and method parameters": a(
        "sub B:x; alias B:y; init() { .x := B(); } g(B:z) { B w := z; .y := w; }"
    ),
    "5 Ground is no element": a("alias B:y; g() { .y := Ground; print(.y == Ground); }"),
    "5 declarations": f("int i := 0; local int k := 0; float g; int[][] xs; k += i;"),
    "5 assignments": f(
        "int i; int j; i, j := j, i; i += 1; i -= 1; i *= 2; i /= 2; i %= 2; i **= 2;"
    ),
    "5 a connection is written either way round": a(
        "sub B:x; init() { .x := B(); .o = .x.i; .x.i = .o; }"
    ),
    "5 a send goes over an own out-port, or to an in-port of a sub": a(
        "sub B:x; init() { .x := B(); .x.i.go(1); } g() { .o.go(2); .x.i.go(3); }"
    ),
    "5 if, while, for, break, continue, return": f(
        "if (b) { } else if (n > 1) { return; } else { } while (b) { break; }"
        " for (i in range(0, n)) { if (i == 2) { continue; } }"
    ),
    "5 match": f('match n { case 1, 2: { } case -3: { } else: { } } match s { case "a": { } }'),
    "5 comparisons chain": f("print(1 < n < 2, 1 < n <= 2 == n, n == n != 3);"),
    "5 operators in their order": f(
        "print(b or b nor b xor b xnor b and b nand not b, -n ** 2 + n * n / n % n, +n - -n);"
    ),
    "5 lists are changed in place": f(
        "int[] xs; append(xs, n); remove(xs, 0); xs[n] := 1; xs[0] += 1;"
    ),
    "5 an int becomes a float by itself": f(
        "float g := n; g := n + 1; g += n; print(x + n, n < x);"
    ),
    "5 conversions": f('print(int(x), float(n), str(b), int("3"), float("1.5"), str([1]));'),
    "5 texts are joined, compared and measured": f('print(s + "a", s < "b", s == "c", len(s));'),
    "5 the built-in functions": f(
        'print(n, s); printf("%d %x %f %e %g %s %%", n, n, x, x, x, s); print(len([1]), range(1, n)'
        ", abs(n), min(n, 2), max(x, n, 3));"
    ),
    "6.4 any out-port is joined to any in-port": a(
        "sub B:x; alias B:y; init() { .x := B(); .x.o = .i; .y.o = .x.i; .o = .y.i; .y.o = .y.i; }"
    ),
    "6.4 an own in-port is delegated, and a sub's out-port": f"{B}{A}implement A {{ sub B:x;"
    " init() { .x := B(); .i = .x.i; .o = .x.o; } }",
    "6.4 the protocol of the in-port may extend that of the out-port": P
    + "protocol Q : P { } component A { port P<out>:o; port Q<in>:i; } implement A {"
    " P.go(x) on .i { .o = .i; } }",
    "6.6 a bound is changed and lifted": "protocol S : SlowStart(2) { go(); } component A {"
    " port S<out>:o; } implement A { f(int:k) { .o.queue.setMax(k); .o.queue.removeLimit(); } }",
}


@pytest.mark.parametrize("claim", FINE)
def test_what_the_language_allows_is_read(read: Callable[..., Forest], claim: str) -> None:
    """And gives a valid graph."""
    assert verify(read(files(FINE[claim]))) == []


WRONG = {
    "1 a missing import": ("import nowhere;", "CAS0203"),
    "1 contracts that import each other": (
        "// file: main.Moat\nimport other;\n// file: other.Moat\nimport main;",
        "CAS0204",
    ),
    "1 a name that is defined twice": ("component A { } protocol A { }", "CAS0202"),
    "1 an implementation in a contract": ("// file: main.Moat\n" + m(""), "CAS0115"),
    "2 comments do not nest": ("/* /* */ */ component A { }", "CAS0101"),
    "2 a keyword is no name": (f("int if := 3;"), "CAS0101"),
    "2 members need the dot": (m("int n; f() { n := 3; }"), "CAS0229"),
    "2 methods have no dot": (m("g() { } f() { .g(); }"), "CAS0229"),
    "2 = does not assign": (m("int n; f(int:k) { .n = k; }"), "CAS0108"),
    "2 = does not compare": (f("if (n = 3) { }"), "CAS0108"),
    "2 := does not compare": (f("if (n := 3) { }"), "CAS0109"),
    "2 == does not assign": (f("n == 3;"), "CAS0112"),
    "2 conditions stand in parentheses": (f("if b { }"), "CAS0101"),
    "2 bodies stand in braces": (f("if (b) return;"), "CAS0125"),
    "2 a literal fits its type": (f("n := 9223372036854775808;"), "CAS0107"),
    "2 an escape is one of six": (f('s := "\\a";'), "CAS0105"),
    "3 two bases": (P + "protocol Q : P, P { }", "CAS0101"),
    "3 an unbound protocol on a port": ("component A { port SlowStart<in>:i; }", "CAS0230"),
    "3 both sides name a type": ("protocol P { go(int:str); }", "CAS0209"),
    "3 neither side names a type": ("protocol P { go(x:y); }", "CAS0209"),
    "3 an inherited event again": (P + "protocol Q : P { go(); }", "CAS0202"),
    "4 what is inherited is ports alone": (
        "component B { } implement B { int n; } component A : B { }"
        " implement A { f() { .n := 1; } }",
        "CAS0201",
    ),
    "4 a data port has one event": (
        "component A { port int<out>:o; } implement A { f() { .o.go(3); } }",
        "CAS0221",
    ),
    "5 init that does not repeat": ("component A(int:n) { } implement A { init() { } }", "CAS0228"),
    "5 two inits": (m("init() { } init() { }"), "CAS0202"),
    "5 a sub that is assigned twice": (a("sub x; init() { .x := B(); .x := B(); }"), "CAS0216"),
    "5 a constant that is assigned": (m("cons X := 1; f() { X := 2; }"), "CAS0216"),
    "5 assignments that disagree": (a("alias x; g() { .x := B(); .x := A(); }"), "CAS0233"),
    "5 an element in an event": ("component A { } protocol P { go(A:a); }", "CAS0207"),
    "5 an element in a member": (m("A a;"), "CAS0207"),
    "5 an event without a handler": (f"{P}{A}implement A {{ }}", "CAS0223"),
    "5 a send on an own out-port in init": (a("init() { .o.go(1); }"), "CAS0226"),
    "5 a send on an own in-port": (a("g() { .i.go(1); }"), "CAS0220"),
    "5 a send to an alias": (a("alias B:y; g() { .y.i.go(1); }"), "CAS0220"),
    "5 a handler on an own out-port": (a("P.go(x) on .o { }"), "CAS0222"),
    "5 a handler for an event that the protocol lacks": (a("P.stop() on .i { }"), "CAS0221"),
    "5 a pin of an alias": (a("alias B:y; P.go(x) on .y.o { }"), "CAS0222"),
    "5 a condition that is no bool": (f("if (n) { }"), "CAS0214"),
    "5 a case that is no constant": (f("match n { case n: { } }"), "CAS0231"),
    "5 a case that stands twice": (f("match n { case 1: { } case 1: { } }"), "CAS0231"),
    "5 a float where an int is wanted": (f("n := x;"), "CAS0210"),
    "5 a text and a number": (f("s := s + n;"), "CAS0213"),
    "5 a power of a float": (f("print(x ** 2);"), "CAS0213"),
    "5 a method without its value": (m("int: g() { }"), "CAS0218"),
    "5 break outside of a loop": (f("break;"), "CAS0115"),
    "5 an unknown conversion": (f('printf("%i", n);'), "CAS0235"),
    "5 a format that is no literal": (f("printf(s, n);"), "CAS0235"),
    "5 printing an element": (a("sub x; init() { .x := B(); print(.x); }"), "CAS0212"),
    "6.4 two out-ports": (a("sub x; init() { .x := B(); .x.o = .x.o; }"), "CAS0224"),
    "6.4 a protocol that does not extend": (
        P + "protocol Q : P { } component A { port Q<out>:o; port P<in>:i; } implement A {"
        " P.go(x) on .i { .o = .i; } }",
        "CAS0225",
    ),
    "6.6 a bound below one": (
        "protocol S : SlowStart(2) { go(); } component A { port S<out>:o; } implement A {"
        " f() { .o.queue.setMax(0); } }",
        "CAS0237",
    ),
}


@pytest.mark.parametrize("claim", WRONG)
def test_what_the_language_forbids_is_refused(read: Callable[..., Forest], claim: str) -> None:
    """Once, under its own number."""
    text, code = WRONG[claim]
    with pytest.raises(DiagnosticError) as caught:
        read(files(text))
    assert [found.code for found in caught.value.diagnostics] == [code]


def files(text: str) -> dict[str, str]:
    """The files of a program, of which the first may stand without its name."""
    if not text.startswith("// file: "):
        text = f"// file: main.Castle\n{text}"
    parts = [part.partition("\n") for part in f"\n{text}".split("\n// file: ")[1:]]
    return {name: body for name, _, body in parts}
