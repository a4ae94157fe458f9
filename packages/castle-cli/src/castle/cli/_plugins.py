import click

from castle.cli._output import give
from castle.cli._tables import table
from castle.monorail.loader import Conflict, PluginInfo, survey


@click.command(short_help="List the plugins that are installed.")
@click.option("--json", "as_json", is_flag=True, help="Answer with one JSON array.")
def plugins(as_json: bool) -> None:
    """List the installed plugins: kind, name, distribution, version and summary.

    Helpers that several plugins share are listed apart. What is installed and hidden by something
    else is told on standard error.
    """
    found = survey()
    if as_json:
        import json  # noqa: PLC0415  # a list for people takes half the time without

        give(json.dumps([plugin._asdict() for plugin in found.plugins]))
    else:
        _show(list(found.plugins))
        if found.helpers:
            give("\nhelpers, which plugins use:")
            _show(list(found.helpers))
    for conflict in found.conflicts:
        _tell(conflict)
    for entry in found.unseen:
        click.echo(f"note: plugins behind {entry} work, but cannot be listed", err=True)


def _show(found: list[PluginInfo]) -> None:
    if found:
        give("\n".join(table([_row(plugin) for plugin in found])))


def _tell(conflict: Conflict) -> None:
    click.echo(f"warning[{conflict.code}]: {conflict.message}", err=True)
    if conflict.help:
        click.echo(f"  help: {conflict.help}", err=True)


def _row(plugin: PluginInfo) -> tuple[str, ...]:
    owner = (plugin.distribution or "-", plugin.version or "-")
    return (plugin.kind, plugin.name, *owner, plugin.summary)
