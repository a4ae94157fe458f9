"""What a run is made from, told by digests and versions."""

import hashlib
import io
import os
import sys
from collections.abc import Iterable

from castle.aigr import Forest, save
from castle.monorail._owners import owners_of
from castle.monorail.meta import Provenance

_BASE = ("castle.aigr", "castle.monorail")


def provenance(
    configuration: bytes, forest: Forest | None, plugins: Iterable[object]
) -> Provenance:
    """The digests of a configuration and of a graph, and the distributions of these plugins.

    Plugins without a distribution, and graphs that cannot be saved, are left out: no run fails
    because it could not be told what it was made from.
    """
    modules = {*_BASE, *(type(plugin).__module__ for plugin in plugins)}
    return Provenance(_digest(configuration), _graph(forest), _distributions(modules))


def _graph(forest: Forest | None) -> str:
    if forest is None:
        return ""
    stream = io.BytesIO()
    try:
        save(forest, stream)
    except Exception:  # a graph that breaks its own rules; the stages say so, where it matters
        return ""
    return _digest(stream.getvalue())


def _distributions(modules: Iterable[str]) -> tuple[tuple[str, str], ...]:
    folders = {folder for name in modules for folder in _folders(name)}
    return tuple(sorted({(o.distribution, o.version) for o in owners_of(folders).values()}))


def _folders(module: str) -> Iterable[str]:
    """The folders of a module's packages; one of them is the leaf that a distribution owns."""
    parts = module.split(".")
    for count in range(len(parts), 1, -1):
        package = sys.modules.get(".".join(parts[:count]))
        file = getattr(package, "__file__", None)
        if file and hasattr(package, "__path__"):
            yield os.path.dirname(file)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
