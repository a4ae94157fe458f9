"""The format as JSON Schema, from the same declarations that save and load work by."""

from collections.abc import Collection, Iterable
from typing import Any

from castle.aigr._node import Node
from castle.aigr._registry import class_of, families, family_of, kinds
from castle.aigr._storage._columns import columns_of
from castle.aigr._storage._layout import (
    DERIVED,
    FORMAT,
    KEYS,
    LARGEST,
    PLACE_KEYS,
    SOURCE_KEYS,
    TABLE_KEYS,
    VERSION,
)
from castle.aigr._storage._values import FLOAT, INT, LAST_CODEPOINT, LONGEST_FLOAT

_NATURAL = {"type": "integer", "minimum": 0, "maximum": LARGEST}
_TEXT = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/codepoints"}]}
_DEFINITIONS: dict[str, dict[str, Any]] = {
    "number": {"description": "The number of a node.", **_NATURAL},
    "offset": {"description": "An offset in a text, in code points.", **_NATURAL},
    "float": {
        "description": "A float: the shortest decimal that reads back as it.",
        "type": "object",
        "required": ["float"],
        "additionalProperties": False,
        "properties": {
            "float": {"type": "string", "maxLength": LONGEST_FLOAT, "pattern": f"^({FLOAT})$"}
        },
    },
    "large_int": {
        "description": "An integer that not every JSON reader keeps, in hexadecimal.",
        "type": "object",
        "required": ["int"],
        "additionalProperties": False,
        "properties": {"int": {"type": "string", "pattern": f"^({INT})$"}},
    },
    "codepoints": {
        "description": "A text with a surrogate in it, as the list of its code points.",
        "type": "object",
        "required": ["codepoints"],
        "additionalProperties": False,
        "properties": {
            "codepoints": {
                "type": "array",
                "items": {"type": "integer", "minimum": 0, "maximum": LAST_CODEPOINT},
            }
        },
    },
    "source": {
        "description": "A source file.",
        "type": "object",
        "required": list(SOURCE_KEYS),
        "additionalProperties": False,
        "properties": {
            "path": _TEXT,
            "length": {"anyOf": [{"$ref": "#/$defs/offset"}, {"type": "null"}]},
            "line_starts": {
                "type": "array",
                "minItems": 1,
                "prefixItems": [{"const": 0}],
                "items": {"$ref": "#/$defs/offset"},
            },
        },
    },
    "at": {
        "description": "The locations: for each node its source or null, start and length.",
        "type": "object",
        "required": list(PLACE_KEYS),
        "additionalProperties": False,
        "properties": {
            "source": {
                "type": "array",
                "items": {"anyOf": [{"$ref": "#/$defs/number"}, {"type": "null"}]},
            },
            "start": {"type": "array", "items": {"$ref": "#/$defs/offset"}},
            "length": {"type": "array", "items": {"$ref": "#/$defs/offset"}},
            DERIVED: {"type": "array", "items": {"anyOf": [*_TEXT["anyOf"], {"type": "null"}]}},
        },
    },
}


def schema(*, only: Collection[str] | None = None) -> dict[str, Any]:
    """Describe the files that `load` reads now, as a JSON Schema (draft 2020-12).

    What it cannot say, and `load` checks too: that the columns of a kind are of one length, that
    numbers are those of nodes of a fitting kind, that the nodes make a tree, and that locations
    lie within their sources.

    Args:
        only: the names of the families to describe; by default all that imported modules define.

    Raises:
        TypeError: a node class declares a field of a type that files do not hold.
    """
    versions = {n: f.version for n, f in families().items() if only is None or n in only}
    known = {kind: cls for kind in kinds() if (cls := class_of(kind)) is not None}
    known = {kind: cls for kind, cls in known.items() if family_of(cls).name in versions}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "AIGR, the Castle intermediate representation, in a file",
        "type": "object",
        "required": list(KEYS),
        "additionalProperties": False,
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "families": _object({name: {"const": v} for name, v in versions.items()}),
            "sources": {"type": "array", "items": {"$ref": "#/$defs/source"}},
            "nodes": _object({kind: {"$ref": f"#/$defs/{kind}"} for kind in known}),
            "root": {"$ref": "#/$defs/number"},
        },
        "$defs": {**_DEFINITIONS, **{kind: _table(cls) for kind, cls in known.items()}},
    }


def _table(cls: type[Node]) -> dict[str, Any]:
    columns = {
        name: {"type": "array", "items": column.schema()}
        for name, (_, column) in columns_of(cls).items()
    }
    parts = {"fields": _object(columns, columns), "at": {"$ref": "#/$defs/at"}}
    return _object(parts, TABLE_KEYS)


def _object(properties: dict[str, Any], required: Iterable[str] = ()) -> dict[str, Any]:
    made = {"type": "object", "additionalProperties": False, "properties": properties}
    return {**made, "required": list(required)} if required else made
