"""What implementations are made of, through reader, machinery, writer and engine."""

from __future__ import annotations

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


def read(folder: Path, text: str) -> Forest:
    """A program in one file."""
    (folder / "program.Castle").write_text(text)
    forest = SourceReader(files=[folder / "program.Castle"]).read([])
    assert verify(forest) == []
    return forest


def outcomes(forest: Forest, folder: Path) -> tuple[str, str, str]:
    """What the engine and the written Python print; and how both end, which is the same."""
    result = SimulationEngine().run(Program(forest), RunMeta.now("program"))
    PythonWriter().write(DirectCallTransformer().transform(forest), folder / "build")
    command = [sys.executable, "-S", "-E", str(folder / "build" / "program.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert result.verdict.ok == (done.returncode == 0), (result.verdict, done.stderr)
    if not result.verdict.ok:
        assert done.stderr.strip() == result.verdict.message
    return result.printed, done.stdout, done.stderr


PROGRAMS = {
    "enumerations": (
        """component Main { }
        implement Main {
            enum Color { red, green, blue }
            enum if_ { class, None_ }
            Color first; Color shown := Color.green; Color[] all := [Color.red, Color.blue];
            if_ word := if_.None_;
            Color: next(Color:of) {
                match of {
                    case Color.red: { return Color.green; }
                    case Color.green, Color.blue: { return Color.red; }
                }
                return Color.blue;
            }
            powerOn() {
                Color none; local Color kept := Color.blue;
                print(.first, .shown, .all, none, kept, .word, if_.class);
                print(next(.first), next(next(.first)), .first == Color.red, .shown != none);
                .shown, kept := kept, .shown; print(str(.shown) + "!", kept);
                append(.all, next(none)); .all[0] := Color.green;
                for (each in .all) { print(each); } print(.all == [Color.green]);
            }
        }""",
        "red green [red, blue] red blue None_ class\ngreen red true true\nblue! green\n"
        "green\nblue\ngreen\nfalse\n",
    ),
    "constants": (
        """component Main { }
        implement Main {
            cons MOST := 3 + 4; cons LEVELS := [1, 2.5, MOST]; cons int64 := -(MOST - 2 ** 3);
            cons float := 1.5; cons HALVES := [0.5, int64 * MOST]; cons NAMES := ["a", "b" + "c"];
            enum Color { red, green } cons FIRST := Color.green; cons ALL := [FIRST, Color.red];
            cons GRID := [[1], [2, 3]]; cons SO := MOST > 3 and not false;
            int level := MOST * 2; int[] own := [2, MOST]; float most := MOST; Color shown := FIRST;
            float[] levels;
            init() { .levels := LEVELS; }
            powerOn(int:n := MOST - 1, bool:so := SO) {
                print(MOST, LEVELS, int64, float, HALVES, NAMES, FIRST, ALL, GRID, SO, n, so);
                print(.level, .own, .most, .shown, NAMES[1], len(LEVELS), LEVELS[2] / 2);
                .levels[0] := 9; append(.levels, 1); int[][] grid := GRID; grid[0][0] := 5;
                print(.levels, LEVELS, grid, GRID); int MOST := 1; print(MOST, again(2));
                match n { case int64: { } case 6: { print("six"); } }
                match .shown { case FIRST: { print("green"); } else: { } }
                for (one in LEVELS) { print(one); }
            }
            int: again(int:of) { match of { case MOST: { return 0; } case 1, 2: { } }
                return MOST; }
        }""",
        "7 [1.0, 2.5, 7.0] 1 1.5 [0.5, 7.0] [a, bc] green [green, red] [[1], [2, 3]] true 6 true\n"
        "14 [2, 7] 7.0 green bc 3 3.5\n[9.0, 2.5, 7.0, 1.0] [1.0, 2.5, 7.0] [[5], [2, 3]] "
        "[[1], [2, 3]]\n1 7\nsix\ngreen\n1.0\n2.5\n7.0\n",
    ),
    "subs and aliases without a type": (
        """protocol Go { go(int:n); }
        component Main { } component Part(int:n) { port Go<in>:i; port Go<out>:o; }
        implement Part { int n; init(int:n) { .n := n; } Go.go(n) on .i { .o.go(n + .n); } }
        implement Main {
            sub first; alias last; alias same; sub Part:typed; alias none;
            init() { .first := Part(1); .typed := Part(100); .last := .first; }
            powerOn() { .first.i.go(1); .last.o = .typed.i; .none := .same; .same := .last;
                print(.same == .first, .none == Ground); .first.i.go(5);
                append_(Part(7)); .first.i.go(1); }
            append_(Part:made) { .last.o = made.i; .last := made; .same := made; }
            Go.go(n) on .first.o { print("first", n); }
            Go.go(n) on .typed.o { print("typed", n); }
        }""",
        "first 2\ntrue true\ntyped 106\n",
    ),
    "data ports": (
        """component Main { } component Meter { port int<in>:level; port float<out>:half;
            port str[]<out>:names; port bool<out>:nobody; }
        implement Meter { value(v) on .level { .half.value(v); .half.value(v / 2.0);
            .names.value(["at", str(v)]); .nobody.value(true); } }
        component Twice { port int<in>:value; port int<out>:on; }
        implement Twice { value(value) on .value { .on.value(2 * value); } }
        implement Main {
            sub meter; sub twice;
            init() { .meter := Meter(); .twice := Twice(); .twice.on = .meter.level; }
            powerOn() { .meter.level.value(3); .twice.value.value(10); }
            value(x) on .meter.half { print("half", x); }
            value(xs) on .meter.names { append(xs, "!"); print(xs); }
        }""",
        "half 3.0\nhalf 1.5\n[at, 3, !]\nhalf 20.0\nhalf 10.0\n[at, 20, !]\n",
    ),
    "default handlers": (
        """protocol Base { first(int:n); second(str:s, int[]:xs); }
        protocol More : Base { third(); int: ask(int:n); }
        component Main { } component Gate { port More<in>:i; port More<out>:o; port Base<out>:b; }
        implement Gate {
            int passed;
            Base.first(n) on .i { print("gate", n); .o.first(n + 1); }
            More.ask(n) on .i { return .o.ask(n) + 1; }
            * on .i as event {
                .passed += 1;
                if (.passed > 2) { print("enough"); return; }
                .o = event;
                print("passed", .passed);
            }
        }
        component End { port More<in>:i; }
        implement End {
            More.first(n) on .i { print("first", n); }
            Base.second(s, xs) on .i { append(xs, 0); print("second", s, xs); }
            More.third() on .i { print("third"); }
            More.ask(n) on .i { return 10 * n; }
        }
        implement Main {
            sub Gate:gate; sub End:end; sub Gate:other;
            init() { .gate := Gate(); .end := End(); .gate.o = .end.i; .other := Gate(); }
            powerOn() {
                int[] xs := [1]; .gate.i.first(1); .gate.i.second("s", xs); .gate.i.third();
                .gate.i.third(); print(xs, .gate.i.ask(4)); .other.i.second("other", xs);
                .other.i.third(); .other.i.first(5);
            }
            More.third() on .other.o { print("pin"); }
            More.ask(n) on .other.o { return n; }
            * on .other.o as e { .end.i = e; }
        }""",
        "gate 1\nfirst 2\nsecond s [1, 0]\npassed 1\nthird\npassed 2\nenough\n[1] 41\n"
        "second other [1, 0]\npassed 1\npin\npassed 2\ngate 5\nfirst 6\n",
    ),
    "delegation": (
        """protocol P { go(int:n); int: ask(); } protocol Q : P { more(); }
        component Main { } component Outer { port P<in>:i; port Q<out>:o; port int<in>:level; }
        component Inner(str:name) { port Q<in>:in_; port Q<out>:out_; port int<in>:level; }
        implement Inner {
            str name; init(str:name) { .name := name; }
            P.go(n) on .in_ { print(.name, n); .out_.go(n + 1); print(.name, "after"); }
            P.ask() on .in_ { return len(.name); }
            Q.more() on .in_ { print("never"); }
            value(v) on .level { print(.name, "level", v); .out_.more(); }
        }
        implement Outer {
            sub a; sub b;
            init() { .a := Inner("a"); .b := Inner("inner b"); .i = .a.in_; .o = .a.out_;
                .b.level = .level; out(); }
            out() { .b.out_ = .o; }
        }
        component Deep { port P<in>:i; port Q<out>:o; }
        implement Deep { sub Outer:outer; init() { .outer := Outer(); .i = .outer.i;
            .outer.o = .o; } }
        implement Main {
            sub outer; sub deep;
            init() { .outer := Outer(); .deep := Deep(); }
            powerOn() { .outer.i.go(1); .outer.level.value(7); print(.outer.i.ask());
                .deep.i.go(5); }
            P.go(n) on .outer.o { print("main", n); } Q.more() on .outer.o { print("more"); }
            P.go(n) on .deep.o { print("deep", n); }
        }""",
        "a 1\nmain 2\na after\ninner b level 7\nmore\n1\na 5\ndeep 6\na after\n",
    ),
    "queue limits and super.init": (
        """protocol Slow : SlowStart(2) { go(int:n); }
        component Main { } component Base(int:n) { port Slow<in>:i; }
        component Part(int:n, str:s) : Base { port Slow<out>:o; }
        implement Base { init(int:n) { super.init(); print("never"); } Slow.go(n) on .i { } }
        implement Part {
            init(int:n, str:s) { super.init(n + 1); print(n, s); }
            Slow.go(n) on .i { .o.queue.setMax(n); .o.go(n); .o.queue.removeLimit(); }
        }
        implement Main {
            sub Part:part; alias last;
            init() { .part := Part(1, "one"); .last := .part; }
            powerOn() { .part.o.queue.setMax(3); .last.o.queue.removeLimit();
                .part.i.queue.setMax(1); .part.i.go(4); }
            Slow.go(n) on .part.o { print("go", n); }
        }""",
        "1 one\ngo 4\n",
    ),
    "printf": (
        """component Main { }
        implement Main {
            enum Color { red }
            powerOn(int:n := 42) {
                printf("no values, 100%%\\n");
                printf("%d|%5d|%-5d|%05d|%+d|% d|%.3d|%8.3d|\\n", n, n, n, n, n, n, n, -n);
                printf("%x|%8x|%-8x|%08x|%.4x|%x|\\n", n, n, n, n, n, -1);
                printf("%f|%e|%g|%.2f|%09.3f|%#g|%+.1e|%g|\\n", n, 1.5, 0.1, 2, -2.5, 1.5, 3, n);
                printf("%s|%s|%s|%s|%s|%5s|%-5s|%.2s|%%|\\n", n, 1.0, n > 1, [1.5, 2], Color.red,
                    "abc", true, "abc");
                printf("a"); printf("%s", "b"); print("c");
            }
        }""",
        "no values, 100%\n42|   42|42   |00042|+42| 42|042|    -042|\n"
        "2a|      2a|2a      |0000002a|002a|ffffffffffffffff|\n"
        "42.000000|1.500000e+00|0.1|2.00|-0002.500|1.50000|+3.0e+00|42|\n"
        "42|1.0|true|[1.5, 2.0]|red|  abc|true |ab|%|\nabc\n",
    ),
}


@pytest.mark.parametrize("case", PROGRAMS)
def test_engine_and_written_python_say_what_the_language_says(tmp_path: Path, case: str) -> None:
    """Both ways of running a program print the same, and what the language asks for."""
    text, expected = PROGRAMS[case]
    engine, python, _ = outcomes(read(tmp_path, text), tmp_path)
    assert (engine, python) == (expected, expected)
