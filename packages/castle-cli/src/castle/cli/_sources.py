"""What commands that read source files share."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from castle.cli._names import PluginNames
from castle.monorail.configuration import Configuration, specified

files_argument = click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, readable=False),
    metavar="FILES...",
)
reader_option = click.option(
    "--reader",
    default="source",
    show_default=True,
    metavar="NAME[{KEY=VALUE,...}]",
    type=PluginNames("readers", several=False),
    help="The reader to use.",
)


def reading(reader: str, files: Sequence[Path]) -> Configuration:
    """The configuration of a pipeline that reads source files.

    Raises:
        ConfigurationError: the reader's name, or what stands in braces behind it, is malformed.
    """
    more = {"files": [os.fspath(file) for file in files]}
    return specified("readers", reader, name="reader", folder=Path.cwd(), more=more)
