import json
import sys
from pathlib import Path

import click

from castle.aigr import render
from castle.kit import audit as auditing


@click.command(short_help="Prove wheels and source distributions before they are published.")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="WHEEL|SDIST...",
    type=click.Path(path_type=Path, readable=False),
)
@click.option(
    "--checkout",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="Compare them with what git has committed here, or in the folders right below.",
)
@click.option(
    "--uncommitted",
    is_flag=True,
    help="With --checkout: take tracked files as they are, with changes that are not committed.",
)
@click.option(
    "--alone", is_flag=True, help="Do not compare them with the distributions installed here."
)
@click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")
def audit(
    files: tuple[Path, ...], checkout: Path | None, uncommitted: bool, alone: bool, as_json: bool
) -> None:
    """Prove wheels and source distributions: the rules of the namespace, metadata and contents.

    Each is looked at beside the others that are named, and beside what is installed: two
    distributions never hold the same path. The exit status is 1 when anything is wrong.
    """
    found = auditing.audit(files, checkout=checkout, installed=not alone, committed=not uncommitted)
    for finding in found:
        click.echo(render(finding.diagnostic()), err=True)
    if as_json:
        click.echo(json.dumps({"findings": [finding.to_json() for finding in found]}))
    elif not found:
        click.echo(f"nothing is wrong with {len(files)} archives", err=True)
    sys.exit(1 if found else 0)
