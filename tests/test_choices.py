"""What a `match` over an enumeration is in a written program."""

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

PARTS = """
protocol Talk {{ go(int:n); }}
component Lamp {{ port Talk<in>:i; port Talk<out>:o; }}
component Main {{ port Talk<out>:q; }}
implement Lamp {{
    enum Color {{ red, green, blue }}
    Color c := Color.red;
    {members}
    Talk.go(n) on .i {{ print(.c); {handler} print(.c); }}
}}
implement Main {{
    sub Lamp:lamp;
    init() {{ .lamp := Lamp(); }}
    powerOn() {{ for (n in range(0, 6)) {{ .lamp.i.go(n); }} }}
    Talk.go(n) on .lamp.o {{ print("sent", n); if (n > 3) {{ .lamp.i.go(n - 4); }} }}
}}
"""

NEXT = "next() { match .c { case Color.red: { .c := Color.blue; } else: { .c := Color.red; } } }"

HANDLERS = {
    "all values": (
        "",
        """match .c {
            case Color.red: { .o.go(n); .c := Color.green; }
            case Color.green: { .o.go(n); .c := Color.blue; }
            case Color.blue: { .o.go(n); .c := Color.red; }
        }""",
    ),
    "two in one case": (
        "",
        """match .c {
            case Color.red, Color.blue: { .c := Color.green; }
            case Color.green: { .c := Color.blue; }
        }""",
    ),
    "some, and others": (
        "",
        """match .c { case Color.green: { .c := Color.red; } else: { .c := Color.green; } }""",
    ),
    "some": ("", "match .c { case Color.red: { .o.go(n); .c := Color.green; } }"),
    "a local": (
        "",
        """Color c := .c; match c {
            case Color.green: { c := Color.red; print("a"); }
            case Color.red: { c := Color.green; .c := c; }
            case Color.blue: { print("b"); }
        }""",
    ),
    "a value that is there already": (
        "",
        """match .c {
            case Color.red: { .o.go(n); .c := Color.red; }
            case Color.green: { }
            case Color.blue: { }
        }""",
    ),
    "a value that was another meanwhile": (
        "",
        """match .c {
            case Color.red: { .c := Color.blue; print(.c); .c := Color.red; }
            case Color.green: { }
            case Color.blue: { }
        }""",
    ),
    "a value that a method changes": (
        NEXT,
        """match .c {
            case Color.red: { next(); .c := Color.red; }
            case Color.green: { }
            case Color.blue: { next(); }
        }""",
    ),
    "what a method returns": (
        "Color: now() { print(1); return .c; }",
        """match now() {
            case Color.red: { .c := Color.blue; }
            case Color.green: { }
            case Color.blue: { .c := Color.green; }
        }""",
    ),
}


def read(folder: Path, name: str) -> Forest:
    """The graph of a program with one of the handlers."""
    members, handler = HANDLERS[name]
    (folder / "program.Castle").write_text(PARTS.format(members=members, handler=handler))
    forest = SourceReader(files=[folder / "program.Castle"]).read([])
    assert verify(forest) == []
    return forest


def written(forest: Forest, folder: Path) -> str:
    """The text of the written program."""
    PythonWriter().write(DirectCallTransformer().transform(forest), folder / "build")
    return (folder / "build" / "program.py").read_text()


@pytest.mark.parametrize("name", HANDLERS)
def test_the_written_program_chooses_as_the_engine_does(name: str, tmp_path: Path) -> None:
    """Whatever is chosen from, and whatever the cases do to it."""
    forest = read(tmp_path, name)
    result = SimulationEngine().run(Program(forest), RunMeta.now("program"))
    written(forest, tmp_path)
    command = [sys.executable, "-S", "-E", str(tmp_path / "build" / "program.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.stderr, result.verdict.ok) == (result.printed, "", True)
    assert done.stdout.count("\n") >= 12


def test_the_last_of_all_values_is_not_tested(tmp_path: Path) -> None:
    """What is neither of the others is that one."""
    text = written(read(tmp_path, "two in one case"), tmp_path)
    assert "elif" not in text
    assert "else:" in text
    assert text.count(" is Lamp_Color_") == 2


@pytest.mark.parametrize(
    ("name", "count"),
    [("a value that is there already", 1), ("a value that was another meanwhile", 2)],
)
def test_a_value_that_is_there_already_is_not_assigned(
    name: str, count: int, tmp_path: Path
) -> None:
    """Only where nothing else may have been assigned meanwhile; the first one is the default."""
    text = written(read(tmp_path, name), tmp_path)
    assert text.count("self.c = ") - text.count("self.c = Lamp_Color_blue") == count
