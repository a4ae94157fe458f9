"""Problems of values, told by the keys that lead to them; a document turns them into places."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, get_args

from castle.monorail._closest import closest

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

# Where pydantic speaks of Python to people who write YAML.
_MESSAGES = {
    "bool_parsing": "expected true or false",
    "float_parsing": "expected a number",
    "int_parsing": "expected an integer",
    "dict_type": "expected a mapping",
    "model_type": "expected a mapping",
    "path_type": "expected a path",
}

Keys: TypeAlias = tuple[str | int, ...]
"""The keys and indices that lead from the top of a document to a value."""


class Problem(NamedTuple):
    """Something wrong with one value, or with its key."""

    code: str
    """The code of the diagnostic that it becomes."""
    keys: Keys
    """Where it is."""
    message: str
    """What is wrong and what was expected."""
    help: str | None = None
    """What to do."""
    at_key: bool = False
    """Whether it is the key that is wrong, not its value."""


def unknown_key(keys: Keys, known: Iterable[str], where: str) -> Problem:
    """The problem of a key that nothing reads."""
    known = tuple(known)
    names = closest(str(keys[-1]), known)
    listing = f"known keys: {', '.join(known)}" if known else None
    cure = f"did you mean `{names[0]}`?" if names else listing
    return Problem("CAS0804", keys, f"unknown key `{keys[-1]}` {where}", cure, at_key=True)


def missing_key(
    keys: Keys, key: str, where: str, cure: str | None = None, why: str | None = None
) -> Problem:
    """The problem of a key that has to be there."""
    reason = f": {why}" if why else ""
    return Problem("CAS0805", keys, f"the key `{key}` {where} is missing{reason}", cure)


def validation_problems(
    error: "ValidationError", model: "type[BaseModel]", values: Mapping[str, object], where: str
) -> list[Problem]:
    """The problems that pydantic found, each at the value that it is about."""
    merged: dict[tuple[Keys, bool], Problem] = {}
    for problem in _problems(error.errors(include_url=False), model, values, where):
        place = (problem.keys, problem.at_key)
        first = merged.setdefault(place, problem)
        if problem.message not in first.message:
            # Each choice of a union says what it would have taken.
            merged[place] = first._replace(message=f"{first.message}; or {problem.message}")
    return list(merged.values())


def _problems(
    errors: "list[ErrorDetails]", model: "type[BaseModel]", values: Mapping[str, object], where: str
) -> Iterator[Problem]:
    for error in errors:
        keys, loc = existing(values, error["loc"]), error["loc"]
        if error["type"] == "extra_forbidden":
            yield unknown_key(keys, _known_keys(model, keys[:-1]), where)
        elif error["type"] == "missing":
            yield missing_key(keys, str(loc[-1]), where)
        elif error["type"].startswith("CAS"):
            # The plugin's own finding: a PydanticCustomError with a code for its type.
            yield Problem(error["type"], keys, error["msg"], error.get("ctx", {}).get("help"))
        else:
            yield Problem("CAS0806", keys, f"{_dotted(keys)}{_expected(error)}")


def existing(values: Any, loc: Keys) -> Keys:
    """The part of a pydantic location that leads to a value: union tags are no keys."""
    keys: list[str | int] = []
    for key in loc:
        if not _holds(values, key):
            continue
        values = values[key]
        keys.append(key)
    return tuple(keys)


def _holds(values: Any, key: str | int) -> bool:
    if isinstance(values, list):
        return isinstance(key, int) and 0 <= key < len(values)
    return isinstance(values, Mapping) and key in values


def _dotted(keys: Keys) -> str:
    return f"`{'.'.join(str(key) for key in keys)}`: " if keys else ""


def _expected(error: "ErrorDetails") -> str:
    said = _MESSAGES.get(error["type"], error["msg"])
    message = said.replace("Input should be", "expected").removeprefix("Value error, ")
    given = error["input"]
    if isinstance(given, Mapping | list):
        return message
    shown = "nothing" if given is None else f"`{given}`"
    return f"{message}, not {shown}"


def _known_keys(model: Any, keys: Keys) -> list[str]:
    """The keys of the model that these keys lead to, as far as the annotations tell."""
    for key in keys:
        if isinstance(key, str):
            field = model.model_fields.get(key)
            model = next(_models(field.annotation), None) if field else None
            if model is None:
                return []
    return list(model.model_fields)


def _models(annotation: Any) -> Iterator[Any]:
    if hasattr(annotation, "model_fields"):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
