"""How fast text becomes nodes, beside CPython's own parser on equivalent Python.

python packages/castle-source-reader/benchmarks/reading.py [LINES]
"""

import ast
import gc
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from castle.aigr import SourceFile
from castle.readers.source._problems import Problems
from castle.readers.source._program import read_program
from castle.readers.source._syntax._source import parse
from castle.readers.source._syntax._tokens import tokenize

HEAD = """\
protocol Start { runTo(int:max); newMax(int:max); }
protocol Simple { input(int:try); }
"""
CASTLE = '''\
component Gen@ : Component {
    """Counts: sends 2, 3, 4 and so on."""

    port Start<in>:controll;
    port Simple<out>:outlet;
}

implement Gen@ {
    int next := 2;
    int count := 0;
    bool big := false;

    Start.runTo(max) on .controll {
        countTo(max);
    }

    Start.newMax(max) on .controll {
        // go on
        countTo(max + 1);
    }

    int: square(int:x) {
        return x * x + 2 * x - 1;
    }

    countTo(int:max) {
        """Go on where the last count ended."""
        while (.next <= max) {
            .outlet.input(.next);
            .next += 1;
        }
        if (.next % 3 == 0 and not (.count > 5 or .big)) {
            int y := square(.next) + max;
            .count, .next := .next, y;
            print(y, .count);
        } else {
            .big := .count * 2 < max - 1;
        }
    }
}
'''
PYTHON = '''\
class Gen@(Component):
    """Counts: sends 2, 3, 4 and so on."""

    controll: Start
    outlet: Simple


class Gen@Implementation:
    next: int = 2
    count: int = 0
    big: bool = False


    def Start_runTo(self, max):
        self.countTo(max)


    def Start_newMax(self, max):
        # go on
        self.countTo(max + 1)


    def square(self, x: int) -> int:
        return x * x + 2 * x - 1


    def countTo(self, max: int):
        """Go on where the last count ended."""
        while self.next <= max:
            self.outlet.input(self.next)
            self.next += 1

        if self.next % 3 == 0 and not (self.count > 5 or self.big):
            y: int = self.square(self.next) + max
            self.count, self.next = self.next, y
            print(y, self.count)
        else:
            self.big = self.count * 2 < max - 1



'''


def best(work: Callable[[], object], rounds: int = 7) -> float:
    """The shortest time of several rounds, in milliseconds, the garbage collector paused."""
    found = []
    for _ in range(rounds):
        gc.collect()
        gc.disable()
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
        gc.enable()
    return min(found) * 1000


def main(lines: int) -> None:
    """Measure tokens, nodes, a complete read, and Python's parser."""
    copies = range(lines // CASTLE.count("\n"))
    text = HEAD + "".join(CASTLE.replace("@", str(copy)) for copy in copies)
    python = "".join(PYTHON.replace("@", str(copy)) for copy in copies)
    file = SourceFile("x.Castle", text)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.Castle"
        path.write_text(text)
        tokens = best(lambda: tokenize(text))
        nodes = best(lambda: parse(file, text, "x", "x.Castle", Problems()))
        whole = best(lambda: read_program([path], []))
    long = HEAD + text[len(HEAD) :] * 10
    growth = best(lambda: parse(SourceFile("x", long), long, "x", "x", Problems()), 3) / nodes
    peer = best(lambda: ast.parse(python))
    print(f"{text.count(chr(10))} lines of Castle, {python.count(chr(10))} of Python")
    print(f"tokens      {tokens:8.1f} ms")
    print(f"nodes       {nodes:8.1f} ms  {nodes / peer:.2f} times ast.parse")
    print(f"growth      {growth:8.1f} times for ten times the lines")
    print(f"whole read  {whole:8.1f} ms  {whole / nodes:.2f} times nodes")
    print(f"ast.parse   {peer:8.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
