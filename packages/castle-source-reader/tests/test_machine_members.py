"""What stands in machines besides states and rules, in one file or in several."""

from collections.abc import Callable

from castle.aigr import Alias, ConstantDefinition, Forest, QueueLimit, SubElement, verify, walk

PROTOCOLS = """protocol S { coin(int:x); pass(); } protocol Q : SlowStart(1) { lock(int:k); }
component B { port S<in>:i; } implement B { S.coin(x) on .i { } S.pass() on .i { } }
"""
ONE = """component T { port S<in>:signal; port Q<out>:act; port int<in>:level; port int<out>:out; }
@FSM implement T {
    enum Color { red, green } cons MOST := 3; Color c := Color.green; int n := MOST;
    sub b; alias last;
    state: A, X := A;
    init() { super.init(); .b := B(); .last := .b; }
    A + signal.coin(k) [.n < MOST and .c == Color.red] -> X, act.lock(k),
        { .act.queue.setMax(3); .c := Color.red; };
    A + signal.pass -> , m(), out.value(3);
    X + level.value(v) -> A, { .out.value(v); .n := v; };
    m() { match .c { case Color.red: { print(MOST); } } }
}
"""
MAIN = """component T { port S<in>:signal; port S<out>:o; }
@FSM implement T {
    enum E { a, b } cons MOST := 3; sub b; alias last;
    state: A, X := X;
    A + signal.coin -> X;
    A + signal.pass -> X;
    X + signal.coin -> A, { .b := B(); };
    state X { E more; state: C := C; C + signal.pass -> A, { .last := .b; };
        g(B:z) { .last := z; } }
}
"""
MORE = """import main;
@FSM implement main.T.A {
    state: D, F := D;
    cons OTHER := MOST + 1;
    E e := E.b;
    D + signal.coin(x) [x > OTHER and .e == E.a] -> F, { .last.i = .o; .e := E.a; };
    F + signal.pass -> D, { .last := main.B(); };
}
"""


def test_a_machine_has_members_of_all_kinds(read: Callable[..., Forest]) -> None:
    """Their names are known in rules, guards and actions; the graph is valid."""
    forest = read(PROTOCOLS + ONE)
    nodes = list(walk(forest))
    assert len([n for n in nodes if isinstance(n, QueueLimit)]) == 1
    open_ones = [n for n in nodes if isinstance(n, SubElement | Alias)]
    assert [one.component.name for one in open_ones if one.component] == ["B", "B"]
    assert verify(forest) == []


def test_members_are_known_in_all_files_of_a_machine(read: Callable[..., Forest]) -> None:
    """Constants and enumerations with their types, and what is assigned in any file."""
    forest = read({"main.Castle": f"import more;\n{PROTOCOLS}{MAIN}", "more.Castle": MORE})
    nodes = list(walk(forest))
    assert [n.name for n in nodes if isinstance(n, ConstantDefinition)] == ["OTHER", "MOST"]
    open_ones = [n for n in nodes if isinstance(n, SubElement | Alias)]
    assert [one.component.name for one in open_ones if one.component] == ["B", "B"]
    assert verify(forest) == []


def test_files_of_a_machine_agree(errors: Callable[..., list[str]]) -> None:
    """A sub is assigned once in all of them, and types fit across files."""
    more = MORE.replace(".last := main.B()", ".b := main.B()").replace("E.b;", "MOST;")
    assert errors({"main.Castle": f"import more;\n{PROTOCOLS}{MAIN}", "more.Castle": more}) == [
        "more.Castle:5:12: CAS0210 `e` is `E`, and the value is `int`",
        "more.Castle:7:29: CAS0216 `b` is a sub-element, which is assigned once",
    ]
