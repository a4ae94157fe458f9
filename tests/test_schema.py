"""The JSON Schema in the documentation, which is generated.

`pytest tests/test_schema.py --regenerate` writes it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from castle.aigr import class_of, kinds, schema

if TYPE_CHECKING:
    import pytest

FILE = Path(__file__).parents[1] / "docs" / "reference" / "aigr.schema.json"


def test_the_schema_is_what_the_declarations_give(request: pytest.FixtureRequest) -> None:
    """Who changes the fields of a node writes the schema anew, and raises its family's version."""
    families = {kind.rpartition(".")[0] for kind in kinds() if _is_ours(kind)}
    text = json.dumps(schema(only=families), indent=2) + "\n"
    if request.config.getoption("--regenerate"):
        FILE.write_text(text, encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == text, "write it with --regenerate"


def _is_ours(kind: str) -> bool:
    cls = class_of(kind)
    return cls is not None and cls.__module__.startswith("castle.aigr.")
