"""`castle schema`: what editors are told of a configuration."""

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Castle, Project


def schema(castle: "Castle", *words: str) -> dict[str, Any]:
    """The schema for what is installed."""
    ran = castle("schema", *words)
    assert ran.returncode == 0
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_kinds_are_keys(castle: "Castle") -> None:
    """Each kind is one plugin or a list; a name is needed, and no other key is known."""
    found = schema(castle)
    kinds = ["reader", "transformer", "writer", "engine", "system", "backend", "processor"]
    assert list(found["properties"]) == ["name", *kinds]
    assert (found["required"], found["additionalProperties"]) == (["name"], False)
    one, many = found["properties"]["engine"]["anyOf"]
    assert one == {"$ref": "#/$defs/engine"}
    assert many["maxItems"] == 1


def test_keys_of_a_plugin(castle: "Castle") -> None:
    """Its fields with their types and defaults, and the names that it goes by."""
    plugin = schema(castle)["$defs"]["castle.transformers.rename"]
    assert plugin["description"] == "Names each namespace anew."
    assert plugin["properties"]["prefix"] == {"default": "x", "type": "string"}
    assert plugin["additionalProperties"] is False
    names = plugin["properties"]["module"]["anyOf"][0]["enum"]
    assert names == ["rename", "castle.transformers.rename"]


def test_plugin_with_a_build_of_its_own(castle: "Castle", project: "Project") -> None:
    """What such a plugin takes only its own code knows: any key is right."""
    project.plugin("readers.own", '"""Reads."""\ndef build(config):\n    return None\n')
    plugin = schema(castle)["$defs"]["castle.readers.own"]
    assert list(plugin["properties"]) == ["module"]
    assert "additionalProperties" not in plugin


@pytest.mark.parametrize(
    "code",
    [
        "import no_such_module",
        "__all__ = 5",
        "class Odd: ...\nclass Reader(ModuleModel, ReaderABC):\n    odd: Odd\n"
        "    def _read(self, sources): ...",
    ],
)
def test_broken_plugin_hides_no_other(castle: "Castle", project: "Project", code: str) -> None:
    """It is told on standard error, and its name is known."""
    project.plugin("readers.broken", f'"""Breaks."""\n{code}\n')
    ran = castle("schema")
    found = json.loads(ran.stdout)
    assert ran.returncode == 0
    assert "error[CAS0811]" in ran.stderr
    assert {"castle.readers.broken", "castle.readers.plain"} <= set(found["$defs"])


def test_modules_outside_the_namespace(castle: "Castle") -> None:
    """What is allowed may be named."""
    allowed = {"properties": {"module": {"type": "string", "pattern": "^my_local([.:]|$)"}}}
    assert allowed in schema(castle, "--allow", "my_local")["$defs"]["engine"]["anyOf"]
    assert allowed not in schema(castle)["$defs"]["engine"]["anyOf"]
