"""How long reading and writing 10,000 lines takes beside reading alone.

python packages/castle-source-writer/benchmarks/formatting.py [LINES]
"""

import gc
import sys
import time
from collections.abc import Callable
from random import Random

from castle.aigr import NameSpace, SourceFile
from castle.readers.source._problems import Problems
from castle.readers.source._syntax._source import parse
from castle.TESTDOUBLES.aigr.programs import source
from castle.writers.source._program import text


def best(work: Callable[[], object], rounds: int = 9) -> float:
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


def sources(lines: int) -> list[tuple[str, str]]:
    """Files of programs, their names and texts, with that many lines or some more."""
    found: list[tuple[str, str]] = []
    seed = 0
    while sum(written.count("\n") for _, written in found) < lines:
        found += source(Random(seed), 10).items()
        seed += 1
    return found


def read(name: str, written: str) -> NameSpace:
    """Read a file, names left as they are."""
    stem = name.partition(".")[0]
    return parse(SourceFile(name, written), written, stem, name, Problems())


def main(lines: int) -> None:
    """Measure both on generated programs, as they are and formatted."""
    files = sources(lines)
    formatted = [(name, text(read(name, written))) for name, written in files]
    for title, given in (("as generated", files), ("formatted before", formatted)):
        measure(title, given)


def measure(title: str, files: list[tuple[str, str]]) -> None:
    """Measure reading and writing of some files."""
    spaces = [read(*file) for file in files]
    reading = best(lambda: [read(*file) for file in files])
    writing = best(lambda: [text(space) for space in spaces])
    count = sum(written.count("\n") for _, written in files)
    comments = sum(written.count("//") + written.count("/*") for _, written in files)
    print(f"{title}: {count} lines, {comments} comments")
    print(f"parse         {reading:8.1f} ms")
    print(f"write         {writing:8.1f} ms")
    print(f"format, both  {reading + writing:8.1f} ms  {1 + writing / reading:.2f} times the parse")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
