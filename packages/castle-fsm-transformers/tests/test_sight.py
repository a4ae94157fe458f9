"""What is made of a machine stands in its file: it is written, read again and does the same."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from castle.aigr import Forest, copy, verify
from castle.engines.simulation import SimulationEngine
from castle.monorail.abcs import Program, TransformerABC
from castle.monorail.diagnostics import listening
from castle.monorail.meta import RunMeta
from castle.readers.source import SourceReader
from castle.transformers.fsm.determinise import DeterminiseTransformer
from castle.transformers.fsm.flatten import FlattenTransformer
from castle.transformers.fsm.routines import RoutinesTransformer
from castle.writers.source import SourceWriter

CONTRACTS = """
protocol In { a(int:n); b(); }
protocol Out { o(int:n); }
component M { port In<in>:e; port Out<out>:o; }
component Main { port In<out>:e; }
"""
MAIN = """
implement Main {
    sub M:m;
    init() { .m := M(); .e = .m.e; }
    powerOn() { .e.a(1); .e.b(); .e.a(2); .e.a(3); .e.b(); .e.a(4); }
    Out.o(n) on .m.o { print(n); }
}
"""
ALL = "from contracts import In, Out, M, Main;"
RULES = "A + e.a(n) -> B, o.o(n); A + e.b -> ; B + e.b -> A, o.o(0); B + e.a(n) -> , o.o(n + 10);"
MACHINE = f"@FSM implement M {{ state: A, B := A; {RULES} }}"
DEEP = """@FSM implement M {
    state: A, B := A; state B { state: C, D := C; C + e.a -> D; D + e.a -> C; entry D : o.o(7); }
    A + e.a(n) -> B.history, o.o(n); A + e.b -> ; B + e.b -> A, o.o(0);
}"""
COUNTING = """@FSM implement M.B {
    sub HELPER:h; enough(HELPER:one) { HELPER other := one; }
    state: C, D := C; enum Color { red, green } Color color := Color.green;
    C + e.a -> D, { .h := HELPER(); .o.o(5); }; D + e.a(n) [.color == Color.green] -> C, o.o(n);
}"""
AROUND = (
    "@FSM implement M { state: A, B := A; A + e.a(n) -> B, o.o(n); A + e.b -> ; B + e.b -> A; }"
)
PROGRAMS = {
    "a component called State": {
        "main.Castle": f"{ALL} component State {{ }} implement State {{ int n; }} {MACHINE} {MAIN}"
    },
    "an import called State": {
        "other.Moat": "protocol State { go(); }",
        "main.Castle": f"{ALL} from other import State; {MACHINE} {MAIN}",
    },
    "a namespace called State": {
        "State.Moat": "protocol Go { go(); }",
        "main.Castle": f"{ALL} import State; {MACHINE} {MAIN}",
    },
    "a protocol called State in the other file": {
        "main.Moat": f"{CONTRACTS} protocol State {{ go(); }}",
        "main.Castle": f"{MACHINE} {MAIN}",
    },
    "an import of the other file": {
        "other.Moat": "protocol Go { go(); }",
        "main.Moat": f"from other import Go as State; {CONTRACTS}",
        "main.Castle": f"{MACHINE} {MAIN}",
    },
    "a component called like a history": {
        "main.Castle": f"{ALL} component BHistory {{ }} implement BHistory {{ int n; }}"
        f"{DEEP} {MAIN}"
    },
    "a protocol under another name": {
        "main.Castle": "from contracts import In as I, M, Main, Out;" + MACHINE + MAIN
    },
    "a protocol that is not imported": {
        "main.Castle": "from contracts import M, Main, Out;" + MACHINE + MAIN
    },
    "a protocol of a namespace, and an own thing of its name": {
        "main.Castle": "import contracts; component In { } implement In { int n; }"
        + (MACHINE + MAIN)
        .replace("implement M ", "implement contracts.M ")
        .replace("implement Main", "implement contracts.Main")
        .replace("sub M:", "sub contracts.M:")
        .replace(":= M()", ":= contracts.M()")
        .replace("Out.o(n) on", "contracts.Out.o(n) on")
    },
    "an own thing of the name of a protocol": {
        "main.Castle": "from contracts import M, Main, Out;"
        + f"component In {{ }} implement In {{ int n; }} {MACHINE} {MAIN}"
    },
    "an enumeration of the name of a protocol": {
        "main.Castle": "from contracts import M, Main, Out;"
        + MACHINE.replace("state:", "enum In { one, two } In in; state:")
        + MAIN
    },
    "a refinement that imports for itself": {
        "helpers.Castle": "component Helper { } implement Helper { int n; }",
        "more.Castle": "from helpers import Helper as HH; from contracts import M;"
        + COUNTING.replace("HELPER", "HH"),
        "main.Castle": f"{ALL} {AROUND} {MAIN}",
    },
    "a refinement that names a namespace": {
        "helpers.Castle": "component Helper { } implement Helper { int n; }",
        "more.Castle": "import helpers; from contracts import M;"
        + COUNTING.replace("HELPER", "helpers.Helper"),
        "main.Castle": f"{ALL} {AROUND} {MAIN}",
    },
    "a refinement beside what is called like its own things": {
        "helpers.Castle": "component Helper { } implement Helper { int n; }",
        "more.Castle": "from helpers import Helper; from contracts import M;"
        + COUNTING.replace("HELPER", "Helper"),
        "main.Castle": f"{ALL} component Helper {{ }} implement Helper {{ int n; }}"
        f"component Color {{ }} implement Color {{ int n; }} {AROUND} {MAIN}",
    },
}
STEPS: list[TransformerABC] = [
    FlattenTransformer(),
    DeterminiseTransformer(),
    RoutinesTransformer(),
]


def read(folder: Path, names: Sequence[str]) -> Forest:
    """Read a program, about which nothing is to be said."""
    files = [folder / name for name in names]
    with listening() as warnings:
        forest = SourceReader(files=files).read(files)
    assert warnings == []
    return forest


def printed(forest: Forest) -> str:
    """What a program prints, from a copy that is lowered as far as it is not."""
    forest = copy(forest)
    for step in STEPS:
        forest = step.transform(forest)
    result = SimulationEngine(main="Main").run(Program(forest), RunMeta.now("program"))
    assert result.verdict.ok, result.verdict.message
    return result.printed


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_is_made_is_read_again(name: str, tmp_path: Path) -> None:
    """After each step, whatever the file calls things, and with nothing to be said about it."""
    source, built = tmp_path / "source", tmp_path / "built"
    source.mkdir()
    files = {"contracts.Moat": CONTRACTS, **PROGRAMS[name]}
    for file, text in files.items():
        (source / file).write_text(text, encoding="utf-8")
    mains = [file for file in ("main.Castle", "more.Castle") if file in files]
    forest = read(source, mains)
    expected = printed(forest)
    assert expected
    for number, step in enumerate(STEPS):
        forest = step.transform(forest)
        assert verify(forest) == []
        into = Path(f"{built}{number}")
        SourceWriter().write(forest, into)
        again = read(into, [file for file in mains if (into / file).exists()])
        assert printed(again) == expected


def text_of(name: str, tmp_path: Path) -> str:
    """The main file of what a program becomes."""
    for file, text in {"contracts.Moat": CONTRACTS, **PROGRAMS[name]}.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    forest = read(tmp_path, ["main.Castle"])
    for step in STEPS:
        forest = step.transform(forest)
    SourceWriter().write(forest, tmp_path / "built")
    return (tmp_path / "built" / "main.Castle").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "wanted", "head"),
    [
        ("a protocol under another name", "    I.a(n) on .e {", "import In as I, M, Main, Out;"),
        ("a protocol that is not imported", "    In.a(n) on .e {", "import M, Main, Out, In;"),
        (
            "a protocol of a namespace, and an own thing of its name",
            "    contracts.In.a(n) on .e {",
            "import contracts;",
        ),
        (
            "an own thing of the name of a protocol",
            "    In_2.a(n) on .e {",
            "import M, Main, Out, In as In_2;",
        ),
    ],
)
def test_a_handler_names_its_protocol_as_the_file_does(
    name: str, wanted: str, head: str, tmp_path: Path
) -> None:
    """Nothing is imported that is in sight, and nothing under a name that is taken."""
    lines = text_of(name, tmp_path).splitlines()
    assert wanted in lines
    assert head in lines[0] or f"from contracts {head}" in lines
