import sys
from pathlib import Path

import click

from castle.aigr import DiagnosticError, render
from castle.subcommands.new._making import make_project
from castle.subcommands.new._plugin import KINDS, described


@click.command(short_help="Start a new plugin: a complete project, with tests.")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("name")
@click.option(
    "--distribution",
    metavar="NAME",
    help="What is installed with pip; else `castle-NAME-KIND`.",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Where to make the project's folder; else `packages` in a monorepo, or here.",
)
@click.option("--author", help="Who wrote it; else what git knows.")
def new(
    kind: str, name: str, distribution: str | None, into: Path | None, author: str | None
) -> None:
    """Start a plugin: a project of KIND, which configurations call NAME, such as fsm.nice_fsm.

    Its tests are the conformance suite of its kind and one of its own; `nox` in its folder checks
    it, builds its wheel and audits it. What it makes works as it is. Where the folder that this is
    called in has a uv workspace, the project becomes a member of it.
    """
    try:
        plugin = described(kind, name, distribution)
        made = make_project(plugin, into, author)
    except DiagnosticError as error:
        for diagnostic in error.diagnostics:
            click.echo(render(diagnostic), err=True)
        sys.exit(1)
    for file in made.files:
        click.echo(f"wrote {file}", err=True)
    for step in made.next:
        click.echo(f"next: {step}", err=True)
