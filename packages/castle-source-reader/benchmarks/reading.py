"""Measure how fast text becomes nodes, and write docs/reference/reading-performance.md.

python packages/castle-source-reader/benchmarks/reading.py [--rounds 15] [--output FILE]

Needs the dependency group `benchmarks`.
"""

import argparse
import ast
import gc
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from castle.aigr import SourceFile, walk
from castle.readers.source._problems import Problems
from castle.readers.source._program import read_program
from castle.readers.source._syntax._source import parse

HERE = Path(__file__).parent
WRITER = HERE.parents[1] / "castle-source-writer" / "benchmarks"
sys.path[:0] = map(str, (HERE, HERE.parent / "tests", WRITER))

import checking  # noqa: E402  # these stand beside this file, and in the folders above
import equivalents  # noqa: E402
import formatting  # noqa: E402
from lark import Tree  # noqa: E402
from oracle import made  # noqa: E402

OUTPUT = HERE.parents[2] / "docs" / "reference" / "reading-performance.md"
LINES = 10_000
Work = Callable[[], object]


class Row(NamedTuple):
    """A line of the table."""

    work: str
    target: str
    ours: float
    peer: float
    limit: float
    unit: str = "ms"

    def __str__(self) -> str:
        """The line; a limit above a peer that has to be beaten is the least, else the most."""
        ratio = self.ours / self.peer
        is_faster = self.target.startswith(">=")
        shown = f"{1 / ratio:.1f} times as fast" if is_faster else f"{ratio:.2f}"
        reached = 1 / ratio >= self.limit if is_faster else ratio <= self.limit
        figures = f"{self.ours:.0f} {self.unit} | {self.peer:.0f} {self.unit}"
        return f"| {self.work} | {self.target} | {figures} | {shown} | {_answer(reached)} |"


def _answer(reached: bool) -> str:
    return "yes" if reached else "**no**"


class Nodes:
    """A transformer that makes of each rule what it is told to make."""

    def __init__(self, make: Callable[..., object]) -> None:
        self._make = make

    def __getattr__(self, rule: str) -> Callable[..., object]:
        """What makes the node of a rule; the parser's own rules have none."""
        if rule.startswith("_"):
            raise AttributeError(rule)
        return partial(self._make, rule)


def pair(rule: str, children: list[object]) -> object:
    """Make the least that a node can be."""
    return rule, children


def taken(work: Work, *, collects: bool) -> float:
    """The milliseconds of this process for one round, with the garbage collector or without."""
    if collects:
        gc.collect()
    start = time.process_time()
    kept = work()
    # What is due now was put off by some: let it happen before the time is taken.
    young = [[] for _ in range(gc.get_threshold()[0] + 1)]
    found = (time.process_time() - start) * 1000
    del kept, young
    return found


def best(rounds: int, *works: Work, collects: bool = False) -> list[float]:
    """The shortest times of works that take turns: other work on the machine only adds to them."""
    gc.collect()
    if not collects:
        gc.disable()
    found = [[taken(work, collects=collects) for work in works] for _ in range(rounds)]
    gc.enable()
    return [min(times) for times in zip(*found, strict=True)]


def nodes(text: str) -> Work:
    """Reading a text into nodes."""
    file = SourceFile("x.Castle", text)
    return lambda: parse(file, text, "x", "x.Castle", Problems())


def lark(text: str, *, positions: bool) -> Work:
    """Parsing a text by the grammar: into pairs, or into trees, which alone have positions."""
    parser = made(transformer=Nodes(Tree if positions else pair), propagate_positions=positions)
    return lambda: parser.parse(text, start="castle")


def rows(rounds: int) -> Iterator[Row]:
    """The table, line by line."""
    copies = equivalents.copies_in(LINES)
    text, python = equivalents.castle(copies), equivalents.python(copies)
    peer: Work = lambda: ast.parse(python)  # noqa: E731  # a work like the others
    work = "text to nodes with locations, as it is called"
    target = "no slower than `ast.parse` of equivalent Python"
    yield Row(work, target, *best(rounds, nodes(text), peer, collects=True), 1)
    yield Row("the same, no garbage collected", target, *best(rounds, nodes(text), peer), 1)
    for positions, said in ((False, "without"), (True, "with")):
        target = f">= 5 times Lark LALR with a transformer, {said} positions"
        few = max(rounds // 5, 2)
        yield Row("the same", target, *best(few, nodes(text), lark(text, positions=positions)), 5)
    yield from _rows_of_programs(rounds, text)


def _rows_of_programs(rounds: int, text: str) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as cache:
        path = Path(folder) / "x.Castle"
        path.write_text(text, encoding="utf-8")
        whole = best(rounds, lambda: read_program([path], []), nodes(text))
        yield Row("complete read: names, types, checks", "<= 2.5 times the parse", *whole, 2.5)
        path.unlink()
        first, again, _ = checking.measure(Path(folder), Path(cache))
        target = "<= 25% of the first time"
        work = "checking again after one file of 100 was changed"
        yield Row(work, target, again * 1000, first * 1000, 0.25)
    files = formatting.sources(LINES)
    read = [formatting.read(*file) for file in files]
    work, target = "writing 10,000 lines in canonical style", "with the parse <= 2 times the parse"
    both = best(
        rounds,
        lambda: [formatting.text(space) for space in read],
        lambda: [formatting.read(*file) for file in files],
    )
    yield Row(work, target, both[0], both[1], 1)
    ten = equivalents.castle(equivalents.copies_in(10 * LINES))
    times = best(max(rounds // 3, 2), nodes(ten), nodes(text))
    yield Row("100,000 lines to nodes", "<= 11 times 10,000", *times, 11)


def machine() -> list[str]:
    """What was measured on, without the name of the host."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    model = models[0] if models else platform.processor() or platform.machine()
    names = ["castle-source-reader", "castle-source-writer", "castle-aigr", "lark"]
    return [
        f"| processor | {model}, {os.cpu_count()} cores |",
        f"| system | {platform.system()} {platform.machine()} |",
        f"| Python | {platform.python_implementation()} {platform.python_version()} |",
        *(f"| {name} | {version(name)} |" for name in names),
    ]


def page(rounds: int) -> str:
    """The page of the documentation."""
    copies = equivalents.copies_in(LINES)
    text, python = equivalents.castle(copies), equivalents.python(copies)
    return (
        (HERE / "page.md")
        .read_text(encoding="utf-8")
        .format(
            table="\n".join(map(str, rows(rounds))),
            machine="\n".join(machine()),
            rounds=rounds,
            lines=text.count("\n"),
            python_lines=python.count("\n"),
            nodes=sum(1 for _ in walk(parse(SourceFile("x", text), text, "x", "x", Problems()))),
            python_nodes=sum(1 for _ in ast.walk(ast.parse(python))),
        )
    )


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    chosen = parser.parse_args()
    chosen.output.write_text(page(chosen.rounds), encoding="utf-8")


if __name__ == "__main__":
    main()
