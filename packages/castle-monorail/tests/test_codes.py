"""The index of codes of this distribution."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import castle.monorail
from castle.aigr import Severity, read_codes
from castle.monorail.diagnostics import installed_codes

if TYPE_CHECKING:
    from conftest import Site

LEAF = Path(castle.monorail.__file__).parent


def test_the_index_has_each_code_that_occurs_and_no_other() -> None:
    """What is reported is explained; what is explained is reported."""
    texts = [path.read_text(encoding="utf-8") for path in LEAF.rglob("*.py")]
    found = sorted({code for text in texts for code in re.findall('"(CAS\\d{4})"', text)})
    assert [entry.code for entry in read_codes(LEAF / "diagnostics.toml")] == found


ENTRY = """
[CAS{}]
title = "{}"
severity = "error"
explanation = "e"
example = "x"
cure = "c"
"""


def index(site: "Site", module: str, text: str) -> None:
    """Install a leaf with an index; importing it would explode."""
    site.plugin(module, '"""Explodes."""\nraise SystemExit(3)\n')
    site.folder.joinpath(*module.split("."), "diagnostics.toml").write_text(text)


def test_the_codes_of_all_leaves_are_known(site: "Site") -> None:
    """Plugins, bases and apps, each wherever it lies, and without importing it."""
    index(site, "castle.readers.alpha", ENTRY.format(9901, "alpha"))
    index(site, "castle.transformers.deep.down.beta", ENTRY.format(9902, "beta"))
    index(site, "castle.gamma", ENTRY.format(9903, "gamma"))
    codes, problems = installed_codes()
    assert problems == []
    assert list(codes) == sorted(codes)
    assert [codes[f"CAS990{n}"].title for n in (1, 2, 3)] == ["alpha", "beta", "gamma"]
    assert {"CAS0301", "CAS0801"} < set(codes)


def test_test_doubles_report_nothing(site: "Site") -> None:
    """Their codes are not those of programs that people run."""
    index(site, "castle.TESTDOUBLES.readers.alpha", ENTRY.format(9904, "alpha"))
    assert "CAS9904" not in installed_codes()[0]


def test_a_damaged_index_hides_no_other(site: "Site") -> None:
    """It is told, and all others are there."""
    index(site, "castle.readers.alpha", "[CAS9905]")
    index(site, "castle.readers.beta", ENTRY.format(9906, "beta"))
    codes, problems = installed_codes()
    assert "CAS9906" in codes
    assert [(one.code, one.severity) for one in problems] == [("CAS0830", Severity.WARNING)]
