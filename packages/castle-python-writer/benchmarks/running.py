"""Measure, and write docs/reference/running-performance.md.

python packages/castle-python-writer/benchmarks/running.py [--rounds 9] [--output FILE] [PYTHON ...]
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from castle.TESTDOUBLES.aigr.sieve import sieve
from castle.transformers.machinery.direct_call import DirectCallTransformer
from castle.writers.python import PythonWriter

HERE = Path(__file__).parent
OUTPUT = HERE.parents[2] / "docs" / "reference" / "running-performance.md"
NUMBERS = {20_000: 1.0, 100_000: 0.2}
"""To which number the Sieve runs, and which part of the rounds it is worth."""
MOST = 1.1
"""How many times as long as by hand the written Python may take."""
CHECKED = 1.3
"""The same with all checks, which it always has."""
SCRIPT = """
import sys, time
sys.path.insert(0, {folder!r})
from {module} import Main
begin = time.process_time()
Main().powerOn({number})
print(time.process_time() - begin, file=sys.stderr)
"""


class Row(NamedTuple):
    """A line of the table."""

    python: str
    number: int
    ours: float
    peer: float

    @property
    def ratio(self) -> float:
        """How many times as long the written Python takes."""
        return self.ours / self.peer

    def __str__(self) -> str:
        """The line."""
        reached = [f"{'yes' if self.ratio <= most else '**no**'}" for most in (MOST, CHECKED)]
        times = f"{self.ours:.3f} s | {self.peer:.3f} s | {self.ratio:.2f}"
        return f"| {self.python} | {self.number:,} | {times} | {' | '.join(reached)} |"


def once(python: str, folder: Path, module: str, number: int) -> float:
    """The seconds of processor time that a program takes, without the start of its process."""
    script = SCRIPT.format(folder=str(folder), module=module, number=number)
    command = [python, "-S", "-E", "-c", script]
    out = subprocess.DEVNULL
    done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True, check=True)
    return float(done.stderr)


def measured(python: str, number: int, rounds: int, build: Path) -> Row:
    """Both sides in turn; of each the shortest time, as other work only ever adds to it."""
    ours, peer = [], []
    for _ in range(rounds):
        ours.append(once(python, build, "main", number))
        peer.append(once(python, HERE, "hand_written", number))
    return Row(version_of(python), number, min(ours), min(peer))


def version_of(python: str) -> str:
    """The version of an interpreter."""
    script = "import platform; print(platform.python_implementation(), platform.python_version())"
    command = [python, "-S", "-E", "-c", script]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def machine() -> list[str]:
    """What was measured on, without the name of the host."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    model = models[0] if models else platform.processor() or platform.machine()
    names = ["castle-python-writer", "castle-machinery-transformers"]
    return [
        f"| processor | {model}, {os.cpu_count()} cores |",
        f"| system | {platform.system()} {platform.machine()} |",
        *(f"| {name} | {version(name)} |" for name in names),
    ]


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    parser.add_argument("pythons", nargs="*", default=[sys.executable])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        build = Path(folder)
        PythonWriter().write(DirectCallTransformer().transform(sieve()), build)
        rows = [
            measured(python, number, max(1, round(chosen.rounds * share)), build)
            for python in chosen.pythons
            for number, share in NUMBERS.items()
        ]
    template = (HERE / "page.md").read_text(encoding="utf-8")
    table, where = "\n".join(map(str, rows)), "\n".join(machine())
    text = template.format(table=table, machine=where, rounds=chosen.rounds)
    chosen.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
