"""Every example as an AIGR file."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from castle.aigr import equal, load, save, verify
from castle.readers.source import SourceReader
from castle.transformers.machinery.direct_call import DirectCallTransformer

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
FOLDERS = sorted({path.parent for path in EXAMPLES.rglob("*.Castle")})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_an_example_comes_back_from_its_file(folder: Path) -> None:
    """As it was read and as machinery leaves it; saving again gives the same bytes."""
    files = sorted(folder.glob("*.Castle"))
    forest = SourceReader(module="source", files=files).read(files)
    for _ in range(2):
        first, second = io.BytesIO(), io.BytesIO()
        save(forest, first)
        loaded = load(io.BytesIO(first.getvalue()))
        save(loaded, second)
        assert equal(loaded, forest)
        assert verify(loaded) == verify(forest) == []
        assert second.getvalue() == first.getvalue()
        assert json.loads(first.getvalue())["sources"]
        forest = DirectCallTransformer(module="machinery.direct_call").transform(forest)
