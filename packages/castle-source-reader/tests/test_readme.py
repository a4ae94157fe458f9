"""The README says what is so."""

import re
from pathlib import Path

from castle.readers.source import SourceReader
from castle.readers.source._meaning._builtins import BUILTINS

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_each_setting_is_described() -> None:
    """Each row of the table is a setting, and each setting but the name of the module has one."""
    rows = re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)
    described = [row for row in rows if not row.startswith("_")]
    assert described == [name for name in SourceReader.model_fields if name != "module"]


def test_each_function_that_can_be_read_is_named() -> None:
    """And no other."""
    (line,) = re.findall(r"^- the functions (.*?);?\.$", README, re.M | re.S)
    assert re.findall(r"`(\w+)`", line) == list(BUILTINS)
