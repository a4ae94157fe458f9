"""Measure machines, and write docs/reference/machines-performance.md.

python packages/castle-fsm-transformers/benchmarks/run.py [--rounds 15] [--output FILE]

Needs the dependency group `benchmarks`.
"""

import argparse
import gc
import os
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import programs
import turnstiles

from castle.aigr import Forest, copy
from castle.monorail.abcs import TransformerABC
from castle.readers.source import SourceReader
from castle.transformers.fsm.determinise import DeterminiseTransformer
from castle.transformers.fsm.flatten import FlattenTransformer
from castle.transformers.fsm.minimise import MinimiseTransformer
from castle.transformers.fsm.routines import RoutinesTransformer
from castle.transformers.machinery.direct_call import DirectCallTransformer
from castle.writers.python import PythonWriter

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
OUTPUT = ROOT / "docs" / "reference" / "machines-performance.md"
EXAMPLE = ROOT / "docs" / "examples" / "turnstile"
Gate = tuple[Callable[[], object], Callable[[], object]]
"""What is called for a coin, and for somebody who passes."""
GOALS = {
    "by hand": 0.9,
    "by hand, tight": None,
    "transitions": 50,
    "python-statemachine": 500,
    "automat": None,
}
"""How many times as many events as by each the generated Python is to handle."""
CYCLES = {"generated": 50_000, "by hand": 50_000, "by hand, tight": 50_000, "automat": 5_000}
"""How often all four rules are taken in a round; by others 500 times."""
PACKAGES = ["castle-fsm-transformers", "castle-python-writer", "castle-machinery-transformers"]
PEERS = ["transitions", "python-statemachine", "automat"]


def generated(folder: Path) -> Gate:
    """The turnstile of the example, lowered, written and imported; its owner does nothing."""
    for name in ("turnstile.Moat", "turnstile.Castle"):
        shutil.copy(EXAMPLE / name, folder)
    main = Path(shutil.copy(HERE / "owner.Castle", folder))
    steps = [*machine_steps(), DirectCallTransformer()]
    program = lowered(SourceReader(files=[main]).read([main]), steps)
    PythonWriter().write(program, folder / "build")
    sys.path.insert(0, str(folder / "build"))
    street = import_module("owner").Main().street
    return street.coin, street.pass_


def machine_steps(*more: TransformerABC) -> list[TransformerABC]:
    """Flat, deterministic, whatever else, then handlers."""
    return [FlattenTransformer(), DeterminiseTransformer(), *more, RoutinesTransformer()]


def lowered(program: Forest, steps: list[TransformerABC]) -> Forest:
    """Let transformers work one after the other."""
    for step in steps:
        program = step.transform(program)
    return program


def gates(folder: Path) -> dict[str, Gate]:
    """A turnstile of each kind."""
    machines = {
        "by hand": turnstiles.ByHand(turnstiles.Owner()),
        "by hand, tight": turnstiles.Tight(turnstiles.Owner()),
        "transitions": turnstiles.ByTransitions(),
        "python-statemachine": turnstiles.ByStateMachine(),
        "automat": turnstiles.by_automat(turnstiles.Owner()),
    }
    others = {name: (machine.coin, machine.pass_) for name, machine in machines.items()}
    return {"generated": generated(folder), **others}


def rate(gate: Gate, cycles: int) -> float:
    """Events per second of processor time; in a cycle each of the four rules is taken once."""
    coin, pass_ = gate
    gc.collect()
    start = time.process_time()
    for _ in range(cycles):
        pass_()
        coin()
        coin()
        pass_()
    return 4 * cycles / (time.process_time() - start)


def running(rounds: int) -> Iterator[str]:
    """The table of events: all sides take turns, of each the best round counts."""
    with TemporaryDirectory() as folder:
        found = gates(Path(folder))
        each = [
            {name: rate(gate, CYCLES.get(name, 500)) for name, gate in found.items()}
            for _ in range(rounds)
        ]
    best = {name: max(times[name] for times in each) for name in found}
    ours = best.pop("generated")
    yield f"| generated Python | {ours:,.0f} | | | |"
    for name, theirs in best.items():
        goal = GOALS[name]
        said = f">= {goal} | {_answer(ours / theirs >= goal)}" if goal else "none | -"
        yield f"| {name} | {theirs:,.0f} | {ours / theirs:.2f} | {said} |"


def seconds(program: Forest, steps: list[TransformerABC], rounds: int) -> float:
    """The shortest processor time for transforming a program."""
    times = []
    for _ in range(rounds):
        fresh = copy(program)
        gc.collect()
        start = time.process_time()
        lowered(fresh, steps)
        times.append(time.process_time() - start)
    return min(times)


def lowering(rounds: int) -> Iterator[str]:
    """The table of transformers."""
    program, states, rules = programs.large()
    work = f"flatten, determinise, minimise and routines: {states:,} states, {rules:,} rules"
    yield _row(work, seconds(program, machine_steps(MinimiseTransformer()), rounds), 2)
    work = "determinise: 13 states, 4,096 sets of them"
    yield _row(work, seconds(programs.guessing(13), [DeterminiseTransformer()], rounds), 1)


def _row(work: str, taken: float, limit: float) -> str:
    return f"| {work} | {taken:.2f} s | <= {limit} s | {_answer(taken <= limit)} |"


def _answer(reached: bool) -> str:
    return "yes" if reached else "**no**"


def machine() -> list[str]:
    """What was measured on, without the name of the host."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    model = models[0] if models else platform.processor() or platform.machine()
    return [
        f"| processor | {model}, {os.cpu_count()} cores |",
        f"| system | {platform.system()} {platform.machine()} |",
        f"| Python | {platform.python_implementation()} {platform.python_version()} |",
        *(f"| {name} | {version(name)} |" for name in PACKAGES + PEERS),
    ]


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    chosen = parser.parse_args()
    few = max(2, chosen.rounds // 2)
    text = (HERE / "page.md").read_text(encoding="utf-8")
    page = text.format(
        running="\n".join(running(chosen.rounds)),
        lowering="\n".join(lowering(few)),
        machine="\n".join(machine()),
        rounds=chosen.rounds,
        few=few,
    )
    chosen.output.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
