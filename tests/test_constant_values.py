"""Values that the reader computes, against those that the running program computes."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from castle.aigr import DiagnosticError, Forest
from castle.engines.simulation import SimulationEngine
from castle.monorail.abcs import Program, RunResult
from castle.monorail.meta import RunMeta
from castle.readers.source import SourceReader

INTS = ["0", "1", "2", "3", "-1", "-7", "63", "9223372036854775807", "-9223372036854775808"]
FLOATS = ["0.0", "1.5", "-2.25", "1e10", "0.1"]
TEXTS = ['""', '"a"', '"b"', '"ab"']
ARITHMETIC = ["+", "-", "*", "/", "%"]
COMPARISONS = ["<", "<=", "==", "!=", ">=", ">"]
LOGIC = ["and", "or", "xor", "nand", "nor", "xnor"]


def expression(random: Random, kind: str, depth: int) -> str:
    """An expression of literals whose value is of a type."""
    if depth == 0 or random.random() < 0.1:
        return random.choice(
            {"int": INTS, "float": FLOATS, "str": TEXTS, "bool": ["true", "false"]}[kind]
        )
    if kind == "str":
        return f"{expression(random, kind, depth - 1)} + {expression(random, kind, depth - 1)}"
    if kind == "bool":
        return _condition(random, depth - 1)
    operator = random.choice([*ARITHMETIC, "**"] if kind == "int" else ARITHMETIC)
    other = "int" if kind == "int" or random.random() < 0.5 else "float"
    left, right = expression(random, kind, depth - 1), expression(random, other, depth - 1)
    sign = random.choice(["", "", "-", "+"])
    return f"{sign}({left}) {operator} ({right})"


def _condition(random: Random, depth: int) -> str:
    if random.random() < 0.3:
        left, right = expression(random, "bool", depth), expression(random, "bool", depth)
        return f"{random.choice(['', 'not '])}({left}) {random.choice(LOGIC)} ({right})"
    kind = random.choice(["int", "float", "str"])
    parts = [f"({expression(random, kind, depth)})" for _ in range(random.choice([2, 3]))]
    return " ".join([parts[0], *(f"{random.choice(COMPARISONS)} {p}" for p in parts[1:])])


def read(folder: Path, body: str) -> Forest:
    """A program of one component."""
    (folder / "program.Castle").write_text(f"component Main {{ }} implement Main {{ {body} }}")
    return SourceReader(files=[folder / "program.Castle"]).read([])


def run(folder: Path, body: str) -> RunResult:
    """What becomes of it."""
    return SimulationEngine().run(Program(read(folder, body)), RunMeta.now("program"))


def codes(folder: Path, body: str) -> set[str]:
    """What the reader says of it."""
    try:
        read(folder, body)
    except DiagnosticError as error:
        return {found.code for found in error.diagnostics}
    return set()


@pytest.mark.parametrize("seed", range(60))
def test_a_constant_has_the_value_that_the_program_would_compute(tmp_path: Path, seed: int) -> None:
    """Seen from a case that stands twice; and it is refused where the program would stop."""
    random = Random(seed)
    kind = random.choice(["int", "int", "float", "bool", "str"])
    value = expression(random, kind, random.choice([1, 2, 3]))
    result = run(tmp_path, f"powerOn() {{ {kind} value := {value}; print(value); }}")
    if not result.verdict.ok:
        assert codes(tmp_path, f"cons VALUE := {value};") == {"CAS0234"}, value
        return
    shown = result.printed.rstrip("\n")
    literal = f'"{shown}"' if kind == "str" else shown
    if "inf" in shown or "nan" in shown:  # these have no literals
        assert codes(tmp_path, f"cons VALUE := {value};") == set()
        return
    cases = f"case {literal}: {{ }} case VALUE: {{ }}"
    twice = f"cons VALUE := {value}; powerOn() {{ match VALUE {{ {cases} }} }}"
    assert codes(tmp_path, twice) == {"CAS0231"}, value
