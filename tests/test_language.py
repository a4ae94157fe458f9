"""Programs through reader, machinery, writer and engine: all say what the language says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from castle.aigr import Forest, verify
from castle.engines.simulation import SimulationEngine
from castle.monorail.abcs import Program
from castle.monorail.meta import RunMeta
from castle.readers.source import SourceReader
from castle.transformers.machinery.direct_call import DirectCallTransformer
from castle.writers.python import PythonWriter

CONTRACTS = """
protocol Talk {{ go(int:n); done(int:n); both(int:a, int:b); none(); }}
component Main {{ port Talk<out>:q; {main} }}
component Other {{ port Talk<in>:i; port Talk<out>:o; {other} }}
"""


def read(folder: Path, main: str, other: str, ports: tuple[str, str] = ("", "")) -> Forest:
    """A program of two components in one file."""
    contracts = CONTRACTS.format(main=ports[0], other=ports[1])
    (folder / "program.Castle").write_text(
        f"{contracts}\nimplement Main {{ {main} }}\nimplement Other {{ {other} }}\n"
    )
    forest = SourceReader(files=[folder / "program.Castle"]).read([])
    assert verify(forest) == []
    return forest


def outcomes(forest: Forest, folder: Path) -> tuple[str, str, int, str]:
    """What the engine and the written Python print, and how the latter ends."""
    result = SimulationEngine().run(Program(forest), RunMeta.now("program"))
    PythonWriter().write(DirectCallTransformer().transform(forest), folder / "build")
    command = [sys.executable, "-S", "-E", str(folder / "build" / "program.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    message = result.verdict.message
    assert result.verdict.ok == (done.returncode == 0), (message, done.stderr)
    if not result.verdict.ok:
        assert done.stderr.strip() == message
    return result.printed, done.stdout, done.returncode, done.stderr


HANDLERS = "Talk.done(n) on .i { } Talk.both(a, b) on .i { } Talk.none() on .i { }"

PROGRAMS = {
    "arguments are evaluated before the port is read": (
        """sub Other:one; sub Other:two;
        init() { .one := Other(); .two := Other(); .q = .one.i; }
        int: swap() { .q = .two.i; return 3; }
        powerOn() { .q.go(swap()); print("sent"); }
        Talk.done(n) on .two.o { print("two", n); }
        Talk.done(n) on .one.o { print("one", n); }""",
        f"Talk.go(n) on .i {{ .o.done(n); }} {HANDLERS}",
        "two 3\nsent\n",
    ),
    "an event for a busy element waits until its handler is over": (
        """sub Other:e;
        init() { .e := Other(); }
        powerOn() { .e.i.go(2); print("powered"); }
        Talk.go(n) on .e.o { print("pin", n); if (n > 0) { .e.i.go(n - 1); }
        print("pin after", n); }""",
        f"""Talk.go(n) on .i {{ .o.go(n); print("after", n); }} {HANDLERS}""",
        "pin 2\npin after 2\nafter 2\npin 1\npin after 1\nafter 1\npin 0\npin after 0\nafter 0\n"
        "powered\n",
    ),
    "a chain of sends in tail position needs no stack": (
        """sub Other:e; int last := 0;
        init() { .e := Other(); }
        powerOn() { .e.i.go(100000); print(.last); }
        Talk.go(n) on .e.o { .last := n; if (n > 0) { .e.i.go(n - 1); } }""",
        f"Talk.go(n) on .i {{ .o.go(n); }} {HANDLERS}",
        "0\n",
    ),
    "events with any number of parameters": (
        """sub Other:e;
        init() { .e := Other(); }
        powerOn() { .e.i.none(); .e.i.both(1, 2); .e.i.go(3); }
        Talk.none() on .e.o { print("none"); }
        Talk.both(x, y) on .e.o { print("both", x, y); }""",
        """Talk.none() on .i { .o.none(); } Talk.both(a, b) on .i { .o.both(b, a); }
        Talk.go(n) on .i { print("go", n); } Talk.done(n) on .i { }""",
        "none\nboth 2 1\ngo 3\n",
    ),
    "an int becomes a float where a float is wanted": (
        """float f := 3; float g;
        powerOn() { .g := 1; print(.f, .g, .f + 1, 7 / 2, -7 / 2, -7 % 3, 7.0 / 2); half(5); }
        half(float:x) { print(x / 2); }""",
        f"Talk.go(n) on .i {{ }} {HANDLERS}",
        "3.0 1.0 4.0 3 -4 2 3.5\n2.5\n",
    ),
    "names of Python's are names like others": (
        """int class := 1; int self_ := 2; bool None := true;
        powerOn() { int print_ := 5; int list := 6; if (.None) { int x := 1; print(x); }
        if (.None) { int x := 2; print(x); } print(.class, .self_, .None, print_, list);
        lambda(7); }
        lambda(int:def) { print(def); }""",
        f"Talk.go(n) on .i {{ }} {HANDLERS}",
        "1\n2\n1 2 true 5 6\n7\n",
    ),
    "what is first assigned from a method has its default before": (
        """int a; int b; init() { .a := both(); .b := 3; }
        powerOn() { print(.a, .b); int n; float f; str s; f += 0.5; n += 1; s += "x"; f -= 2;
        print(n, f, s); }
        int: both() { return .a + .b + 7; }""",
        f"Talk.go(n) on .i {{ }} {HANDLERS}",
        "7 3\n1 -1.5 x\n",
    ),
    "loops are left, and go on with the next round": (
        """powerOn() {
            for (i in range(0, 10)) { if (i % 2 == 0) { continue; } if (i > 6) { break; }
                for (j in range(0, 9)) { if (j == 2) { break; } print(i, j); } }
            int n := 5; for (i in range(0, n)) { n := 2; print("round", i, n); }
            while (true) { n += 1; match n { case 3: { continue; } case 5: { break; } }
                print("n", n); }
            for (i in range(3, 1)) { print("never"); }
            print(first(4), first(40)); }
        int: first(int:n) { for (k in range(0, 10)) { if (k * k >= n) { return k; } } return -1; }
        """,
        f"Talk.go(n) on .i {{ }} {HANDLERS}",
        "1 0\n1 1\n3 0\n3 1\n5 0\n5 1\n"
        "round 0 2\nround 1 2\nround 2 2\nround 3 2\nround 4 2\nn 4\n2 7\n",
    ),
    "lists are values, copied where they go": (
        """int[] xs := [1, 2, 3]; float[] fs := [1, 2.5]; int[][] deep := [[1], [2, 3]]; int asked;
        int: ask(int:n) { .asked += 1; return n; }
        int[]: all() { .asked += 10; return .xs; }
        powerOn() { int[] ys := .xs; ys[0] := 9; append(ys, 4); remove(ys, 1);
            print(.xs, ys, len(ys)); .fs[0] += 1; append(.fs, 7); print(.fs, .fs[0] == 2.0);
            int[][] other := .deep; other[0][0] := 5; append(other[1], 6); print(.deep, other);
            for (row in .deep) { print(row); append(.deep, row); } print(.deep);
            take(ys); print(ys); .xs[ask(1)] += 5; .deep[ask(0)][ask(0)] := ask(8);
            .deep[ask(0)][0] *= 2; remove(.deep[ask(1)], 0);
            print(.xs, .deep, .asked, all()[ask(1)], .asked, .xs == all(), [1] == [2]);
            int[] none; print(none, [], [true, false], ["a"]); int i := 1;
            .xs[0], .xs[i] := .xs[i], .xs[0]; print(.xs); print(range(2, 5), len(range(5, 2)));
            int[] again := all(); again[0] := 0; print(.xs, sum([1, 2, 3])); }
        take(int[]:given) { given[0] := 0; print(given); }
        int: sum(int[]:given) { int s; for (g in given) { s += g; } return s; }""",
        f"Talk.go(n) on .i {{ }} {HANDLERS}",
        "[1, 2, 3] [9, 3, 4] 3\n[2.0, 2.5, 7.0] true\n[[1], [2, 3]] [[5], [2, 3, 6]]\n"
        "[1]\n[2, 3]\n[[1], [2, 3], [1], [2, 3]]\n[0, 3, 4]\n[9, 3, 4]\n"
        "[1, 7, 3] [[16], [3], [1], [2, 3]] 6 7 17 true false\n"
        "[] [] [true, false] [a]\n[7, 1, 3]\n[2, 3, 4] 0\n[7, 1, 3] 6\n",
    ),
    "values are converted by name": (
        """float f := -2.9; bool b := true;
        powerOn() { print(int(.f), int("42") + int(.b), float(3), float("2.5"), float(.b));
            print(str(1) + str(.f) + str(.b) + str([1, 2]) + str("x"), len(str(12))); }""",
        f"Talk.go(n) on .i {{ }} {HANDLERS}",
        "-2 43 3.0 2.5 1.0\n1-2.9true[1, 2]x 2\n",
    ),
    "one case of a match is done at most": (
        """int asked;
        int: ask() { .asked += 1; return 2; }
        powerOn() {
            for (i in range(-2, 4)) { match i { case -1, 1: { print("odd", i); } case 2: { }
                case 3: { print("three"); i2(i); } else: { print("else", i); } } }
            match ask() { case 1: { print(1); } case 2: { print(2); } } print(.asked);
            match "b" + "c" { case "b": { print("b"); } case "bc": { print("bc"); } }
            match 1 == 1 { case false: { print("no"); } case true: { print("yes"); } }
            match 1.5 { case 1: { } case -1.5: { } case 1.5: { print("float"); } }
            match 7 { } match 7 { else: { print("only"); } } }
        i2(int:n) { match n { case 3: { } else: { print("not here"); } } }""",
        f"Talk.go(n) on .i {{ }} {HANDLERS}",
        "else -2\nodd -1\nelse 0\nodd 1\nthree\n2\n1\nbc\nyes\nfloat\nonly\n",
    ),
    "an int becomes a float in each pair of a chain by itself": (
        """int a := 9007199254740992; int asked;
        int: next() { .asked += 1; return .a + 1; }
        powerOn() { print(.a < next() < 1e300, .asked, .a < .a + 1, .a < 9007199254740992.0);
            print(1.5 < 2 <= next() != 0, .asked, min(1, 0.5), max(2, 1.5), abs(-0.0)); }""",
        f"Talk.go(n) on .i {{ }} {HANDLERS}",
        "true 1 true false\ntrue 2 0.5 2.0 0.0\n",
    ),
    "targets are found and changed one after the other": (
        """int[] xs := [1, 2]; int[][] rows := [[0], [0, 0]]; int i;
        int: grow() { .xs := [7, 7, 7]; .i := 2; return 1; }
        powerOn() { .i, .xs[.i] := 1, 5; print(.xs); .xs[.i] += grow(); print(.xs, .i);
            .rows[.i - 1][.i - 2], .i := 4, 0; print(.rows, .i);
            append(.xs, grow()); print(.xs, .xs == [7, 7, 7, 1]); .xs := [9];
            print(.xs[grow() - 1], .xs); int[] ys := .xs; .xs[0] := 1; print(ys, .xs); }""",
        f"Talk.go(n) on .i {{ }} {HANDLERS}",
        "[1, 5]\n[7, 6, 7] 2\n[[0], [4, 0]] 0\n[7, 7, 7, 1] true\n9 [7, 7, 7]\n"
        "[7, 7, 7] [1, 7, 7]\n",
    ),
    "floats are those of IEEE, and what is no number is equal to nothing": (
        """float big := 1e300;
        powerOn() { .big *= 1e300; float none := .big - .big; print(.big, -.big, none);
            float[] xs := [none]; print(xs == xs, xs != xs, none == none, [.big] == [.big]);
            printf("%5.1f|%05d|%x|%-4s|%e\\n", .big, -42, -1, true, 0.00012); }""",
        f"Talk.go(n) on .i {{ }} {HANDLERS}",
        "inf -inf nan\nfalse true false true\n  inf|-0042|ffffffffffffffff|true|1.200000e-04\n",
    ),
    "constants and enumerations belong to all elements": (
        """cons PRIMES := [2, 3, 5]; cons SUM := 2 + 3; enum Color { red, green } Color c;
        Color: other() { if (.c == Color.red) { return Color.green; } return Color.red; }
        powerOn() { print(PRIMES, SUM * 2, .c, [Color.green], Color.red == .c);
            int[] mine := PRIMES; append(mine, 7); print(PRIMES, mine);
            match other() { case Color.green: { print("green"); } else: { print("else"); } } }""",
        f"Talk.go(n) on .i {{ }} {HANDLERS}",
        "[2, 3, 5] 10 red [green] true\n[2, 3, 5] [2, 3, 5, 7]\ngreen\n",
    ),
    "a local that is kept belongs to its element": (
        """sub Other:a; sub Other:b;
        init() { .a := Other(); .b := Other(); }
        powerOn() { for (i in range(0, 3)) { .a.i.go(i); } .b.i.go(9); count(); count(); }
        count() { local int n := -1; local float f; n += 1; f += 0.5; print("count", n, f); }""",
        f"""Talk.go(x) on .i {{ local int n := 10; local bool again; local str s := "a";
            n += 1; s += "b"; print(x, n, again, s); again := true; more(); }}
        more() {{ local int n; n -= 1; print(n); }} {HANDLERS}""",
        "0 11 false ab\n-1\n1 12 true abb\n-2\n2 13 true abbb\n-3\n9 11 false ab\n-1\n"
        "count 0 0.5\ncount 1 1.0\n",
    ),
    "a send in a loop is a step, and one at the end of a case a jump": (
        """sub Other:e; int last;
        init() { .e := Other(); }
        powerOn() { for (i in range(0, 3)) { .e.i.go(i * 5000); print(.last); } }
        Talk.go(n) on .e.o { .last := n; match n { case 0: { } else: { .e.i.go(n - 1); } } }""",
        f"Talk.go(n) on .i {{ .o.go(n); }} {HANDLERS}",
        "0\n0\n0\n",
    ),
}


@pytest.mark.parametrize("case", PROGRAMS)
def test_engine_and_written_python_say_what_the_language_says(tmp_path: Path, case: str) -> None:
    """Both ways of running a program print the same, and what the language asks for."""
    main, other, expected = PROGRAMS[case]
    engine, python, _, _ = outcomes(read(tmp_path, main, other), tmp_path)
    assert (engine, python) == (expected, expected)


CHAIN = """
protocol Talk {{ go(int:n); }}
component Link {{ port Talk<in>:i; port Talk<out>:o; }}
component Main {{ }}
implement Link {{ int sum; Talk.go(n) on .i {{ .o.go(n + 1); .sum += n; }} }}
implement Main {{
    sub Link:first; alias Link:last;
    init() {{ .first := Link(); .last := .first; }}
    powerOn() {{
        for (i in range(0, {links})) {{
            Link newest := Link(); .last.o = newest.i; .last := newest; }}
        .first.i.go(1); print("done");
    }}
}}
"""


def test_sends_that_others_wait_for_nest_deeply(tmp_path: Path) -> None:
    """As deep as there are primes to 100,000, and more; and then the program ends properly."""
    (tmp_path / "program.Castle").write_text(CHAIN.format(links=10_000))
    forest = SourceReader(files=[tmp_path / "program.Castle"]).read([])
    assert outcomes(forest, tmp_path)[:3] == ("done\n", "done\n", 0)
    (tmp_path / "program.Castle").write_text(CHAIN.format(links=60_000))
    forest = SourceReader(files=[tmp_path / "program.Castle"]).read([])
    PythonWriter().write(DirectCallTransformer().transform(forest), tmp_path / "build")
    command = [sys.executable, "-S", "-E", str(tmp_path / "build" / "program.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (3, "")
    assert re.fullmatch(
        r"program\.Castle:5: Link#\d+: too many calls within calls\n", done.stderr
    ), done.stderr


FAILURES = {
    "division by zero": (
        "int zero; powerOn() { print(1); print(1 / .zero); }",
        "program.Castle:6: Main: division by zero",
        "1\n",
    ),
    "overflow": (
        "int most := 9223372036854775807; powerOn() { .most += 1; }",
        "program.Castle:6: Main: overflow",
        "",
    ),
    "an item that a list does not have": (
        "int[] xs := [1]; powerOn() { int i := -1; print(.xs[0]); .xs[i] := 2; }",
        "program.Castle:6: Main: index -1 is out of range",
        "1\n",
    ),
    "a text that is no number": (
        'powerOn() { print(int("4x")); }',
        "program.Castle:6: Main: '4x' is no int",
        "",
    ),
    "connecting a port of Ground": (
        "alias Other:g; sub Other:e; init() { .e := Other(); } powerOn() { .g.o = .e.i; }",
        "program.Castle:6: Main: Ground has no o",
        "",
    ),
    "calls within calls without an end": (
        "powerOn() { again(1); } again(int:n) { again(n); print(n); }",
        "program.Castle:6: Main: too many calls within calls",
        "",
    ),
    "a sub-element that is assigned again": (
        "sub Other:e; powerOn() { make(); make(); } make() { .e := Other(); print(1); }",
        "program.Castle:6: Main: a sub-element is assigned once",
        "1\n",
    ),
    "a float that is too large for an int": (
        "powerOn() { float f := 1e18; print(int(f)); print(int(f * 10)); }",
        "program.Castle:6: Main: overflow: 10000000000000000000 does not fit in 64 bits",
        "1000000000000000000\n",
    ),
    "the smallest int without its sign": (
        "int least := -9223372036854775808; powerOn() { print(-(.least + 1), abs(.least)); }",
        "program.Castle:6: Main: overflow",
        "",
    ),
    "a sub that fails": (
        "sub Other:e; init() { .e := Other(); } powerOn() { .e.i.go(0); }",
        "program.Castle:7: Main.e: division by zero",
        "",
    ),
}


@pytest.mark.parametrize("case", FAILURES)
def test_a_run_time_error_names_file_line_and_element(tmp_path: Path, case: str) -> None:
    """The engine and the written Python end with the same message and what was printed so far."""
    main, message, printed = FAILURES[case]
    other = f"Talk.go(n) on .i {{ print(1 % n); }} {HANDLERS}"
    engine, python, status, errors = outcomes(read(tmp_path, main, other), tmp_path)
    assert errors.startswith(message), errors
    assert (engine, python, status) == (printed, printed, 3)
    assert "Traceback" not in errors


def test_docstrings_are_kept(tmp_path: Path) -> None:
    """Those of the component, its implementation, init, powerOn, methods and handlers."""
    main = '''"""Main, implemented.""" init() { """made""" } powerOn() { """begins""" work(); }
    work() { """works""" }'''
    forest = read(tmp_path, main, f'Talk.go(n) on .i {{ """goes""" }} {HANDLERS}')
    PythonWriter().write(DirectCallTransformer().transform(forest), tmp_path / "build")
    written = (tmp_path / "build" / "program.py").read_text()
    for text in ("Main, implemented.", "made", "begins", "works", "goes"):
        assert f'"""{text}"""' in written


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    """A file that the writer did not write keeps it from writing anything."""
    forest = read(tmp_path, "powerOn() { }", f"Talk.go(n) on .i {{ }} {HANDLERS}")
    lowered = DirectCallTransformer().transform(forest)
    (tmp_path / "program.py").write_text("mine")
    with pytest.raises(Exception, match="CAS0705"):
        PythonWriter().write(lowered, tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["program.Castle", "program.py"]
    assert (tmp_path / "program.py").read_text() == "mine"


ASKING = """
protocol Ask { int: ask(int:n); }
component Main { port Ask<out>:q; }
component Twice { port Ask<in>:i; port Ask<out>:o; }
implement Twice {
    Ask.ask(n) on .i { if (n == 0) { return .o.ask(n); } return 2 * n; }
}
"""


def asking(folder: Path, main: str) -> Forest:
    """A program whose events return values."""
    (folder / "program.Castle").write_text(f"{ASKING}\nimplement Main {{ {main} }}\n")
    forest = SourceReader(files=[folder / "program.Castle"]).read([])
    assert verify(forest) == []
    return forest


def test_an_event_returns_its_value_to_the_sender(tmp_path: Path) -> None:
    """Its arguments are evaluated before its port is read, as with any send."""
    main = """sub Twice:one; sub Twice:two;
    init() { .one := Twice(); .two := Twice(); .q = .one.i; }
    int: swap() { .q = .two.i; return 21; }
    powerOn() { print(.q.ask(4) + 1); print(.q.ask(swap())); print(.two.i.ask(0)); }
    Ask.ask(n) on .two.o { return 7; }
    Ask.ask(n) on .one.o { return 8; }"""
    engine, python, _, _ = outcomes(asking(tmp_path, main), tmp_path)
    assert (engine, python) == ("9\n42\n7\n", "9\n42\n7\n")


def test_a_busy_element_cannot_return_a_value(tmp_path: Path) -> None:
    """Asked again while it waits for an answer itself, it stops the program."""
    main = """sub Twice:e; init() { .e := Twice(); } powerOn() { print(.e.i.ask(0)); }
    Ask.ask(n) on .e.o { return .e.i.ask(n); }"""
    engine, python, status, errors = outcomes(asking(tmp_path, main), tmp_path)
    assert (engine, python, status) == ("", "", 3)
    assert "the element is busy, and cannot return a value now" in errors


FORWARDING = """
protocol Talk { go(int:n); both(int:a, str:b); none(); }
component Base(int:n) { port Talk<in>:entry; }
component Proxy(int:n) : Base { port Talk<out>:exit; port int[]<out>:seen; }
component Scale { port float<in>:weight; port float<out>:shown; }
component Door { port Talk<in>:front; port Talk<out>:back; }
component Main { port Talk<in>:last; }
implement Proxy {
    int[] all;
    init(int:n) { super.init(n + 1); append(.all, n); }
    Talk.go(n) on .entry { append(.all, n); .seen.value(.all); append(.all, 0); .exit.go(n + 1); }
    * on .entry as event { .exit = event; }
}
implement Scale { value(v) on .weight { .shown.value(v / 2); } }
implement Door {
    sub inner;
    init() { .inner := Proxy(7); .front = .inner.entry; .inner.exit = .back; }
    value(v) on .inner.seen { append(v, -1); print("seen", v); }
}
implement Main {
    sub door; alias any; sub Scale:scale;
    init() { .door := Door(); .any := .door; .any.back = .last; .scale := Scale(); }
    powerOn() {
        .door.front.go(1); .door.front.both(2, "two"); .door.front.none(); .scale.weight.value(3);
    }
    Talk.go(n) on .last { print("go", n); }
    Talk.both(a, b) on .last { print("both", a, b); }
    Talk.none() on .last { print("none"); }
    value(v) on .scale.shown { print(v); }
}
"""


def test_events_pass_through_delegations_default_handlers_and_data_ports(tmp_path: Path) -> None:
    """In at one element's port, through another's, and out again; lists are copied on the way."""
    (tmp_path / "program.Castle").write_text(FORWARDING)
    forest = SourceReader(files=[tmp_path / "program.Castle"]).read([])
    assert verify(forest) == []
    engine, python, _, _ = outcomes(forest, tmp_path)
    expected = "seen [7, 1, -1]\ngo 2\nboth 2 two\nnone\n1.5\n"
    assert (engine, python) == (expected, expected)
