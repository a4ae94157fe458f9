import json

import click

from castle.monorail.loader import PluginInfo, discover, unseen


@click.command(short_help="List the plugins that are installed.")
@click.option("--json", "as_json", is_flag=True, help="Answer with one JSON array.")
def plugins(as_json: bool) -> None:
    """List the installed plugins: kind, name, distribution, version and summary."""
    found = discover()
    if as_json:
        click.echo(json.dumps([plugin._asdict() for plugin in found]))
    elif found:
        click.echo("\n".join(_table([_row(plugin) for plugin in found])))
    for entry in unseen():
        click.echo(f"note: plugins behind {entry} work, but cannot be listed", err=True)


def _row(plugin: PluginInfo) -> tuple[str, ...]:
    owner = (plugin.distribution or "-", plugin.version or "-")
    return (plugin.kind, plugin.name, *owner, plugin.summary)


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    cells = ([cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return ["  ".join(row).rstrip() for row in cells]
