"""What the modules of an archive import, and whether its metadata says so."""

import sys
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from typing import Final

from packaging.utils import canonicalize_name

from castle.kit.audit._archives import Archive
from castle.kit.audit._findings import UNDECLARED, Finding
from castle.kit.audit._import_scan import Imported, scan
from castle.kit.audit._import_statements import statements
from castle.kit.audit._levels import NAMESPACE, above, is_shared
from castle.kit.audit._neighbours import Neighbour

# The last is that of type checkers, and never there when a program runs.
_OF_PYTHON: Final = {*sys.stdlib_module_names, "__future__", "_typeshed"}
_Fault = tuple[str, str]
"""What is wrong, and what to do."""


def imports(archive: Archive, neighbours: Iterable[Neighbour]) -> Iterator[Finding]:
    """The imports of modules that belong to no distribution that is required."""
    judge = _Judge(archive, neighbours)
    for path, data in sorted(archive.installed.items()):
        if path.endswith(".py") and judge.suspects(path, data):
            for line, fault in judge.faults(path, data):
                yield Finding(UNDECLARED, archive.file, f"{path}:{line}", *fault)


class _Judge:
    """Knows what an archive requires, and who has which module."""

    def __init__(self, archive: Archive, neighbours: Iterable[Neighbour]) -> None:
        leaves = {leaf: one.name for one in neighbours for leaf in one.leaves}
        own = archive.leaves
        self._required = archive.required
        self._own = {leaf.replace("/", ".") for leaf in own}
        self._tops = {path.partition("/")[0].removesuffix(".py") for path in archive.installed}
        self._owners = {leaf.replace("/", "."): name for leaf, name in leaves.items()}
        self._shared = {folder for leaf in (*own, *leaves) for folder in above(leaf)}
        self._fault = cache(self._judged)

    def suspects(self, path: str, data: bytes) -> bool:
        """Whether a module may import something wrong; if not, it surely does not."""
        found = scan(data)
        if found is None:
            return True
        modules = [(self._absolute(path, one), one.is_base) for one in found]
        return any((base and self._is_level(one)) or self._fault(one) for one, base in modules)

    def faults(self, path: str, data: bytes) -> Iterator[tuple[int, _Fault]]:
        """What a module imports and should not, with the lines."""
        for line, imported, names in statements(data):
            module = self._absolute(path, imported)
            # What is imported from a level that belongs to nobody is a leaf.
            deeper = imported.is_base and self._is_level(module)
            for one in [f"{module}.{name}" for name in names] if deeper else [module]:
                if fault := self._fault(one):
                    yield line, fault

    def _absolute(self, path: str, one: Imported) -> str:
        if not one.level:
            return one.module
        parts = path.split("/")[:-1]
        return ".".join([*parts[: len(parts) - one.level + 1], one.module]).strip(".")

    def _is_level(self, module: str) -> bool:
        return is_shared(module.replace(".", "/"), self._shared)

    def _judged(self, module: str) -> _Fault | None:
        top = module.partition(".")[0]
        if top == NAMESPACE:
            return self._sibling(module)
        if top in _OF_PYTHON or top in self._tops:
            return None
        return self._foreign(top, self._required - set(self._owners.values()))

    def _sibling(self, module: str) -> _Fault | None:
        mine = {
            *self._own,
            *(leaf for leaf, name in self._owners.items() if name in self._required),
        }
        if any(_is_in(module, leaf) or _is_in(leaf, module) for leaf in mine):
            return None
        owner = next((name for leaf, name in self._owners.items() if _is_in(module, leaf)), None)
        if owner:
            what = f"it imports {module}, and does not require {owner}"
            return what, f'add "{owner}>=...,<..." to `dependencies` in pyproject.toml'
        if self._is_level(module):
            what = f"it imports {module}, a level that belongs to nobody and has nothing of its own"
            return what, f"import the leaf that is meant, {module}.NAME, and require who has it"
        # What is required and was not looked at may hold it; what nobody has cannot be right.
        unseen = self._required - set(self._owners.values())
        if any(not _tops(name) or NAMESPACE in _tops(name) for name in unseen):
            return None
        what = f"it imports {module}, which nothing that it requires has"
        return what, "require the distribution that has it"

    def _foreign(self, top: str, required: set[str]) -> _Fault | None:
        if canonicalize_name(top) in self._required or any(top in _tops(one) for one in required):
            return None
        absent = [name for name in required if not _tops(name)]
        others = _providers().get(top, set()) if absent else set()
        if absent and (not others or _are_alike(others, absent)):
            return None  # it may have the module, and nobody here can tell
        here = f", which {' and '.join(sorted(others))} has here" if others else ""
        what = f"it imports {top}{here}, and requires nothing that has it"
        return what, "add its distribution to `dependencies`, or to an extra, in pyproject.toml"


def _is_in(module: str, leaf: str) -> bool:
    return module == leaf or module.startswith(f"{leaf}.")


def _are_alike(others: set[str], absent: Iterable[str]) -> bool:
    """Whether some are editions of the same thing, such as `pillow` and `pillow-simd`."""
    return any(a.startswith(b) or b.startswith(a) for a in others for b in absent)


@cache
def _providers() -> dict[str, set[str]]:
    """The distributions that are installed here, by the modules that they have."""
    found = packages_distributions().items()
    return {top: {canonicalize_name(name) for name in names} for top, names in found}


@lru_cache(maxsize=256)
def _tops(name: str) -> frozenset[str]:
    """What a distribution installs at the top; nothing where it is not installed, or editable."""
    try:
        record = distribution(name).read_text("RECORD") or ""
    except PackageNotFoundError:
        return frozenset()
    tops = {line.split(",")[0].partition("/")[0] for line in record.splitlines()}
    if any(one.startswith("__editable__") for one in tops):
        return frozenset()  # whose finder alone knows
    modules = (one for one in tops if not one.endswith((".dist-info", ".pth", "..")))
    return frozenset(one.partition(".")[0] for one in modules)
