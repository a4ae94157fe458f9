"""What a command says in braces, and what stands there when it runs."""

from collections.abc import Mapping
from pathlib import Path
from string import Formatter

from castle.monorail.meta import RunMeta

PLACEHOLDERS = ("file", "folder", "name", "action", "run_id", "timestamp")
"""What can stand in braces."""


def fault(text: str) -> str | None:
    """Why a text cannot be filled in, or None."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError as error:
        return f"{error}; a brace that is meant is written twice"
    for _, field, form, conversion in parts:
        # Exactly a name: `{name.__class__}` and `{name!r:>9}` are nobody's business here.
        if field is not None and (field not in PLACEHOLDERS or form or conversion):
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            return f"`{{{field}}}` is no placeholder: there are {known}"
    return None


def values(file: Path, run_meta: RunMeta) -> Mapping[str, str]:
    """What stands for each placeholder."""
    return {
        "file": str(file),
        "folder": str(file.parent),
        "name": run_meta.name,
        "action": run_meta.action,
        "run_id": run_meta.run_id,
        "timestamp": run_meta.timestamp.isoformat(timespec="microseconds"),
    }
