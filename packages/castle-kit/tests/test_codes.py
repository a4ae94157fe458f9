"""The index of codes of this distribution."""

import re
from pathlib import Path

import castle.kit
import castle.subcommands.new
from castle.aigr import read_codes

LEAF = Path(castle.kit.__file__).parent
NEW = Path(castle.subcommands.new.__file__).parent


def test_the_index_has_each_code_that_occurs_and_no_other() -> None:
    """What is reported is explained; what is explained is reported."""
    files = [*LEAF.rglob("*.py"), *NEW.rglob("*.py")]
    texts = [path.read_text(encoding="utf-8") for path in files]
    found = sorted({code for text in texts for code in re.findall('"(CAS\\d{4})"', text)})
    assert [entry.code for entry in read_codes(LEAF / "diagnostics.toml")] == found
