"""Files that were changed at random."""

import json
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from storing import STRUCTURAL, loaded, saved

from castle.aigr import DiagnosticError, verify
from castle.TESTDOUBLES.aigr.programs import any_forest

VALUES: list[object] = [None, True, -1, 0, 3, 1.0, 2**60, "x", [], [0], {}, {"float": "1"}]
CODES = {f"CAS040{number}" for number in range(1, 8)}


def check(error: DiagnosticError) -> None:
    """A refusal has a number and a place."""
    (diagnostic,) = error.diagnostics
    assert diagnostic.code in CODES
    assert diagnostic.location is not None


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
            place.insert(key, place[random.randrange(len(place))])
        case 2 if isinstance(place, list):
            other = random.randrange(len(place))
            place[key], place[other] = place[other], place[key]
        case _:
            values: tuple[object, ...] = (
                None,
                True,
                -1,
                0,
                3,
                1.0,
                2**60,
                "x",
                "LESS",
                [],
                [0],
                {},
                {"float": "1"},
            )
            place[key] = random.choice(values)


@given(st.integers(0, 2**32), st.integers(1, 4))
def test_whatever_is_changed_the_graph_is_sound_or_refused(seed: int, changes: int) -> None:
    """What loads is a tree that can be verified and saved; what does not has a diagnostic."""
    random = Random(seed)
    document = json.loads(saved(any_forest(random, 40)))
    for _ in range(changes):
        mutated(random, document)
    content = json.dumps(document).encode()
    try:
        forest = loaded(content)
    except DiagnosticError as error:
        check(error)
        return
    assert [d for d in verify(forest) if d.code in STRUCTURAL] == []
    assert saved(loaded(saved(forest))) == saved(forest)


@given(st.integers(0, 2**32), st.integers(1, 8))
def test_whatever_bytes_are_changed_there_is_a_graph_or_a_diagnostic(seed: int, count: int) -> None:
    """Damage on the way does no other harm."""
    random = Random(seed)
    content = bytearray(saved(any_forest(random, 20)))
    for _ in range(count):
        content[random.randrange(len(content))] = random.choice(b'0123456789[]{}",:\\eE.-nt\xff')
    try:
        forest = loaded(bytes(content))
    except DiagnosticError as error:
        check(error)
    else:
        assert saved(forest)
