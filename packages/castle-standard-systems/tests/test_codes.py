"""The indexes of codes of these leaves."""

import re
from pathlib import Path
from types import ModuleType

import pytest

import castle.processors.shell
import castle.systems.program
import castle.systems.wrapper
from castle.aigr import read_codes

LEAVES = [castle.processors.shell, castle.systems.program, castle.systems.wrapper]


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_the_index_has_each_code_that_occurs_and_no_other(leaf: ModuleType) -> None:
    """What is reported is explained; what is explained is reported."""
    folder = Path(str(leaf.__file__)).parent
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob("*.py")]
    found = sorted({code for text in texts for code in re.findall('"(CAS\\d{4})"', text)})
    assert [entry.code for entry in read_codes(folder / "diagnostics.toml")] == found
