"""Fuzzing `load` with atheris: `nox -s fuzz`, or `python fuzz_loading.py FOLDER...`.

Whatever the bytes, loading gives a numbered diagnostic with a place, or a forest that is sound and
can be saved. What is found is kept in `corpus/`, which `test_corpus.py` goes through in every run.
"""

import gc
import io
import json
import sys
from collections.abc import Iterator
from importlib import import_module
from random import Random
from types import FunctionType
from typing import Any

from castle.aigr import DiagnosticError, load, save, verify

CODES = {f"CAS040{number}" for number in range(1, 8)}
STRUCTURAL = {"CAS0301", "CAS0302", "CAS0303"}
VALUES: list[object] = [None, True, -1, 0, 3, 1.0, 2**60, "x", [], [0], {}, {"float": "1"}]
_EXPLORED = ("castle.aigr", "json")


def check(content: bytes) -> None:
    """Raise AssertionError, or whatever `load` raises, if the bytes make it misbehave."""
    try:
        forest = load(io.BytesIO(content))
    except DiagnosticError as error:
        (diagnostic,) = error.diagnostics
        assert diagnostic.code in CODES
        assert diagnostic.location is not None
        return
    assert [found for found in verify(forest) if found.code in STRUCTURAL] == []
    once, twice = io.BytesIO(), io.BytesIO()
    save(forest, once)
    once.seek(0)
    save(load(once), twice)
    assert once.getvalue() == twice.getvalue()


def mutated(random: Random, document: Any) -> None:
    """Change something in a document."""
    place, key = document, random.choice(list(document))
    while isinstance(place[key], dict | list) and place[key] and random.random() < 0.95:
        place = place[key]
        key = random.choice(list(place) if isinstance(place, dict) else range(len(place)))
    match random.randrange(4):
        case 0:
            del place[key]
        case 1 if isinstance(place, list):
            place.insert(key, random.choice(place))
        case 2 if isinstance(place, list):
            other = random.randrange(len(place))
            place[key], place[other] = place[other], place[key]
        case _:
            place[key] = random.choice(VALUES)


def functions() -> Iterator[FunctionType]:
    """The functions of castle.aigr and of `json`: what else there is need not be explored."""
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and str(each.__module__).startswith(_EXPLORED):
            yield each


def main() -> None:
    """Fuzz until libFuzzer's options say to stop; each other change keeps the file JSON."""
    atheris: Any = import_module("atheris")

    def mutate(content: bytes, largest: int, seed: int) -> bytes:
        random = Random(seed)
        try:
            document = json.loads(content)
            if random.random() < 0.5:
                mutated(random, document)
                return json.dumps(document).encode()[:largest]
        except (ValueError, RecursionError, LookupError, TypeError):
            pass
        return bytes(atheris.Mutate(content, largest))

    for function in list(functions()):
        atheris.instrument_func(function)
    atheris.Setup(sys.argv, check, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
