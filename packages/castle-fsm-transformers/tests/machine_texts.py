"""Machines of the tests, read from source and shown as source."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from castle.aigr import Forest, verify
from castle.monorail.abcs import TransformerABC
from castle.readers.source import SourceReader
from castle.writers.source import SourceWriter

LAMP = """
protocol Keys { pressed(int:n); released(); }
protocol Lights { bright(int:n); dark(); }
component Lamp { port Keys<in>:key; port Lights<out>:light; }
"""


def read(text: str, contract: str = "") -> Forest:
    """Read a program of one namespace."""
    with TemporaryDirectory() as folder:
        moat, castle = Path(folder, "program.Moat"), Path(folder, "program.Castle")
        moat.write_text(contract, encoding="utf-8")
        castle.write_text(text, encoding="utf-8")
        return SourceReader(files=[castle]).read([castle])


def shown(forest: Forest) -> str:
    """The code of a program of one namespace, as source."""
    with TemporaryDirectory() as folder:
        SourceWriter().write(forest, Path(folder))
        return Path(folder, "program.Castle").read_text(encoding="utf-8")


def read_again(forest: Forest) -> Forest:
    """What a program of one namespace is when it was written as source and read."""
    with TemporaryDirectory() as folder:
        SourceWriter().write(forest, Path(folder))
        castle = Path(folder, "program.Castle")
        return SourceReader(files=[castle]).read([castle])


def lowered(forest: Forest, transformers: Iterable[TransformerABC]) -> Forest:
    """Let transformers work one after the other; each leaves a graph that verifies."""
    for transformer in transformers:
        forest = transformer.transform(forest)
        assert verify(forest) == []
    return forest


def lines(text: str) -> list[str]:
    """The lines of a text, without what is not seen, and empty ones left out."""
    return [line.strip() for line in text.splitlines() if line.strip()]
