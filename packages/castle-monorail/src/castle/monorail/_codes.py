"""The codes of all that is installed, found without importing it."""

import os
from collections.abc import Iterator

from castle.aigr import AigrError, CodeEntry, Diagnostic, Severity, read_codes
from castle.monorail import _scan
from castle.monorail._names import DOUBLES

_INIT = "__init__.py"
_INDEX = "diagnostics.toml"
_DEEPEST = 8  # levels below the namespace; a link that leads back up ends here


def installed_codes() -> tuple[dict[str, CodeEntry], list[Diagnostic]]:
    """What is known of each code that an installed package can report, by code, in order.

    Test doubles are left out. The second part says which packages have an index that is damaged;
    it hides no other.
    """
    found: dict[str, CodeEntry] = {}
    problems: list[Diagnostic] = []
    for path in _indexes():
        try:
            for entry in read_codes(path):
                found.setdefault(entry.code, entry)
        except AigrError as error:
            problems.append(Diagnostic("CAS0830", Severity.WARNING, str(error)))
    return {code: found[code] for code in sorted(found)}, problems


def _indexes() -> Iterator[str]:
    seen: set[str] = set()
    for root in _scan.roots():
        for path in _below(root, "", _DEEPEST):
            # Of two leaves with one name, the one that an import would find counts.
            name = os.path.relpath(path, root)
            if name not in seen:
                seen.add(name)
                yield path


def _below(folder: str, name: str, depth: int) -> Iterator[str]:
    if name and os.path.exists(os.path.join(folder, _INIT)):
        path = os.path.join(folder, _INDEX)
        if os.path.exists(path):
            yield path
    elif depth and name != DOUBLES:
        for inner in _folders(folder):
            yield from _below(os.path.join(folder, inner), inner, depth - 1)


def _folders(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(e.name for e in entries if e.name.isidentifier() and e.is_dir())
    except OSError:
        return []
