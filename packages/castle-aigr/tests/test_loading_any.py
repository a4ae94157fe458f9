"""Files that were changed at random, and those that fuzzing has found."""

import json
from pathlib import Path
from random import Random

import pytest
from fuzz_loading import check, mutated
from hypothesis import given, settings
from hypothesis import strategies as st
from storing import loaded, saved

from castle.aigr import DiagnosticError
from castle.TESTDOUBLES.aigr.programs import any_forest

CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())
BYTES = b'0123456789[]{}",:\\eE.-nt\xff'


@given(st.integers(0, 2**32), st.integers(1, 4))
@settings(deadline=None)
def test_whatever_is_changed_the_graph_is_sound_or_refused(seed: int, changes: int) -> None:
    """What loads is a tree that can be verified and saved; what does not has a diagnostic."""
    random = Random(seed)
    document = json.loads(saved(any_forest(random, 40)))
    for _ in range(changes):
        mutated(random, document)
    check(json.dumps(document).encode())


@given(st.integers(0, 2**32), st.integers(1, 8))
@settings(deadline=None)
def test_whatever_bytes_are_changed_there_is_a_graph_or_a_diagnostic(seed: int, count: int) -> None:
    """Damage on the way does no other harm."""
    random = Random(seed)
    content = bytearray(saved(any_forest(random, 20)))
    for _ in range(count):
        content[random.randrange(len(content))] = random.choice(BYTES)
    check(bytes(content))


@given(st.integers(0, 2**32), st.integers(0, 2**32))
@settings(deadline=None)
def test_a_file_that_ends_early_is_refused(seed: int, end: int) -> None:
    """There is no beginning of a file that passes for the whole."""
    content = saved(any_forest(Random(seed), 20)).rstrip(b"\n")
    with pytest.raises(DiagnosticError, match="CAS0401"):
        loaded(content[: end % len(content)])
    check(content[: end % len(content)])


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_what_fuzzing_has_found_does_no_harm(path: Path) -> None:
    """Each file of the corpus gives a diagnostic, or a forest that is sound."""
    check(path.read_bytes())
    assert path.stat().st_size < 10_000
