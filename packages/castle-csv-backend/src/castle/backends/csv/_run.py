"""What the folder of a run is called, and what it says of itself."""

import re
from datetime import datetime
from typing import Any, Final

from castle.backends.csv._errors import RUN_NOT_NAMEABLE, CsvError
from castle.monorail.meta import Provenance, RunMeta

SUFFIX: Final = ".csvs"
# Two runs never have one folder: where a moment stands in it is clear, and there is no hyphen
# between the last one before that, behind the name, and the moment.
_NO_MOMENT: Final = r"(?!.*\d{8}T\d{6}\.\d{6}Z)"
_NAME: Final = re.compile(rf"{_NO_MOMENT}[A-Za-z0-9][A-Za-z0-9._-]{{0,63}}")
_ACTION: Final = re.compile(rf"{_NO_MOMENT}[A-Za-z0-9][A-Za-z0-9._]{{0,63}}")


def folder_name(run_meta: RunMeta) -> str:
    """The name of the run's folder: name, action, moment in UTC and its id."""
    for form, more, text in (
        (_NAME, ", -", run_meta.name),
        (_ACTION, "", run_meta.action),
        (_NAME, ", -", run_meta.run_id),
    ):
        if not form.fullmatch(text):
            message = f"a run cannot be stored under {text!r}"
            signs = f"A-Z a-z 0-9 . _{more} and no time as folders have it"
            advice = f"begin with a letter or digit, and use 1 to 64 of {signs}"
            raise CsvError.saying(RUN_NOT_NAMEABLE, message, advice)
    # Years have four digits here; with strftime some have fewer.
    iso = run_meta.timestamp.replace(tzinfo=None).isoformat(timespec="microseconds")
    moment = f"{iso.replace('-', '').replace(':', '')}Z"
    return f"{run_meta.name}-{run_meta.action}-{moment}-{run_meta.run_id}{SUFFIX}"


def record(run_meta: RunMeta) -> dict[str, Any]:
    """A run as JSON holds it."""
    made = run_meta.provenance
    return {
        "name": run_meta.name,
        "action": run_meta.action,
        "timestamp": run_meta.timestamp.isoformat(timespec="microseconds"),
        "run_id": run_meta.run_id,
        "provenance": made
        and {
            "configuration": made.configuration,
            "graph": made.graph,
            "distributions": dict(made.distributions),
        },
    }


def recorded(found: dict[str, Any]) -> RunMeta:
    """The run that JSON holds; raises whatever damage provokes."""
    made = found["provenance"]
    texts = [made["configuration"], made["graph"], *made["distributions"].values()] if made else []
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("what it was made from is told by something else than text")
    return RunMeta(
        found["name"],
        found["action"],
        datetime.fromisoformat(found["timestamp"]),
        found["run_id"],
        made
        and Provenance(
            made["configuration"], made["graph"], tuple(sorted(made["distributions"].items()))
        ),
    )
