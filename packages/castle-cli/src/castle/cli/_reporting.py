"""How commands tell people, and tools, what is wrong: on standard error, and by exit status."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any, NoReturn

import click

from castle.aigr import Diagnostic, DiagnosticError, Severity, render, to_json
from castle.cli._output import give
from castle.cli._status import Status


def tell(diagnostics: Iterable[Diagnostic]) -> None:
    """Show diagnostics on standard error, in colour on a terminal that wants it."""
    color = is_terminal(sys.stderr) and not os.environ.get("NO_COLOR")
    for diagnostic in diagnostics:
        click.echo(render(diagnostic, color=color), err=True, color=color)


def is_terminal(stream: Any) -> bool:
    """Whether a standard stream is a terminal; one that was closed is None."""
    return stream is not None and bool(stream.isatty())


def say(text: str) -> None:
    """Tell people something that is no diagnostic."""
    click.echo(text, err=True)


def answer(values: Any, *, indent: int | None = None) -> None:
    """Give a tool its answer on standard output."""
    import json  # noqa: PLC0415  # most answers are for people

    give(json.dumps(values, indent=indent))


@contextmanager
def reporting(*, as_json: bool = False, traceback: bool = False) -> Iterator[None]:
    """Turn what a stage says about its input into messages and an exit status.

    With `traceback` the exception that a plugin raised by mistake is shown as well.
    """
    try:
        yield
    except DiagnosticError as error:
        if traceback and error.__cause__ is not None:
            from traceback import format_exception  # noqa: PLC0415  # seldom needed

            click.echo("".join(format_exception(error.__cause__)), err=True, nl=False)
        _fail(error.diagnostics, as_json)
    except OSError as error:
        if error.filename is None:
            raise  # it is about a standard stream, and nothing more can be told there
        _fail((unreadable(error),), as_json)


@contextmanager
def plugins_at_work(*, as_json: bool = False, traceback: bool = False) -> Iterator[None]:
    """As `reporting`, where plugins are imported, made and run.

    What they print goes to standard error: standard output is for the answer, or the program.
    """
    with reporting(as_json=as_json, traceback=traceback), redirect_stdout(sys.stderr):
        yield


def unreadable(error: OSError) -> Diagnostic:
    """What is told of a file that cannot be read or written."""
    return Diagnostic("CAS0808", Severity.ERROR, f"`{error.filename}`: {error.strerror or error}")


def _fail(diagnostics: tuple[Diagnostic, ...], as_json: bool) -> NoReturn:
    tell(diagnostics)
    if as_json:
        answer({"diagnostics": [to_json(diagnostic) for diagnostic in diagnostics]})
    sys.exit(Status.INPUT_HAS_ERRORS)


def shown(path: Path, here: Path) -> str:
    """A path as it is called from a folder, when it lies below."""
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)
