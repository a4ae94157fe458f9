"""Commands that other distributions bring, as leaves `castle.subcommands.<name>`."""

import sys
from importlib import import_module
from traceback import format_exception_only
from types import ModuleType
from typing import NoReturn

import click

from castle.monorail.leaves import Leaf, leaves, owner

_PLACE = "subcommands"


def summaries() -> dict[str, str]:
    """The commands with their summaries, none of them imported."""
    return {name: leaf.summary for name, leaf in _found().items()}


def command_of(name: str) -> click.Command:
    """Import a command; say what is wrong with it, and exit, when that cannot be done."""
    leaf = _found()[name]
    try:
        found = _commands(import_module(leaf.module))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # an import runs code of others, which may raise anything
        problem = f"cannot be imported: {format_exception_only(error)[-1]}"
        _fail(leaf, problem, error.name if isinstance(error, ModuleNotFoundError) else None)
    if len(found) != 1:
        held = ", ".join(sorted(str(command.name) for command in found)) or "none"
        _fail(leaf, f"has to hold one click command, and holds {held}")
    return found[0]


def _found() -> dict[str, Leaf]:
    return {leaf.name.replace("_", "-"): leaf for leaf in leaves(_PLACE)}


def _commands(module: ModuleType) -> list[click.Command]:
    public = getattr(module, "__all__", None) or [n for n in vars(module) if not n.startswith("_")]
    values = {id(value): value for name in public if (value := getattr(module, name, None))}
    return [value for value in values.values() if isinstance(value, click.Command)]


def _fail(leaf: Leaf, problem: str, missing: str | None = None) -> NoReturn:
    from castle.monorail.errors import repair  # noqa: PLC0415  # only failures need it

    belongs = owner(leaf.module)
    whose = f" (from {' '.join(belongs)})" if belongs else ""
    cure = repair(leaf.module, belongs[0] if belongs else None, missing)
    message = f"error[CAS0811]: the command `{leaf.name}`{whose} {' '.join(problem.split())}"
    click.echo(f"{message}\n  help: {cure}", err=True)
    sys.exit(1)
