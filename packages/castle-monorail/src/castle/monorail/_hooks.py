"""What editable installs put into the import system in place of a path.

setuptools' finder for flat projects (`__path_hook__` in the namespace's `__path__`) and the
`editables` of hatch's exact mode keep a table from modules to places. It is read where it is as
known; where it is not, a scan cannot see the plugins, and `unseen` says so.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any


def mapped(namespace: str) -> dict[str, str]:
    """The folders that import hooks stand for, by the module that they hold."""
    found: dict[str, str] = {}
    for table in map(_table, sys.meta_path):
        for module, place in _strings(table):
            if f"{module}.".startswith(f"{namespace}."):
                found.setdefault(module, _folder(place))
    return found


def placeholders() -> set[str]:
    """The entries of a `__path__` that stand for hooks whose table can be read."""
    modules = [_home(finder) for finder in sys.meta_path if any(_strings(_table(finder)))]
    return {str(getattr(module, "PATH_PLACEHOLDER", "")) for module in modules}


def _table(finder: object) -> Any:
    """The modules that a finder knows: of its class in `editables`, of its module in setuptools."""
    redirections = getattr(finder, "_redirections", None)
    return redirections or getattr(_home(finder), "MAPPING", None)


def _home(finder: object) -> object:
    name = getattr(finder, "__module__", "")
    # Modules of the standard library have such names for other things.
    known = isinstance(name, str) and name.startswith("__editable__")
    return sys.modules.get(name) if known else None


def _strings(table: Any) -> Iterator[tuple[str, str]]:
    if isinstance(table, Mapping):
        for module, place in table.items():
            if isinstance(module, str) and isinstance(place, str | os.PathLike):
                yield module, os.fspath(place)


def _folder(place: str) -> str:
    return os.path.dirname(place) if os.path.basename(place).startswith("__init__.") else place
