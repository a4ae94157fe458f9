"""The pipeline in pieces: AIGR comes from standard input and goes to standard output."""

import sys
from pathlib import Path

import click

from castle.aigr import Forest, save
from castle.cli._names import PluginNames
from castle.cli._options import (
    Observation,
    allow_option,
    allow_write_option,
    json_option,
    observing,
    trusted,
    verify_option,
)
from castle.cli._output import require_output
from castle.cli._reporting import answer, is_terminal, plugins_at_work, say, shown, tell
from castle.cli._sources import files_argument, reader_option, reading
from castle.cli._watching import Watch, show_timings
from castle.monorail.configuration import specified
from castle.monorail.pipeline import Pipeline

_FORM = "NAME[{KEY=VALUE,...}][,NAME...]"


@click.command(short_help="Read source files; write the AIGR to standard output.")
@files_argument
@reader_option
@allow_option
@observing
def read(
    files: tuple[Path, ...], reader: str, allow: tuple[str, ...], observation: Observation
) -> None:
    """Read FILES and what they import; write the AIGR to standard output."""
    with plugins_at_work(traceback=observation.traceback):
        pipeline = Pipeline.of(reading(reader, files), allow=trusted(allow).allow)
        forest = _made(pipeline, observation)
    _give(forest)


@click.command(short_help="Transform the AIGR from standard input.")
@click.argument("names", metavar=_FORM, type=PluginNames("transformers"))
@allow_option
@verify_option
@observing
def transform(names: str, allow: tuple[str, ...], verify: bool, observation: Observation) -> None:
    """Transform the AIGR from standard input by each NAME in turn; write it to standard output.

    Keys of a transformer stand in braces: castle transform 'a,b{key=value}'.
    """
    with plugins_at_work(traceback=observation.traceback):
        wanted = specified("transformers", names, name="transform", folder=Path.cwd())
        pipeline = Pipeline.of(wanted, allow=trusted(allow).allow, graph=_given(), verify=verify)
        forest = _made(pipeline, observation)
    _give(forest)


@click.command(short_help="Write the AIGR from standard input as files.")
@click.argument("name", metavar=_FORM, type=PluginNames("writers"))
@click.option(
    "--target",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="The folder to write into, made when missing; else `build`.",
)
@json_option
@allow_option
@allow_write_option
@verify_option
@observing
def write(
    name: str,
    target: Path | None,
    as_json: bool,
    allow: tuple[str, ...],
    allow_write: tuple[Path, ...],
    verify: bool,
    observation: Observation,
) -> None:
    """Write the AIGR from standard input as files, by the writer NAME."""
    with plugins_at_work(as_json=as_json, traceback=observation.traceback):
        more = {"target": str(target)} if target else {}
        wanted = specified("writers", name, name="write", folder=Path.cwd(), more=more)
        # Who names the target here trusts it; a configuration is not asked.
        trust = trusted(allow, (*allow_write, *([target] if target else [])))
        pipeline = Pipeline.of(
            wanted, allow=trust.allow, writable=trust.writable, graph=_given(), verify=verify
        )
        watch = Watch(pipeline, observation)
        with watch.progress:
            report = pipeline.run(watch.watcher(), reproducers=observation.reproducers)
    if observation.timings:
        show_timings(report.stages, say)
    tell(report.warnings)
    if as_json:
        answer({"outputs": [str(path) for path in report.outputs]})
    else:
        for path in report.outputs:
            say(f"wrote {shown(path, Path.cwd())}")


def _given() -> bytes:
    if sys.stdin is None or is_terminal(sys.stdin):
        message = "expected the AIGR on standard input: castle read FILES | castle transform NAME"
        raise click.UsageError(message)
    return sys.stdin.buffer.read()


def _made(pipeline: Pipeline, observation: Observation) -> Forest:
    watch = Watch(pipeline, observation)
    with watch.progress:
        made = pipeline.graph(watch.watcher(), reproducers=observation.reproducers)
    if observation.timings:
        show_timings(made.stages, say)
    tell(made.warnings)
    return made.forest


def _give(forest: Forest) -> None:
    require_output()
    save(forest, sys.stdout.buffer)
    sys.stdout.buffer.flush()
