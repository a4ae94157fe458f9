"""The command itself: its subcommands are imported when they are called, not before."""

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple

import click

COMPLETE_VARIABLE = "_CASTLE_COMPLETE"
"""What a shell sets when it asks for completions, and nothing else does."""


class _Entry(NamedTuple):
    module: str
    summary: str


_COMMANDS = {
    "check": _Entry("castle.cli._check", "Check source files; say what is wrong with them."),
    "completion": _Entry("castle.cli._completion", "Print what makes a shell complete commands."),
    "explain": _Entry("castle.cli._explain", "Explain the code of a diagnostic; list all codes."),
    "format": _Entry("castle.cli._format", "Write source files in canonical style."),
    "plugins": _Entry("castle.cli._plugins", "List the plugins that are installed."),
    "read": _Entry("castle.cli._pipes", "Read source files; write the AIGR to standard output."),
    "run": _Entry("castle.cli._run", "Compile and run a program as its configuration says."),
    "runs": _Entry("castle.cli._runs", "List, show, export and prune the runs that are kept."),
    "schema": _Entry("castle.cli._schema", "Print the JSON Schema of a configuration."),
    "transform": _Entry("castle.cli._pipes", "Transform the AIGR from standard input."),
    "write": _Entry("castle.cli._pipes", "Write the AIGR from standard input as files."),
}


class _Lazy(click.Group):
    """A group whose listing needs no command to be imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_summaries())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _COMMANDS:
            _spare_metadata()
            entry = _COMMANDS[cmd_name]
            own: click.Command = getattr(import_module(entry.module), cmd_name)
            return own
        if cmd_name in _summaries():
            from castle.cli._subcommands import command_of  # noqa: PLC0415  # it costs, and few do

            command = command_of(cmd_name)
            gc.enable()  # see the launcher; nobody knows what others do
            return command
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name in self.list_commands(ctx) or name.startswith("-"):
            return super().resolve_command(ctx, args)
        from difflib import get_close_matches  # noqa: PLC0415  # only who mistypes needs it

        close = get_close_matches(name, self.list_commands(ctx))
        meant = f" Did you mean {' or '.join(close)}?" if close else ""
        ctx.fail(f"No such command '{name}'.{meant}")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_summaries().items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        from click.shell_completion import CompletionItem  # noqa: PLC0415  # only shells ask

        found = sorted(_summaries().items())
        return [
            CompletionItem(name, help=summary)
            for name, summary in found
            if name.startswith(incomplete)
        ]

    def invoke(self, ctx: click.Context) -> Any:
        """Carry a command out; who interrupts it is told in one line, and by the exit status."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            from castle.cli._status import Status  # noqa: PLC0415  # seldom needed

            click.echo("interrupted", err=True)
            sys.exit(Status.INTERRUPTED)

    def main(self, *args: Any, **options: Any) -> Any:
        """Run, and say in one line when the answer cannot be written."""
        try:
            return super().main(*args, **{"complete_var": COMPLETE_VARIABLE, **options})
        except OSError as error:
            _cannot_write(error)


def _summaries() -> dict[str, str]:
    """Every command with its summary; those of the house win over others of their name."""
    ours = {name: entry.summary for name, entry in _COMMANDS.items()}
    return {**_installed(), **ours}


def _installed() -> dict[str, str]:
    """The commands that other distributions bring, and their summaries."""
    # What the path holds is looked at first: where there is none, listing them costs nothing.
    here = [os.path.join(entry, "subcommands") for entry in sys.modules["castle"].__path__]
    if not any(map(os.path.isdir, here)):
        return {}
    try:
        from castle.cli._subcommands import summaries  # noqa: PLC0415  # see above
    except ModuleNotFoundError:
        return {}  # who calls a command will hear what is missing
    return summaries()


def _spare_metadata() -> None:
    """Let pydantic not look for plugins of its own in the metadata of every distribution.

    That would take as long as reading the program, or longer the more is installed, and none of
    what it might find is of use to this command.
    """
    loader = ModuleType("pydantic.plugin._loader")
    vars(loader)["get_plugins"] = tuple
    sys.modules.setdefault(loader.__name__, loader)


def _cannot_write(error: OSError) -> None:
    what = f"the answer cannot be written: {error.strerror or error}"
    if isinstance(error, FileNotFoundError):  # no stream gives this one
        what = "the working directory is gone"
    with suppress(OSError, ValueError):
        click.echo(f"error[CAS0808]: {what}", err=True)
    # What is left in buffers cannot be written either, and Python would say so at its end.
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        with suppress(OSError):
            os.dup2(null, stream)
    sys.exit(1)


def _show_version(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from castle.cli._version import versions  # noqa: PLC0415  # only this option reads metadata

        click.echo(versions())
        ctx.exit()


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the versions of the installed castle distributions, and exit.",
)
def main() -> None:
    """Read, check, transform, write and run Castle programs."""
