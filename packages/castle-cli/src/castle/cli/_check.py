from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import click

from castle.aigr import Diagnostic, DiagnosticError, to_json
from castle.cli._cache import cache_folder
from castle.cli._changes import Seen
from castle.cli._folders import programs
from castle.cli._options import Observation, allow_option, json_option, observing, trusted
from castle.cli._reporting import answer, plugins_at_work, say, tell
from castle.cli._sources import files_argument, reader_option, reading
from castle.cli._watching import Watch, show_timings
from castle.monorail.configuration import find_project
from castle.monorail.pipeline import Pipeline, StageRecord


class _Request(NamedTuple):
    """What is asked for."""

    places: tuple[Path, ...]
    reader: str
    as_json: bool
    allow: tuple[str, ...]
    cached: bool
    observation: Observation
    seen: Seen
    """What a change of would make another check give another answer."""


class _Answer(NamedTuple):
    """What was found, where there are no errors."""

    files: tuple[Path, ...]
    stages: tuple[StageRecord, ...]
    warnings: tuple[Diagnostic, ...]


@click.command(short_help="Check source files; say what is wrong with them.")
@files_argument
@reader_option
@click.option(
    "--watch", "again", is_flag=True, help="Check again whenever a file changes, until Ctrl-C."
)
@click.option(
    "--no-cache",
    "cached",
    flag_value=False,
    default=True,
    is_flag=True,
    help="Read all files again, and keep nothing in `.castle_cache`.",
)
@json_option
@allow_option
@observing
def check(
    files: tuple[Path, ...],
    reader: str,
    again: bool,
    cached: bool,
    as_json: bool,
    allow: tuple[str, ...],
    observation: Observation,
) -> None:
    """Check FILES and what they import, and say what is wrong with them.

    Files that are named are one program. A folder stands for all sources in it and below; those of
    each folder are a program of their own.
    """
    request = _Request(files, reader, as_json, allow, cached, observation, Seen(files))
    if again:
        _watch(request)
    else:
        _tell(request)


def _tell(request: _Request) -> None:
    """Check once, and say what was found."""
    observation = request.observation
    with plugins_at_work(as_json=request.as_json, traceback=observation.traceback):
        found = _graph(request) if observation.dump_after else _inspected(request)
    if observation.timings:
        show_timings(found.stages, say)
    tell(found.warnings)
    if request.as_json:
        answer({"diagnostics": [to_json(each) for each in found.warnings]})


def _inspected(request: _Request) -> _Answer:
    observation = request.observation
    allow = trusted(request.allow).allow
    pipeline = Pipeline.of(reading(request.reader, request.places), allow=allow)
    found = programs(request.places, pipeline.suffixes)
    files = [file for program in found.files for file in program]
    request.seen.suffixes.update(pipeline.suffixes)
    if not files and not found.problems:
        raise click.UsageError(f"no source files in {', '.join(map(str, request.places))}")
    if files != list(request.places):
        pipeline = Pipeline.of(reading(request.reader, files), allow=allow)
    cache = cache_folder(find_project(Path.cwd()).folder) if request.cached else None
    watch = Watch(pipeline, observation)
    with watch.progress:
        try:
            inspected = pipeline.inspect(
                found.files, cache, watch.watcher(), reproducers=observation.reproducers
            )
        except DiagnosticError as error:
            error.diagnostics = (*found.problems, *error.diagnostics)
            raise
    request.seen.files.update(inspected.files)
    if found.problems:
        raise DiagnosticError([*found.problems, *inspected.warnings])
    return _Answer(*inspected)


def _watch(request: _Request) -> None:
    """Check again and again, until the person has enough."""
    seen = request.seen
    with suppress(KeyboardInterrupt):
        while True:
            before = seen.state()
            with suppress(SystemExit):
                _tell(request)
            say("checked; waiting for a change, until Ctrl-C")
            seen.wait(seen.state() | before)


def _graph(request: _Request) -> _Answer:
    """Check by making the graph, so that it can be shown."""
    pipeline = Pipeline.of(
        reading(request.reader, request.places), allow=trusted(request.allow).allow
    )
    watch = Watch(pipeline, request.observation)
    with watch.progress:
        report = pipeline.run(watch.watcher(), reproducers=request.observation.reproducers)
    return _Answer(request.places, report.stages, report.warnings)
