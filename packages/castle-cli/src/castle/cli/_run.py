import sys
from pathlib import Path

import click

from castle.cli._options import (
    Observation,
    allow_option,
    allow_write_option,
    json_option,
    observing,
    trusted,
    verify_option,
)
from castle.cli._output import give
from castle.cli._reporting import answer, plugins_at_work, say, tell
from castle.cli._setting import Setting
from castle.cli._status import Status
from castle.cli._watching import Watch, show_timings
from castle.monorail.pipeline import Pipeline, RunReport


@click.command(short_help="Compile and run a program as its configuration says.")
# Whether it can be read is found out by reading it: click would call that wrong usage.
@click.argument("config", type=click.Path(path_type=Path, readable=False))
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    type=Setting(),
    help="Let this value win over the configuration, such as engine.arguments.max=1000.",
)
@click.option(
    "--graph",
    type=click.Path(path_type=Path, readable=False),
    metavar="FILE",
    help="Take the graph from this AIGR file, in place of what readers would read.",
)
@json_option
@allow_option
@allow_write_option
@verify_option
@observing
def run(
    config: Path,
    settings: tuple[str, ...],
    graph: Path | None,
    as_json: bool,
    allow: tuple[str, ...],
    allow_write: tuple[Path, ...],
    verify: bool,
    observation: Observation,
) -> None:
    """Compile and run a program as the configuration file CONFIG says.

    Standard output is what the program prints; standard error says what was written, where, and
    how long each stage took. With --json both are in one object on standard output.
    """
    with plugins_at_work(as_json=as_json, traceback=observation.traceback):
        given = graph.read_bytes() if graph else None
        trust = trusted(allow, allow_write)
        pipeline = Pipeline.load(
            config,
            allow=trust.allow,
            writable=trust.writable,
            settings=settings,
            graph=given,
            verify=verify,
        )
        watch = Watch(pipeline, observation, stages=not as_json)
        with watch.progress:
            report = pipeline.run(watch.watcher(), reproducers=observation.reproducers)
    if observation.timings:
        show_timings(report.stages, say)
    tell(report.warnings)
    _give(report, as_json)
    _judge(report)


def _give(report: RunReport, as_json: bool) -> None:
    if as_json:
        answer(report.to_json())
        return
    give(report.printed, nl=False)
    for said in filter(None, report.processed):
        click.echo(said, err=True, nl=not said.endswith("\n"))


def _judge(report: RunReport) -> None:
    verdict = report.verdict
    tell(verdict.diagnostics)
    if not verdict.ok:
        if not verdict.diagnostics:
            say(f"error: {verdict.message or 'the program failed'}")
        sys.exit(Status.PROGRAM_FAILED)
