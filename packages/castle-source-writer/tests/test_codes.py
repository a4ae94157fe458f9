"""The index of codes of this distribution."""

import re
from pathlib import Path

import castle.writers.source
from castle.aigr import read_codes

LEAF = Path(castle.writers.source.__file__).parent


def test_the_index_has_each_code_that_occurs_and_no_other() -> None:
    """What is reported is explained; what is explained is reported."""
    texts = [path.read_text(encoding="utf-8") for path in LEAF.rglob("*.py")]
    found = sorted({code for text in texts for code in re.findall('"(CAS\\d{4})"', text)})
    assert [entry.code for entry in read_codes(LEAF / "diagnostics.toml")] == found
