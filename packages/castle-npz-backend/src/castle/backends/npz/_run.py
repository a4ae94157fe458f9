"""What a run is called on the disk, and how the file itself says which run it holds."""

import json
import re
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from castle.backends.npz._errors import RUN_NOT_NAMEABLE, NpzError, fault
from castle.monorail.meta import RunMeta

_FORMAT: Final = 1
# ASCII, no separators, no first dot: nothing leaves the root, and names mean the same everywhere.
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SHORT: Final = 8


def file_name(run_meta: RunMeta) -> str:
    """The name of the run's file: name, action, moment in UTC and the start of its id."""
    faults = [
        fault(
            RUN_NOT_NAMEABLE,
            f"a run cannot be stored under the {what} {text!r}",
            "use 1 to 64 of the characters A-Z a-z 0-9 . _ - and begin with a letter or digit",
        )
        for what, text in _parts(run_meta).items()
        if not _NAME.fullmatch(text)
    ]
    if faults:
        raise NpzError(faults)
    moment = run_meta.timestamp.strftime("%Y%m%dT%H%M%S.%fZ")
    return f"{run_meta.name}-{run_meta.action}-{moment}-{run_meta.run_id[:_SHORT]}.npz"


def description(run_meta: RunMeta, bare: bool) -> NDArray[np.str_]:
    """The run as JSON in an array; `bare` tells an array saved alone from a mapping of one."""
    text = json.dumps({"format": _FORMAT, "bare": bare, "run": _record(run_meta)})
    # Little-endian everywhere, so that equal runs make equal files.
    return np.array(text, dtype=f"<U{len(text)}")


def is_bare(described: NDArray[Any], run_meta: RunMeta) -> bool:
    """Whether the run was saved as an array alone; ValueError when it is not this run at all."""
    content = json.loads(str(described[()]))
    if content["format"] != _FORMAT:
        raise ValueError(f"it has format {content['format']}, and this version reads {_FORMAT}")
    if content["run"] != _record(run_meta):
        raise ValueError(f"it holds another run, {content['run']}")
    return bool(content["bare"])


def _parts(run_meta: RunMeta) -> dict[str, str]:
    return {"name": run_meta.name, "action": run_meta.action, "run id": run_meta.run_id}


def _record(run_meta: RunMeta) -> dict[str, str]:
    return {
        "name": run_meta.name,
        "action": run_meta.action,
        "timestamp": run_meta.timestamp.isoformat(timespec="microseconds"),
        "run_id": run_meta.run_id,
    }
