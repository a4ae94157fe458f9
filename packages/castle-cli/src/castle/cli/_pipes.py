"""The pipeline in pieces: AIGR comes from standard input and goes to standard output."""

import sys
from pathlib import Path

import click

from castle.aigr import Forest, load, save
from castle.cli._reporting import allow_option, reporting, shown
from castle.cli._sources import files_argument, read_files, reader_option
from castle.monorail.loader import build
from castle.monorail.pipeline import check


@click.command(short_help="Read source files; write the AIGR to standard output.")
@files_argument
@reader_option
@allow_option
def read(files: tuple[Path, ...], reader: str, allow: tuple[str, ...]) -> None:
    """Read FILES and what they import; write the AIGR to standard output."""
    with reporting():
        forest = read_files(reader, files, allow)
        check(forest)
        _give(forest)


@click.command(short_help="Transform the AIGR from standard input.")
@click.argument("names", metavar="NAME[,NAME...]")
@allow_option
def transform(names: str, allow: tuple[str, ...]) -> None:
    """Transform the AIGR from standard input by each NAME in turn; write it to standard output."""
    with reporting():
        plugins = [build("transformers", {"module": n}, allow=allow) for n in names.split(",")]
        forest = load(sys.stdin.buffer)
        for plugin in plugins:
            forest = plugin.transform(forest)
        _give(forest)


@click.command(short_help="Write the AIGR from standard input as files.")
@click.argument("name")
@click.option(
    "--target",
    default="build",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The folder to write into, made when missing.",
)
@allow_option
def write(name: str, target: Path, allow: tuple[str, ...]) -> None:
    """Write the AIGR from standard input as files, by the writer NAME."""
    with reporting():
        plugin = build("writers", {"module": name, "target": target}, allow=allow)
        for path in plugin.write(load(sys.stdin.buffer), target):
            click.echo(f"wrote {shown(path.absolute(), Path.cwd())}", err=True)


def _give(forest: Forest) -> None:
    save(forest, sys.stdout.buffer)
    sys.stdout.buffer.flush()
