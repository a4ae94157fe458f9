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

INTS = ["0", "1", "2", "3", "4", "5", "7", "10", "-1", "-2", "-3", "-7", "62", "63"]
INTS += ["9223372036854775807", "-9223372036854775808"]
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


def refused(folder: Path, body: str) -> list[int]:
    """The places where the reader says that a constant cannot be computed; it says nothing else."""
    try:
        read(folder, body)
    except DiagnosticError as error:
        found = [(each.code, each.location.line) for each in error.diagnostics if each.location]
        return [line if code == "CAS0234" else -1 for code, line in found]
    return []


@pytest.mark.parametrize("seed", range(6))
def test_a_constant_has_the_value_that_the_program_would_compute(tmp_path: Path, seed: int) -> None:
    """Seen from a case that stands twice; and it is refused where the program would stop."""
    random = Random(seed)
    kinds = random.choices(["int", "int", "float", "bool", "str"], k=80)
    values = [expression(random, kind, random.choice([1, 2, 2, 3])) for kind in kinds]
    lines = [
        f"\n{kind} x{n} := {value};"
        for n, (kind, value) in enumerate(zip(kinds, values, strict=True))
    ]
    stopping = {line - 2 for line in refused(tmp_path, "".join(lines))}
    assert 0 < len(stopping) < len(lines)
    assert min(stopping) >= 0
    for n in random.sample(sorted(stopping), 3):
        assert not run(tmp_path, f"powerOn() {{ {lines[n]} print(x{n}); }}").verdict.ok, lines[n]
    fine = [n for n in range(len(lines)) if n not in stopping]
    prints = "".join(f"{lines[n]} print(x{n});" for n in fine)
    shown = run(tmp_path, f"powerOn() {{ {prints} }}").printed.splitlines()
    matches = [_twice(n, kinds[n], values[n], text) for n, text in zip(fine, shown, strict=True)]
    told = [found for found in matches if found]
    with pytest.raises(DiagnosticError) as caught:
        read(tmp_path, "".join(told))
    found = caught.value.diagnostics
    assert [each.code for each in found] == ["CAS0231"] * len(told)
    assert len({each.location.line for each in found if each.location}) == len(told)


def _twice(number: int, kind: str, value: str, shown: str) -> str:
    """A constant and a case that is for its value twice; nothing where there is no literal."""
    if kind == "float" and ("inf" in shown or "nan" in shown):
        return ""
    literal = f'"{shown}"' if kind == "str" else shown
    cases = f"case {literal}: {{ }} case C{number}: {{ }}"
    return f"\ncons C{number} := {value}; f{number}() {{ match C{number} {{ {cases} }} }}"
