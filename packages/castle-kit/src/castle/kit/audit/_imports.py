"""What the modules of an archive import, and whether its metadata says so."""

import ast
import sys
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from packaging.utils import canonicalize_name

from castle.kit.audit._archives import NAMESPACE, Archive
from castle.kit.audit._findings import UNDECLARED, Finding
from castle.kit.audit._neighbours import Neighbour, is_shared, leaves_among

_BLOCKS: Final = ("body", "orelse", "finalbody", "handlers", "cases")
# The last is that of type checkers, and never there when a program runs.
_OF_PYTHON: Final = {*sys.stdlib_module_names, "__future__", "_typeshed"}
_CALLS: Final = ("import_module", "__import__")


class _Import(NamedTuple):
    path: str
    line: int
    module: str


def imports(archive: Archive, neighbours: Iterable[Neighbour]) -> Iterator[Finding]:
    """The imports of modules that belong to no distribution that is required."""
    around = [*neighbours]
    leaves = {*leaves_among(archive.packages), *(leaf for one in around for leaf in one.leaves)}
    own = {leaf.replace("/", ".") for leaf in leaves_among(archive.packages)}
    tops = {PurePosixPath(path).parts[0].removesuffix(".py") for path in archive.installed}
    owners = {leaf.replace("/", "."): one.name for one in around for leaf in one.leaves}
    shared = {str(above) for leaf in leaves for above in PurePosixPath(leaf).parents}
    for found in _all(archive, shared):
        top = found.module.partition(".")[0]
        if top == NAMESPACE:
            fault = _sibling(archive, found.module, own, owners)
        elif top in _OF_PYTHON or top in tops:
            continue
        else:
            fault = _foreign(archive, top, archive.required - set(owners.values()))
        if fault:
            place = f"{found.path}:{found.line}"
            yield Finding(UNDECLARED, archive.file, place, *fault)


def _sibling(
    archive: Archive, module: str, own: set[str], owners: dict[str, str]
) -> tuple[str, str] | None:
    if any(_is_in(module, leaf) or leaf.startswith(f"{module}.") for leaf in own):
        return None
    owner = next((name for leaf, name in owners.items() if _is_in(module, leaf)), None)
    if owner in archive.required:
        return None
    if owner:
        what = f"it imports {module}, and does not require {owner}"
        return what, f'add "{owner}>=...,<..." to `dependencies` in pyproject.toml'
    # What is required and not at hand may hold it; what nobody has cannot be right.
    if any(name not in owners.values() and not _tops(name) for name in archive.required):
        return None
    what = f"it imports {module}, which nothing that it requires has"
    return what, "require the distribution that has it"


def _is_in(module: str, leaf: str) -> bool:
    return module == leaf or module.startswith(f"{leaf}.")


def _foreign(archive: Archive, top: str, required: set[str]) -> tuple[str, str] | None:
    if canonicalize_name(top) in archive.required:
        return None
    for name in required:
        if not _tops(name) or top in _tops(name):
            return None  # it has the module, or nobody here can tell
    what = f"it imports {top}, and requires nothing that has it"
    return what, "add its distribution to `dependencies`, or to an extra, in pyproject.toml"


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


def _all(archive: Archive, shared: Set[str]) -> Iterator[_Import]:
    for path, data in sorted(archive.installed.items()):
        if path.endswith(".py"):
            try:
                tree = ast.parse(data)
            except (SyntaxError, ValueError, RecursionError):
                continue  # importing it will tell
            package = ".".join(PurePosixPath(path).parts[:-1])
            found = [*_below(tree, package, shared), *_called(tree, data)]
            yield from (_Import(path, line, name) for line, name in found)


def _below(node: ast.AST, package: str, shared: Set[str]) -> Iterator[tuple[int, str]]:
    """The modules that a block imports; expressions, which take most of the time, have none."""
    for block in _BLOCKS:
        for one in getattr(node, block, ()):
            if isinstance(one, ast.Import):
                yield from ((one.lineno, alias.name) for alias in one.names)
            elif isinstance(one, ast.ImportFrom):
                yield from ((one.lineno, name) for name in _from(one, package, shared))
            elif isinstance(one, ast.AST):
                yield from _below(one, package, shared)


def _from(one: ast.ImportFrom, package: str, shared: Set[str]) -> Iterator[str]:
    parts = package.split(".")
    base = ".".join([*parts[: len(parts) - one.level + 1], one.module or ""]) if one.level else ""
    module = base.strip(".") or one.module or ""
    # What is imported from a level that belongs to nobody is a leaf.
    if module.partition(".")[0] != NAMESPACE or not is_shared(module.replace(".", "/"), shared):
        yield module
    else:
        yield from (f"{module}.{alias.name}" for alias in one.names)


def _called(tree: ast.AST, data: bytes) -> Iterator[tuple[int, str]]:
    """The modules that are imported by a call, where their names are written out."""
    if not any(word.encode() in data for word in _CALLS):
        return
    for one in ast.walk(tree):
        if isinstance(one, ast.Call) and len(one.args) == 1 and _word(one.func) in _CALLS:
            (argument,) = one.args
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield one.lineno, argument.value


def _word(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""
