"""Which components of a written program take turns: those that events can come back to."""

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
from castle.writers.python import python_modules, runtime_modules

PARTS = """
protocol Talk { go(int:n); }
protocol Ask { int: ask(int:n); }
component Gate { port Talk<in>:i; port Talk<out>:o; }
component Echo { port Talk<in>:i; port Talk<out>:o; }
component Proxy { port Talk<in>:i; port Talk<out>:o; }
component Box { port Talk<in>:entry; port Talk<out>:exit; }
component Meter { port int<in>:i; port int<out>:o; }
component Clerk { port Ask<in>:i; port Ask<out>:o; }
component Maker { port Talk<out>:o; }
component Wide : Gate { port Talk<out>:more; }
component Main { port Talk<out>:q; }
implement Gate { Talk.go(n) on .i { print("in", n); .o.go(n); print("out", n); } }
implement Wide { Talk.go(n) on .i { .more.go(n); .o.go(n); print("wide", n); } }
implement Echo { Talk.go(n) on .i { if (n > 0) { .o.go(n - 1); } } }
implement Proxy { * on .i as event { .o = event; } }
implement Meter { value(v) on .i { .o.value(v); print("seen", v); } }
implement Clerk { Ask.ask(n) on .i { return .o.ask(n) + 1; } }
implement Maker { sub Gate:own; init() { .own := Gate(); .own.i.go(7); } }
implement Box { sub Gate:gate; init() { .gate := Gate(); .entry = .gate.i; .gate.o = .exit; } }
"""

COMING_BACK = {
    "a pin, and a send to the in-port of a sub": (
        "Gate",
        """sub Gate:g; init() { .g := Gate(); } powerOn() { .g.i.go(2); }
        Talk.go(n) on .g.o { if (n > 0) { .g.i.go(n - 1); } }""",
    ),
    "connections": (
        "Gate",
        """sub Gate:g; sub Echo:e; init() { .g := Gate(); .e := Echo(); .g.o = .e.i; .e.o = .g.i; }
        powerOn() { .g.i.go(2); }""",
    ),
    "a connection of an alias": (
        "Gate",
        """sub Gate:g; sub Echo:e; alias Gate:a;
        init() { .g := Gate(); .e := Echo(); .a := .g; .a.o = .e.i; .e.o = .a.i; }
        powerOn() { .g.i.go(2); }""",
    ),
    "a connection of a local": (
        "Gate",
        """sub Gate:g; sub Echo:e;
        init() { .g := Gate(); .e := Echo(); Gate l := .g; .g.o = .e.i; .e.o = l.i; }
        powerOn() { .g.i.go(2); }""",
    ),
    "a connection of a parameter": (
        "Gate",
        """sub Gate:g; sub Echo:e; join(Gate:p) { .e.o = p.i; }
        init() { .g := Gate(); .e := Echo(); .g.o = .e.i; join(.g); }
        powerOn() { .g.i.go(2); }""",
    ),
    "a connection that is made later": (
        "Gate",
        """sub Gate:g; sub Echo:e; init() { .g := Gate(); .e := Echo(); .g.o = .e.i; }
        powerOn() { .g.i.go(2); .e.o = .g.i; .g.i.go(2); }""",
    ),
    "ports that are delegated and relayed": (
        "Gate",
        """sub Box:b; init() { .b := Box(); } powerOn() { .b.entry.go(2); }
        Talk.go(n) on .b.exit { if (n > 0) { .b.entry.go(n - 1); } }""",
    ),
    "a default handler": (
        "Gate",
        """sub Gate:g; sub Proxy:p; sub Echo:e;
        init() { .g := Gate(); .p := Proxy(); .e := Echo(); .g.o = .p.i; .p.o = .e.i; .e.o = .g.i; }
        powerOn() { .g.i.go(2); }""",
    ),
    "a method": (
        "Gate",
        """sub Gate:g; init() { .g := Gate(); } powerOn() { .g.i.go(2); }
        again(int:n) { .g.i.go(n - 1); }
        Talk.go(n) on .g.o { if (n > 0) { again(n); } }""",
    ),
    "an element that is made": (
        "Gate",
        """sub Gate:g; init() { .g := Gate(); } powerOn() { .g.i.go(2); }
        Talk.go(n) on .g.o { Maker made := Maker(); }""",
    ),
    "a port that is inherited": (
        "Wide",
        """sub Wide:w; sub Echo:e; alias Gate:a;
        init() { .w := Wide(); .e := Echo(); .a := .w; .a.o = .e.i; .e.o = .a.i; }
        powerOn() { .w.i.go(2); }""",
    ),
    "a data port": (
        "Meter",
        """sub Meter:m; init() { .m := Meter(); } powerOn() { .m.i.value(2); }
        value(v) on .m.o { if (v > 0) { .m.i.value(v - 1); } }""",
    ),
    "an event with a value": (
        "Clerk",
        """sub Clerk:c; init() { .c := Clerk(); } powerOn() { print(.c.i.ask(0)); }
        Ask.ask(n) on .c.o { if (n > 0) { return .c.i.ask(n - 1); } return 3; }""",
    ),
}

NOT_COMING_BACK = {
    "a pin": """sub Gate:g; init() { .g := Gate(); } powerOn() { .g.i.go(2); .g.i.go(1); }
        Talk.go(n) on .g.o { print("pin", n); }""",
    "a chain": """sub Gate:g; sub Echo:e; sub Proxy:p;
        init() { .g := Gate(); .e := Echo(); .p := Proxy(); .g.o = .p.i; .p.o = .e.i; .q = .g.i; }
        powerOn() { .q.go(2); .g.i.go(1); }
        Talk.go(n) on .e.o { print("echo", n); }""",
    "a box": """sub Box:b; init() { .b := Box(); .q = .b.entry; } powerOn() { .q.go(2); }
        Talk.go(n) on .b.exit { print("exit", n); }""",
    "values": """sub Clerk:c; init() { .c := Clerk(); } powerOn() { print(.c.i.ask(0)); }
        Ask.ask(n) on .c.o { return n + 5; }""",
    "nothing": "sub Gate:g; init() { .g := Gate(); } powerOn() { .g.i.go(2); }",
}


def read(folder: Path, text: str) -> Forest:
    """The graph of a program in one file."""
    (folder / "program.Castle").write_text(text)
    forest = SourceReader(files=[folder / "program.Castle"]).read([])
    assert verify(forest) == []
    return forest


def written(forest: Forest, folder: Path) -> str:
    """The program as Python, which prints what the engine does."""
    modules = python_modules(DirectCallTransformer().transform(forest))
    for module in [*modules, *runtime_modules()]:
        (folder / f"{module.name}.py").write_text(module.text)
    command = [sys.executable, "-S", "-E", str(folder / "program.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    result = SimulationEngine().run(Program(forest), RunMeta.now("program"))
    assert (done.stdout, done.returncode == 0) == (result.printed, result.verdict.ok)
    return next(module.text for module in modules if module.name == "program")


def in_turns(text: str) -> set[str]:
    """The classes whose elements handle one event at a time."""
    classes = re.split(r"^class (?=\w+\(Component\))", text, flags=re.MULTILINE)
    return {part.partition("(")[0] for part in classes[1:] if "self._turns = Turns()" in part}


@pytest.mark.parametrize("edge", COMING_BACK)
def test_where_an_event_may_come_back_elements_take_turns(edge: str, tmp_path: Path) -> None:
    """Whatever the way: an element that goes on after a send handles the next event afterwards."""
    component, main = COMING_BACK[edge]
    text = written(read(tmp_path, f"{PARTS}\nimplement Main {{ {main} }}"), tmp_path)
    assert component in in_turns(text)


@pytest.mark.parametrize("program", NOT_COMING_BACK)
def test_where_no_event_can_come_back_no_element_takes_turns(program: str, tmp_path: Path) -> None:
    """Handlers are what ports hold; that `powerOn` sends makes nothing busy."""
    text = f"{PARTS}\nimplement Main {{ {NOT_COMING_BACK[program]} }}"
    assert in_turns(written(read(tmp_path, text), tmp_path)) == set()


def test_of_components_without_a_program_all_that_go_on_take_turns(tmp_path: Path) -> None:
    """Whoever uses these may send from anywhere."""
    forest = read(tmp_path, f"{PARTS}\nimplement Main {{ }}")
    (module,) = python_modules(DirectCallTransformer().transform(forest))
    assert in_turns(module.text) == {"Gate", "Wide", "Meter", "Clerk"}


def test_a_send_is_followed_where_its_handler_may_leave_another(tmp_path: Path) -> None:
    """To a handler that does all it does itself, a send is a plain call."""
    main = """sub Gate:g; sub Proxy:p; init() { .g := Gate(); .p := Proxy(); }
    powerOn() { .g.i.go(1); .p.i.go(2); }"""
    text = written(read(tmp_path, f"{PARTS}\nimplement Main {{ {main} }}"), tmp_path)
    sends = re.findall(r"^ *(.*go\([12]\).*?)  #", text, flags=re.MULTILINE)
    assert sends == ["self.g.i.go(1)", "follow(self.p.i.go(2))"]
