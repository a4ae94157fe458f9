"""What commands that read source files share."""

from collections.abc import Sequence
from pathlib import Path

import click

from castle.aigr import Forest
from castle.monorail.abcs import ReaderABC
from castle.monorail.loader import build

files_argument = click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILES..."
)
reader_option = click.option(
    "--reader", default="source", show_default=True, help="The reader to use."
)


def read_files(reader: str, files: Sequence[Path], allow: Sequence[str]) -> Forest:
    """Read source files with a reader that is called by its name.

    Raises:
        DiagnosticError: the reader cannot be had, or the sources have errors.
    """
    config = {"module": reader, "files": list(files)}
    plugin: ReaderABC = build("readers", config, allow=allow)
    return plugin.read(list(files))
