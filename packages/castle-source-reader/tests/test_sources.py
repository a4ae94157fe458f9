"""Generated programs that use most of the language."""

from pathlib import Path
from random import Random

import pytest
from oracle import is_derived

from castle.aigr import verify
from castle.readers.source import SourceReader
from castle.TESTDOUBLES.aigr.programs import source


@pytest.mark.parametrize("seed", range(12))
def test_what_is_valid_is_read(tmp_path: Path, seed: int) -> None:
    """Without an error; and the graph that comes out verifies."""
    files = source(Random(seed))
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert is_derived(text, Path(name).suffix[1:].lower())
    reader = SourceReader(files=[tmp_path / next(iter(files))])
    assert verify(reader.read(reader.files)) == []
