"""The command itself: its subcommands are imported when they are called, not before."""

from importlib import import_module
from typing import NamedTuple

import click


class _Entry(NamedTuple):
    module: str
    summary: str


_COMMANDS = {
    "check": _Entry("castle.cli._check", "Check source files; say what is wrong with them."),
    "explain": _Entry("castle.cli._explain", "Explain the code of a diagnostic; list all codes."),
    "plugins": _Entry("castle.cli._plugins", "List the plugins that are installed."),
    "read": _Entry("castle.cli._pipes", "Read source files; write the AIGR to standard output."),
    "run": _Entry("castle.cli._run", "Compile and run a program as its configuration says."),
    "transform": _Entry("castle.cli._pipes", "Transform the AIGR from standard input."),
    "write": _Entry("castle.cli._pipes", "Write the AIGR from standard input as files."),
}


class _Lazy(click.Group):
    """A group whose listing needs no command to be imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(_COMMANDS[cmd_name].module), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in _COMMANDS.items()])


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
