"""Measure, and write the table of docs/reference/performance.md.

python packages/castle-aigr/benchmarks/run.py [--runs 5] [--output FILE]
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

HERE = Path(__file__).parent
OUTPUT = HERE.parents[2] / "docs" / "reference" / "performance.md"

Run = dict[str, dict[str, Any]]
"""What pytest-benchmark says of each test, by its name."""


class Row(NamedTuple):
    """A line of the table."""

    work: str
    target: str
    figure: str
    peer: str
    ratio: str
    reached: bool


class Sides(NamedTuple):
    """The shortest times of both sides for each node, in ns."""

    ours: float
    peer: float

    @property
    def ratio(self) -> float:
        """How many times as long the peer takes."""
        return self.peer / self.ours


def measured(folder: Path, number: int) -> Run:
    """Run all benchmarks once."""
    report = folder / f"{number}.json"
    options = ["-q", "-p", "no:cacheprovider", "--import-mode=importlib", "--benchmark-disable-gc"]
    command = [sys.executable, "-m", "pytest", *options, "--benchmark-save-data", "-c", os.devnull]
    show = ["--benchmark-columns=min,median,rounds", f"--benchmark-json={report}"]
    subprocess.run([*command, *show, f"--rootdir={HERE}", str(HERE)], check=True)
    found = json.loads(report.read_text(encoding="utf-8"))["benchmarks"]
    return {benchmark["name"]: benchmark for benchmark in found}


def sides(runs: list[Run], name: str) -> Sides:
    """The best of all rounds of all runs: other work on the machine only ever adds to it."""
    info = runs[0][name]["extra_info"]
    ours = min(run[name]["stats"]["min"] for run in runs)
    peer = min(min(run[name]["extra_info"]["peer"]) for run in runs)
    return Sides(ours / info["nodes"] * 1e9, peer / info["peer_nodes"] * 1e9)


def above_bare(runs: list[Run], name: str) -> tuple[float, float]:
    """What a process takes over the bare one right before it, and the bare one, in ms: medians.

    Of the run in which the bare ones took least: nothing can be told of a loaded machine.
    """
    quiet = min((run[name] for run in runs), key=lambda one: median(one["extra_info"]["peer"]))
    bare: list[float] = quiet["extra_info"]["peer"]
    ours: list[float] = quiet["stats"]["data"]
    pairs = zip(ours, bare, strict=True)
    return median(one - other for one, other in pairs) * 1e3, median(bare) * 1e3


def rows(runs: list[Run]) -> Iterator[Row]:
    """The table, line by line."""
    create, walk, rewrite, save, load = (
        sides(runs, f"test_{name}") for name in ("create", "walk", "rewrite", "save", "load")
    )
    yield Row(
        "create and keep",
        "<= 1.2 times a bare slots dataclass of as many fields",
        f"{create.ours:.0f} ns",
        f"{create.peer:.0f} ns",
        f"{1 / create.ratio:.2f}",
        1 / create.ratio <= 1.2,
    )
    yield Row(
        "walk",
        "<= 100 ns a node; >= 4 times xDSL per operation",
        f"{walk.ours:.0f} ns",
        f"{walk.peer:.0f} ns",
        f"{walk.ratio:.1f}",
        walk.ours <= 100 and walk.ratio >= 4,
    )
    yield Row(
        "no-op rewrite visiting every node",
        ">= 3 million nodes/s; >= 8 times xDSL",
        f"{1e3 / rewrite.ours:.1f} million/s",
        f"{1e3 / rewrite.peer:.2f} million/s",
        f"{rewrite.ratio:.1f}",
        1e3 / rewrite.ours >= 3 and rewrite.ratio >= 8,
    )
    for name, one, most in (("save", save, 1.0), ("load", load, 2.2)):
        yield Row(
            name,
            f"<= {most:.2g} times pickle protocol 5",
            f"{one.ours / 1e3:.2f} us",
            f"{one.peer / 1e3:.2f} us",
            f"{1 / one.ratio:.2f}",
            1 / one.ratio <= most,
        )
    yield from _rows_of_size(runs)


def _rows_of_size(runs: list[Run]) -> Iterator[Row]:
    memory = runs[0]["test_memory"]["extra_info"]
    yield Row(
        "memory over the field values",
        "<= 100 bytes a node",
        f"{memory['bytes']:.0f} bytes",
        f"{memory['peer_bytes']:.0f} bytes",
        f"{memory['peer_bytes'] / memory['with_lists']:.1f}",
        memory["bytes"] <= 100,
    )
    ours, bare = above_bare(runs, "test_import[castle.aigr]")
    peer, _ = above_bare(runs, "test_import[dataclasses, typing]")
    yield Row(
        "import",
        "<= 25 ms over bare python",
        f"{ours:.1f} ms",
        f"{peer:.1f} ms; bare python: {bare:.1f} ms",
        f"{ours / peer:.2f}",
        ours <= 25,
    )


def machine() -> list[str]:
    """What was measured on, without the name of the host."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    model = models[0] if models else platform.processor() or platform.machine()
    return [
        f"| date | {datetime.now(UTC):%Y-%m-%d} |",
        f"| processor | {model}, {os.cpu_count()} cores |",
        f"| system | {platform.system()} {platform.machine()} |",
        f"| Python | {platform.python_implementation()} {platform.python_version()} |",
        *(f"| {name} | {version(name)} |" for name in ("castle-aigr", "xdsl", "pytest-benchmark")),
    ]


def page(runs: list[Run]) -> str:
    """The page of the documentation."""
    table = [
        f"| {row.work} | {row.target} | {row.figure} | {row.peer} | {row.ratio} "
        f"| {'yes' if row.reached else '**no**'} |"
        for row in rows(runs)
    ]
    memory = runs[0]["test_memory"]["extra_info"]
    nodes = runs[0]["test_walk"]["extra_info"]
    size = runs[0]["test_load"]["extra_info"]["bytes"]
    template = (HERE / "page.md").read_text(encoding="utf-8")
    return template.format(
        table="\n".join(table),
        machine="\n".join(machine()),
        runs=len(runs),
        nodes=nodes["nodes"],
        operations=nodes["peer_nodes"],
        with_lists=memory["with_lists"],
        size=size,
    )


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        runs = [measured(Path(folder), number) for number in range(chosen.runs)]
    chosen.output.parent.mkdir(parents=True, exist_ok=True)
    chosen.output.write_text(page(runs), encoding="utf-8")


if __name__ == "__main__":
    main()
