"""Fuzzing the reader with atheris: `nox -s fuzz`, or `python fuzz_reading.py FOLDER...`.

Whatever the bytes, reading gives diagnostics that can be shown, or a graph that verifies. What is
found is kept in `corpus/`, which `test_corpus.py` goes through in every run.
"""

import gc
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from random import Random
from types import FunctionType
from typing import Any

from texts import any_word, between

from castle.aigr import Diagnostic, DiagnosticError, Severity, render, verify
from castle.readers.source import SourceReader
from castle.readers.source._syntax._tokens import tokenize

_LEAF = "castle.readers.source"


def check(content: bytes) -> None:
    """Raise AssertionError, or whatever the reader raises, if the bytes make it misbehave."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fuzzed.Castle"
        path.write_bytes(content)
        try:
            found = verify(SourceReader(files=[path]).read([]))
        except DiagnosticError as error:
            assert_sound(error.diagnostics)
        else:
            assert found == []


def assert_sound(diagnostics: Sequence[Diagnostic]) -> None:
    """Raise AssertionError unless there is an error, and all that is said can be shown."""
    assert any(found.severity is Severity.ERROR for found in diagnostics)
    assert all(render(found) for found in diagnostics)


def mutated(random: Random, text: str) -> str:
    """Change some of the words of a text."""
    words = [word for word in tokenize(text).texts if word]
    for _ in range(random.randrange(1, 4)):
        at = random.randrange(len(words) + 1)
        match random.randrange(4):
            case 0:
                del words[at : at + random.randrange(1, 4)]
            case 1:
                words.insert(at, any_word(random, words))
            case 2:
                words[at : at + 1] = [any_word(random, words)]
            case _:
                other = random.randrange(len(words) + 1)
                words[at:at] = words[other : other + random.randrange(1, 12)]
    return "".join(word + between(random) for word in words)


def functions() -> Iterator[FunctionType]:
    """The functions of the reader: what it builds on need not be explored."""
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and str(each.__module__).startswith(_LEAF):
            yield each


def main() -> None:
    """Fuzz until libFuzzer's options say to stop; each other change is one of whole words."""
    atheris: Any = import_module("atheris")

    def mutate(content: bytes, largest: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.5:
            text = content.decode("utf-8", "replace")
            return mutated(random, text).encode("utf-8", "replace")[:largest]
        return bytes(atheris.Mutate(content, largest))

    for function in list(functions()):
        atheris.instrument_func(function)
    atheris.Setup(sys.argv, check, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
