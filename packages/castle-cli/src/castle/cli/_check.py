from pathlib import Path

import click

from castle.cli._reporting import allow_option, answer, json_option, reporting, tell
from castle.cli._sources import files_argument, read_files, reader_option
from castle.monorail.pipeline import check as check_forest


@click.command(short_help="Check source files; say what is wrong with them.")
@files_argument
@reader_option
@json_option
@allow_option
def check(files: tuple[Path, ...], reader: str, as_json: bool, allow: tuple[str, ...]) -> None:
    """Check FILES and what they import, and say what is wrong with them."""
    with reporting(as_json=as_json):
        warnings = check_forest(read_files(reader, files, allow))
    tell(warnings)
    if as_json:
        answer({"diagnostics": []})
