"""What fuzzing began with, and what it found, in every run."""

from pathlib import Path

import pytest
from fuzz_reading import check

CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_what_is_in_the_corpus_is_borne(path: Path) -> None:
    """Each file gives diagnostics that can be shown, or a graph that verifies."""
    check(path.read_bytes())


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_a_file_may_end_anywhere(path: Path) -> None:
    """Wherever it was cut off, the rest is borne; so is what comes after a hole."""
    content = path.read_bytes()
    for end in range(0, len(content), 23):
        check(content[:end])
        check(content[:end] + content[end + 11 :])
