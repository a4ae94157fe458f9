"""How commands tell people, and tools, what is wrong: on standard error, and by exit status."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import format_exception
from typing import Any, NoReturn

import click

from castle.aigr import Diagnostic, DiagnosticError, Severity, render, to_json

INPUT_HAS_ERRORS = 1
PROGRAM_FAILED = 3

json_option = click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")
allow_option = click.option(
    "--allow",
    multiple=True,
    metavar="MODULE",
    help="Load plugins from this module outside the namespace `castle`.",
)


def tell(diagnostics: Iterable[Diagnostic]) -> None:
    """Show diagnostics on standard error, in colour on a terminal that wants it."""
    color = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    for diagnostic in diagnostics:
        click.echo(render(diagnostic, color=color), err=True, color=color)


def answer(values: Any) -> None:
    """Give a tool its answer on standard output."""
    click.echo(json.dumps(values))


@contextmanager
def reporting(*, as_json: bool = False, traceback: bool = False) -> Iterator[None]:
    """Turn what a stage says about its input into messages and an exit status.

    With `traceback` the exception that a plugin raised by mistake is shown as well.
    """
    try:
        yield
    except DiagnosticError as error:
        if traceback and error.__cause__ is not None:
            click.echo("".join(format_exception(error.__cause__)), err=True, nl=False)
        _fail(error.diagnostics, as_json)
    except OSError as error:
        _fail((_unreadable(error),), as_json)


def _unreadable(error: OSError) -> Diagnostic:
    file = f"`{error.filename}`: " if error.filename else ""
    return Diagnostic("CAS0808", Severity.ERROR, f"{file}{error.strerror or error}")


def _fail(diagnostics: tuple[Diagnostic, ...], as_json: bool) -> NoReturn:
    tell(diagnostics)
    if as_json:
        answer({"diagnostics": [to_json(diagnostic) for diagnostic in diagnostics]})
    sys.exit(INPUT_HAS_ERRORS)


def shown(path: Path, here: Path) -> str:
    """A path as it is called from a folder, when it lies below."""
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)
