import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from castle.aigr import NameSpace, SourceFile
from castle.readers.source._problems import Problems
from castle.readers.source._syntax._source import parse
from castle.writers.source._program import text

# What strews comments over texts stands beside the tests.
sys.path.insert(0, str(Path(__file__).parent))

Parsed = Callable[[str], NameSpace]
Formatted = Callable[[str], str]


@pytest.fixture(scope="session")
def parsed() -> Parsed:
    """A function that reads a text into nodes, names left as they are."""

    def run(source: str) -> NameSpace:
        problems = Problems()
        space = parse(SourceFile("x.Castle", source), source, "x", "x.Castle", problems)
        problems.raise_if_any()
        return space

    return run


@pytest.fixture(scope="session")
def formatted(parsed: Parsed) -> Formatted:
    """A function that writes a text anew."""
    return lambda source: text(parsed(source))


@pytest.fixture(scope="session")
def in_body(formatted: Formatted) -> Formatted:
    """A function that writes statements anew, their indentation left out."""

    def run(source: str) -> str:
        whole = formatted(f"implement X {{ f() {{\n{source}\n}} }}")
        lines = whole.split("\n")[2:-3]
        return "\n".join(line[8:] for line in lines)

    return run
