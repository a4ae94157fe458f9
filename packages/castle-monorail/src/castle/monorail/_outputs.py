"""Which values of a plugin are paths that it writes to, and where they lead."""

import os
from collections.abc import Iterator, Mapping
from inspect import get_annotations
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeAlias, get_args

from castle.monorail._problems import Keys

# What the pipeline itself has a kind write to, declared or not.
_FOLDERS = {"writers": "target", "backends": "root"}
_NAME = "OutputPath"


class _Written:
    """Says of a path that something is written there."""

    __slots__ = ()


OutputPath: TypeAlias = Annotated[Path, _Written()]
"""A file or folder that a plugin writes: a configuration cannot choose one outside its project."""


class Output(NamedTuple):
    """A path that a plugin writes to."""

    keys: Keys
    """The keys of the plugin's configuration that lead to it."""
    path: Path
    """The path, as the plugin has it."""
    is_folder: bool
    """Whether it can only be a folder."""


def outputs(kind: str, plugin: object) -> list[Output]:
    """The paths that a plugin of a kind writes to: those of its kind, and those that it declares.

    A field is declared by its annotation, `OutputPath`, or one that has it within, such as
    `list[OutputPath]` or `OutputPath | None`; fields of models in fields are looked at as well.
    """
    key = _FOLDERS.get(kind, "")
    folder = getattr(plugin, key, None)
    given = isinstance(folder, str | os.PathLike)
    own = [Output((key,), Path(str(folder)), is_folder=True)] if given else []
    return [*own, *(one for one in _declared(plugin, ()) if one.keys != (key,))]


def _declared(holder: object, keys: Keys) -> Iterator[Output]:
    cls = type(holder)
    fields = _of_model(cls) if _is_model(cls) else _of_class(cls)
    for name, is_marked in fields.items():
        yield from _within(getattr(holder, name, None), (*keys, name), is_marked)


def _of_model(cls: Any) -> dict[str, bool]:
    """The fields of a model, and whether what is in them is written to."""
    return {
        name: _is_marked(field.annotation) or any(map(_says_so, field.metadata))
        for name, field in cls.model_fields.items()
    }


def _of_class(cls: type) -> dict[str, bool]:
    """The attributes of another class that are written to; what others hold, nobody knows."""
    found = [one for base in reversed(cls.__mro__) for one in get_annotations(base).items()]
    return {name: True for name, annotation in found if _is_marked(annotation)}


def _is_model(cls: type) -> bool:
    return hasattr(cls, "model_fields")


def _within(value: Any, keys: Keys, is_marked: bool) -> Iterator[Output]:
    if isinstance(value, Path):
        if is_marked:
            yield Output(keys, value, is_folder=False)
    elif _is_model(type(value)):
        yield from _declared(value, keys)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _within(inner, (*keys, key), is_marked)
    elif isinstance(value, list | tuple | set | frozenset):
        for index, inner in enumerate(value):
            yield from _within(inner, (*keys, index), is_marked)
    elif is_marked and isinstance(value, str | os.PathLike):
        # Nobody has made a path of it in a class that is no model.
        yield Output(keys, Path(value), is_folder=False)


def _is_marked(annotation: Any) -> bool:
    if isinstance(annotation, str):  # not yet evaluated, and what it needs may never be imported
        return _NAME in annotation
    inner = (*getattr(annotation, "__metadata__", ()), *get_args(annotation))
    return any(_says_so(one) or _is_marked(one) for one in inner)


def _says_so(metadata: object) -> bool:
    return isinstance(metadata, _Written)
