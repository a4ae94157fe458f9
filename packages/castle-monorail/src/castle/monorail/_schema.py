"""The JSON Schema of a configuration, put together from the plugins that are installed."""

import re
from collections.abc import Collection, Iterator, Mapping
from inspect import cleandoc
from types import ModuleType
from typing import Any

from pydantic import BaseModel
from pydantic.errors import PydanticInvalidForJsonSchema

from castle.aigr import Diagnostic, DiagnosticError
from castle.monorail._discovery import PluginInfo, discover
from castle.monorail._field_docs import field_docstrings
from castle.monorail._kinds import KINDS
from castle.monorail._resolution import checked_name, guarded, plugin_class, plugin_module
from castle.monorail._settings import NAME_PATTERN, SINGLE

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def configuration_schema(
    allow: Collection[str] = (),
) -> tuple[dict[str, Any], list[Diagnostic]]:
    """Give the schema, and what is wrong with plugins of which it cannot say more than the name.

    Args:
        allow: modules outside the namespace that plugins may come from; of those any key is taken.
    """
    definitions: dict[str, Any] = {}
    remarks: list[Diagnostic] = []
    staged = [kind for kind in KINDS.values() if kind.staged]
    properties: dict[str, Any] = {"name": _name()}
    for kind in staged:
        names = [_define(found, definitions, remarks) for found in discover(kind.plural)]
        one = {"anyOf": [*({"$ref": f"#/$defs/{name}"} for name in names), *_outside(allow)]}
        definitions[kind.singular] = {
            "description": f"The {kind.singular}; `module` says which.",
            "type": "object",
            "required": ["module"],
            **(one if one["anyOf"] else {"not": {}}),
        }
        many: dict[str, Any] = {"type": "array", "items": {"$ref": f"#/$defs/{kind.singular}"}}
        many.update({"maxItems": 1} if kind.plural in SINGLE else {})
        properties[kind.singular] = {"anyOf": [{"$ref": f"#/$defs/{kind.singular}"}, many]}
    schema = {
        "$schema": DIALECT,
        "title": "Castle configuration",
        "type": "object",
        "properties": properties,
        "required": ["name"],
        "additionalProperties": False,
        "$defs": definitions,
    }
    return schema, remarks


def _name() -> dict[str, Any]:
    return {
        "description": "What the runs are called.",
        "type": "string",
        "pattern": f"^{NAME_PATTERN}$",
    }


def _define(info: PluginInfo, definitions: dict[str, Any], remarks: list[Diagnostic]) -> str:
    """Define what a plugin takes; give the name of the definition."""
    try:
        schema = _taken(info, definitions)
    except DiagnosticError as error:  # one broken plugin hides no other
        remarks += error.diagnostics
        schema = {"type": "object"}
    properties = {**schema.get("properties", {}), "module": _module(info)}
    required = ["module", *(key for key in schema.get("required", ()) if key != "module")]
    described = {"description": info.summary} if info.summary else {}
    definitions[info.module] = schema | described | {"properties": properties, "required": required}
    return info.module


def _module(info: PluginInfo) -> dict[str, Any]:
    """The names of a plugin, one of its classes included."""
    names = [info.name, info.module]
    chosen = "|".join(map(re.escape, names))
    return {
        "description": "The plugin.",
        "anyOf": [{"enum": names}, {"type": "string", "pattern": f"^({chosen}):[^\\W\\d]\\w*$"}],
    }


def _taken(info: PluginInfo, definitions: dict[str, Any]) -> dict[str, Any]:
    """What a plugin takes besides its name; models within it become definitions."""
    wanted, module = checked_name(info.kind, info.name), plugin_module(info.kind, info.name)
    return guarded(info.kind, wanted, module, lambda: _schema(info, module, definitions))


def _schema(info: PluginInfo, module: ModuleType, definitions: dict[str, Any]) -> dict[str, Any]:
    if callable(getattr(module, "build", None)):
        return {"type": "object"}  # what it takes, only its own code knows
    cls = plugin_class(info.kind, checked_name(info.kind, info.name), module)
    if not issubclass(cls, BaseModel):
        return {"type": "object"}
    try:
        schema = cls.model_json_schema(ref_template=f"#/$defs/{info.module}.{{model}}")
    except PydanticInvalidForJsonSchema:
        return {"type": "object"}  # it takes values that JSON has no words for
    for name, text in field_docstrings(cls).items():
        if name in schema.get("properties", {}):
            schema["properties"][name].setdefault("description", text)
    inner: Mapping[str, Any] = schema.pop("$defs", {})
    definitions.update({f"{info.module}.{name}": value for name, value in inner.items()})
    schema.pop("title", None)
    schema.pop("description", None)
    return {
        key: _untitled(value) if key == "properties" else value for key, value in schema.items()
    }


def _untitled(properties: dict[str, Any]) -> dict[str, Any]:
    """Properties without the titles that only repeat their names; texts on one line each."""
    return {name: dict(_entries(value)) for name, value in properties.items()}


def _entries(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, entry in value.items():
        if key == "description":
            yield key, " ".join(cleandoc(entry).split())
        elif key != "title":
            yield key, entry


def _outside(allow: Collection[str]) -> Iterator[dict[str, Any]]:
    for name in allow:
        pattern = f"^{re.escape(name)}([.:]|$)"
        yield {"properties": {"module": {"type": "string", "pattern": pattern}}}
