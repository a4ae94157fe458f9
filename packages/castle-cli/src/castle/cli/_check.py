from pathlib import Path

import click

from castle.aigr import to_json
from castle.cli._options import Observation, allow_option, json_option, observing, trusted
from castle.cli._reporting import answer, reporting, say, tell
from castle.cli._sources import files_argument, reader_option, reading
from castle.cli._watching import Watch, show_timings
from castle.monorail.pipeline import Pipeline


@click.command(short_help="Check source files; say what is wrong with them.")
@files_argument
@reader_option
@json_option
@allow_option
@observing
def check(
    files: tuple[Path, ...],
    reader: str,
    as_json: bool,
    allow: tuple[str, ...],
    observation: Observation,
) -> None:
    """Check FILES and what they import, and say what is wrong with them."""
    with reporting(as_json=as_json, traceback=observation.traceback):
        pipeline = Pipeline.of(reading(reader, files), allow=trusted(allow).allow)
        watch = Watch(pipeline, observation)
        with watch.progress:
            report = pipeline.run(watch.watcher(), reproducers=observation.reproducers)
    if observation.timings:
        show_timings(report.stages, say)
    tell(report.warnings)
    if as_json:
        answer({"diagnostics": [to_json(found) for found in report.warnings]})
