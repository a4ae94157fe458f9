"""Interpreter, engine and written Python: three readings of one language, which agree."""

from __future__ import annotations

import builtins
import io
import os
import re
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from reference.elements import TooLong
from reference.interpreter import Interpreter
from reference.programs import program

from castle.aigr import Forest, verify
from castle.engines.simulation import SimulationEngine
from castle.monorail.abcs import Program
from castle.monorail.meta import RunMeta
from castle.readers.source import SourceReader
from castle.transformers.machinery.direct_call import DirectCallTransformer
from castle.writers.python import python_modules, runtime_modules

EXAMPLES = int(os.environ.get("CASTLE_AGREEMENT_EXAMPLES", "25"))
LINE = re.compile(r"program\.Castle:(\d+: [^:]*: )(.*)", re.DOTALL)
Outcome = tuple[str, str | None, int]
"""What was printed, where and why the program was stopped, and how many events were dropped."""


def read(folder: Path, text: str) -> Forest:
    """The graph of a program in one file."""
    (folder / "program.Castle").write_text(text, encoding="utf-8")
    forest = SourceReader(files=[folder / "program.Castle"]).read([])
    assert verify(forest) == []
    return forest


def interpreted(forest: Forest) -> Outcome | None:
    """What the language says; None when that takes too long."""
    world = Interpreter(forest)
    try:
        stopped = world.run("Main")
    except TooLong:
        return None
    if stopped is None:
        return world.printed, None, world.dropped
    why = next((reason for reason in REASONS if stopped.why in reason), stopped.why)
    return world.printed, f"{stopped.place}{why}", 0


def simulated(forest: Forest) -> Outcome:
    """What the engine does."""
    result = SimulationEngine(main="Main").run(Program(forest), RunMeta.now("program"))
    told = " ".join(d.message for d in result.verdict.diagnostics)
    dropped = re.search(r"(\d+) events were sent over", told)
    why = None if result.verdict.ok else result.verdict.message
    return result.printed, shortened(why), int(dropped[1]) if dropped else 0


def written(forest: Forest) -> Outcome:
    """What the written Python does."""
    lowered = DirectCallTransformer().transform(forest)
    texts = {m.name: m.text for m in [*python_modules(lowered), *runtime_modules()]}
    loaded: dict[str, ModuleType] = {}
    out = io.StringIO()

    def load(name: str, *more: Any) -> ModuleType:
        if name not in texts:
            return builtins.__import__(name, *more)
        if name not in loaded:
            loaded[name] = module = ModuleType(name)
            module.__dict__["__builtins__"] = {
                **vars(builtins),
                "__import__": load,
                "print": lambda *values, end="\n": out.write(" ".join(map(str, values)) + end),
            }
            exec(compile(texts[name], name, "exec"), module.__dict__)
        return loaded[name]

    main, ends = load("program"), load("castle_program")
    try:
        ends.deeply(lambda: main.Main().powerOn())
    except ends.STOPPING as error:
        where = ends.where(error.__traceback__, lambda n, i: line_of(texts.get(n, ""), i))
        return out.getvalue(), shortened(where + ends.explained(error)), 0
    return out.getvalue(), None, load("castle_runtime").drop.count


def line_of(text: str, number: int) -> str:
    """A line of a text, counted from 1."""
    lines = text.splitlines()
    return lines[number - 1] if 0 < number <= len(lines) else ""


REASONS = ["overflow", "division by zero", "index", "is no int", "is no float", "is no exponent"]
REASONS += [
    "Ground has no",
    "the port is not connected",
    "the element is busy",
    "is no bound",
    "is assigned once",
]


def shortened(message: str | None) -> str | None:
    """Line and element, and the reason in few words."""
    if message is None:
        return None
    found = LINE.match(message)
    place, why = (found[1], found[2]) if found else ("", message)
    return place + next((reason for reason in REASONS if reason in why), why)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(random=st.randoms(use_true_random=False))
def test_interpreter_engine_and_written_python_agree(
    tmp_path_factory: pytest.TempPathFactory, random: Random
) -> None:
    """They print the same, drop as many events, and stop at the same place for the same reason."""
    text = program(random)
    forest = read(tmp_path_factory.mktemp("program"), text)
    expected = interpreted(forest)
    assume(expected is not None)
    assert simulated(forest) == expected, text
    assert written(forest) == expected, text
