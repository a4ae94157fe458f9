"""The page on the format, `docs/reference/aigr-format.md`: what it shows is so."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from storing import loaded, saved

from castle.aigr import FamilyTables, Table, dump, kinds, schema
from castle.aigr._registry import families

PAGE = (Path(__file__).parents[3] / "docs/reference/aigr-format.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def block(language: str) -> str:
    """The example in a language, of which there is one."""
    (text,) = (str(text) for name, text in BLOCKS if name == language)
    return text


def test_the_example_is_a_file_in_canonical_order() -> None:
    """It loads, is what the text says, validates, and is written as it stands, save line breaks."""
    text = block("json")
    forest = loaded(text.encode())
    assert dump(forest).splitlines() == [
        "Forest",
        "  - NameSpace name='pi'",
        "    - ConstantDefinition #1 name='PI'",
        "      value: Constant value=3.14",
        "    - ConstantDefinition name='TAU'",
        "      value: BinaryOperation operator=*",
        "        left: Constant value=2",
        "        right: Identifier name='PI' target->ConstantDefinition PI#1",
    ]
    compact = json.dumps(json.loads(text), separators=(",", ":"), ensure_ascii=False)
    assert saved(forest).decode() == compact + "\n"
    ours = {kind.partition(".")[0] for kind in kinds() if kind.count(".") == 1}
    Draft202012Validator(schema(only=ours)).validate(json.loads(text))


@pytest.mark.usefixtures("own_classes")
def test_the_upgrade_works() -> None:
    """The function of the example makes version 2 of version 1."""
    module: dict[str, Any] = {"__name__": "acme.example"}
    exec(block("python").replace('"acme.timers"', '"acme.example"'), module)
    tables = FamilyTables({"Clock": Table(fields={"seconds": [2, 3]})})
    families()["acme.example"].upgrades[1](tables)
    assert {name: table.fields for name, table in tables.kinds.items()} == {
        "Timer": {"period": [2000, 3000]}
    }
