"""What a module imports, by its syntax tree."""

import ast
from collections.abc import Iterator
from typing import Final, NamedTuple

from castle.kit.audit._import_scan import CALLS, Imported

_BLOCKS: Final = ("body", "orelse", "finalbody", "handlers", "cases")


class Statement(NamedTuple):
    """A module that is imported, or from which something is."""

    line: int
    """Its line."""
    imported: Imported
    """The module."""
    names: tuple[str, ...]
    """What is imported from it."""


def statements(data: bytes) -> list[Statement]:
    """The imports of a module, calls included; none where it is no Python: importing will tell."""
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [*_below(tree), *_called(tree, data)]


def _below(node: ast.AST) -> Iterator[Statement]:
    """The modules that a block imports; expressions, which take most of the time, have none."""
    for block in _BLOCKS:
        for one in getattr(node, block, ()):
            if isinstance(one, ast.Import):
                yield from (_plain(one.lineno, alias.name) for alias in one.names)
            elif isinstance(one, ast.ImportFrom):
                base = Imported(one.level, one.module or "", True)
                yield Statement(one.lineno, base, tuple(alias.name for alias in one.names))
            elif isinstance(one, ast.AST):
                yield from _below(one)


def _called(tree: ast.AST, data: bytes) -> Iterator[Statement]:
    """The modules that are imported by a call, where their names are written out in full."""
    if not any(word.encode() in data for word in CALLS):
        return
    for one in ast.walk(tree):
        if isinstance(one, ast.Call) and _word(one.func) in CALLS:
            named = [keyword.value for keyword in one.keywords if keyword.arg == "name"]
            for argument in [*one.args, *named][:1]:
                name = argument.value if isinstance(argument, ast.Constant) else None
                if isinstance(name, str) and not name.startswith("."):
                    yield _plain(one.lineno, name)


def _plain(line: int, module: str) -> Statement:
    return Statement(line, Imported(0, module, False), ())


def _word(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""
