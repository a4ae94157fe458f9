"""What a run is called on the disk, and how the file itself says which run it holds."""

import json
import re
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any, Final, NamedTuple

from castle.backends.npz._data import LONGEST_TEXT
from castle.backends.npz._errors import DATA_NOT_STORABLE, RUN_NOT_NAMEABLE, NpzError, fault
from castle.monorail.meta import Provenance, RunMeta

_FORMAT: Final = 1
_HEADS: Final = [f'{{"format": {_FORMAT}, "bare": {bare}, ' for bare in ("false", "true")]
_LONGEST_PROVENANCE: Final = LONGEST_TEXT - 1024  # the rest of what describes a run is shorter
_ISO: Final = "%04d-%02d-%02dT%02d:%02d:%02d.%06d"
# ASCII, no separators, no first dot: nothing leaves the root, and names mean the same everywhere.
_MOMENT: Final = r"\d{8}T\d{6}\.\d{6}Z"
# Two runs never have one file: where a moment stands in it is clear, and there is no hyphen between
# the last one before that, behind the name, and the moment.
_NAME: Final = re.compile(rf"(?!.*{_MOMENT})[A-Za-z0-9][A-Za-z0-9._-]{{0,63}}")
_ACTION: Final = re.compile(rf"(?!.*{_MOMENT})[A-Za-z0-9][A-Za-z0-9._]{{0,63}}")
_FILE: Final = re.compile(
    rf"([\w.-]{{1,64}})-[\w.]{{1,64}}-({_MOMENT})-[\w.-]{{1,64}}\.npz", re.ASCII
)


class Description(NamedTuple):
    """What a file says of itself."""

    run_meta: RunMeta
    """The run that it holds."""
    bare: bool
    """Whether the run was saved as one array without a name."""


def file_name(run_meta: RunMeta) -> str:
    """The name of the run's file: name, action, moment in UTC and its id."""
    return spelled(run_meta)[0]


def spelled(run_meta: RunMeta) -> tuple[str, str]:
    """The name of the run's file, and what the file says of the run, in JSON.

    Raises NpzError where the name would not be safe.
    """
    run_id = run_meta.run_id
    start = _start(run_meta.name, run_meta.action)
    # An id that was made by itself has letters and digits alone; each has another.
    safe = (run_id.isalnum() and run_id.isascii() and len(run_id) <= 64) or _NAME.fullmatch(run_id)
    if not (start and safe):
        raise _unnameable(run_meta)
    at = run_meta.timestamp
    # This takes less than half of the time of isoformat or strftime.
    iso = _ISO % (at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond)
    compact = iso.replace("-", "").replace(":", "")
    # Times and ids have no character that JSON would escape.
    return (
        f"{start[0]}{compact}Z-{run_id}.npz",
        f'{start[1]}{iso}+00:00", "run_id": "{run_id}"}}',
    )


@lru_cache(maxsize=64)
def _start(name: str, action: str) -> tuple[str, str] | None:
    """How the file's name and what it says of the run begin; None where they are not safe."""
    if not (_NAME.fullmatch(name) and _ACTION.fullmatch(action)):
        return None
    # Names have no character that JSON would escape.
    return f"{name}-{action}-", f'{{"name": "{name}", "action": "{action}", "timestamp": "'


def moment(file: str) -> str | None:
    """When the run was made that is stored under this name, to sort by; None if it is no run's."""
    match = _FILE.fullmatch(file)
    return match[2] if match else None


def describe(record: str, provenance: Provenance | None, bare: bool) -> bytes:
    """What a file says of its run; `bare` tells an array saved alone from a mapping of one."""
    record = f'{_HEADS[bare]}"run": {record}, "provenance": {_provenance(provenance)}}}'
    return record.encode("ascii")


def is_bare(text: bytes, run_meta: RunMeta) -> bool:
    """Whether the run was saved as one array without a name; ValueError if it is another run."""
    record = spelled(run_meta)[1]
    for bare in (True, False):  # what `describe` makes needs no parser, but for its end
        head = f'{_HEADS[bare]}"run": {record}, '.encode("ascii")
        if text.startswith(head) and _is_provenance(text[len(head) :]):
            return bare
    found = described(text)
    if found.run_meta != run_meta:
        raise ValueError(f"it holds another run, {found.run_meta}")
    return found.bare


@lru_cache(maxsize=16)
def _is_provenance(end: bytes) -> bool:
    try:
        found = json.loads(b"{" + end)
        if found["provenance"] is not None:
            _made(found["provenance"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    return set(found) == {"provenance"}


def described(text: str | bytes) -> Description:
    """What a file says of itself; raises ValueError, KeyError or TypeError when it is damaged."""
    content = json.loads(text)
    if content["format"] != _FORMAT:
        raise ValueError(f"it has format {content['format']}, and this version reads {_FORMAT}")
    run: dict[str, Any] = dict(content["run"])
    made = content.get("provenance")
    run["timestamp"] = datetime.fromisoformat(run["timestamp"])
    return Description(
        RunMeta(**run, provenance=None if made is None else _made(made)), bool(content["bare"])
    )


def _unnameable(run_meta: RunMeta) -> NpzError:
    parts = {
        "name": (run_meta.name, _NAME, ", - and no time as files have it"),
        "action": (run_meta.action, _ACTION, " and no time as files have it"),
        "run id": (run_meta.run_id, _NAME, ", - and no time as files have it"),
    }
    return NpzError(
        [
            fault(
                RUN_NOT_NAMEABLE,
                f"a run cannot be stored under the {what} {text!r}",
                f"begin with a letter or digit, and use 1 to 64 of A-Z a-z 0-9 . _{more}",
            )
            for what, (text, form, more) in parts.items()
            if not form.fullmatch(text)
        ]
    )


@lru_cache(maxsize=16)
def _provenance(made: Provenance | None) -> str:
    if made is None:
        return "null"
    record = {"configuration": made.configuration, "graph": made.graph}
    text = json.dumps({**record, "distributions": dict(made.distributions)})
    if len(text) > _LONGEST_PROVENANCE:
        message = (
            f"a run cannot be stored that is made from what takes {len(text)} characters to tell"
        )
        raise NpzError(
            [fault(DATA_NOT_STORABLE, message, "give digests, and names of distributions")]
        )
    return text


def _made(record: dict[str, Any]) -> Provenance:
    digests = (record["configuration"], record["graph"])
    versions = tuple(sorted(record["distributions"].items()))
    if not all(isinstance(text, str) for text in chain(digests, *versions)):
        raise ValueError("what it was made from is told by something else than text")
    return Provenance(*digests, versions)
