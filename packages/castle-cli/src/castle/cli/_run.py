import sys
from functools import partial
from pathlib import Path

import click

from castle.cli._reporting import (
    PROGRAM_FAILED,
    allow_option,
    answer,
    json_option,
    reporting,
    shown,
    tell,
)
from castle.monorail.pipeline import RunReport, StageRecord
from castle.monorail.pipeline import run as run_pipeline


@click.command(short_help="Compile and run a program as its configuration says.")
@click.argument("config", type=click.Path(path_type=Path))
@json_option
@allow_option
@click.option("--traceback", is_flag=True, help="Show where a plugin failed by its own mistake.")
def run(config: Path, as_json: bool, allow: tuple[str, ...], traceback: bool) -> None:
    """Compile and run a program as the configuration file CONFIG says.

    Standard output is what the program prints; standard error says what was written, where, and
    how long each stage took. With --json both are in one object on standard output.
    """
    watch = None if as_json else partial(_tell_stage, Path.cwd())
    with reporting(as_json=as_json, traceback=traceback):
        report = run_pipeline(config, allow=allow, watch=watch)
    tell(report.warnings)
    if as_json:
        answer(report.to_json())
    else:
        click.echo(report.printed, nl=False)
    _judge(report)


def _tell_stage(here: Path, stage: StageRecord) -> None:
    click.echo(f"{stage.name:<32} {stage.seconds:8.4f} s", err=True)
    for path in stage.paths:
        click.echo(f"  wrote {shown(path, here)}", err=True)


def _judge(report: RunReport) -> None:
    verdict = report.verdict
    tell(verdict.diagnostics)
    if not verdict.ok:
        if not verdict.diagnostics:
            click.echo(f"error: {verdict.message or 'the program failed'}", err=True)
        sys.exit(PROGRAM_FAILED)
