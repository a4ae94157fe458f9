import re
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import click

from castle.cli._exporting import FORMATS, export_run
from castle.cli._kept import AGE, Age, Kept, none_kept, record, records
from castle.cli._options import allow_option, json_option, traceback_option, trusted
from castle.cli._reporting import answer, is_terminal, plugins_at_work, say, shown, tell
from castle.cli._tables import printable, table
from castle.monorail.diagnostics import listening
from castle.monorail.meta import RunMeta


@click.group(
    short_help="List, show, export and prune the runs that are kept.", invoke_without_command=True
)
@click.option(
    "--config",
    type=click.Path(path_type=Path, readable=False),
    metavar="FILE",
    help="The configuration whose first backend keeps the runs; else castle.yaml, if it is here.",
)
@click.option(
    "--backend",
    metavar="NAME[{KEY=VALUE,...}]",
    help="The backend, instead of a configuration's; where there is none, `npz`.",
)
@allow_option
@click.option("--name", help="Only the runs of this name.")
@traceback_option
@json_option
@click.pass_context
def runs(
    ctx: click.Context,
    config: Path | None,
    backend: str | None,
    allow: tuple[str, ...],
    name: str | None,
    traceback: bool,
    as_json: bool,
) -> None:
    """List the runs that a backend keeps, the oldest first; show, export or prune them.

    RUN is the id of a run, the beginning of an id, the name of a program for its newest run, or
    `latest` for the newest of all. What chooses the backend stands before the command:
    `castle runs --backend csv show latest`.
    """
    if config and backend:
        raise click.UsageError("--config and --backend exclude each other")
    with plugins_at_work(as_json=as_json, traceback=traceback):
        # Whoever names a root here trusts it, and only pruning writes.
        anywhere = backend is not None or ctx.invoked_subcommand != "prune"
        trust = trusted(allow, (Path("/"),) if anywhere else ())
        ctx.obj = asked = _Asked(Kept.of(config, backend, name, trust), as_json, traceback)
    if ctx.invoked_subcommand is None:
        with asked.at_home():
            found = asked.kept.runs()
        _list(found, name, as_json)


class _Asked(NamedTuple):
    """What was asked for before the command, or behind it."""

    kept: Kept
    """The runs."""
    as_json: bool
    """Whether the answer is one JSON object."""
    traceback: bool
    """Whether it is shown where the backend failed."""

    def also(self, as_json: bool, traceback: bool) -> "_Asked":
        """With what was asked for behind the command."""
        return _Asked(self.kept, self.as_json or as_json, self.traceback or traceback)

    @contextmanager
    def at_home(self) -> Iterator[None]:
        """Work where the paths of a configuration are relative to; tell all warnings."""
        shown = plugins_at_work(as_json=self.as_json, traceback=self.traceback)
        with shown, chdir(self.kept.folder), listening() as warnings:
            try:
                yield
            finally:
                tell(warnings)


def _list(found: list[RunMeta], name: str | None, as_json: bool) -> None:
    if as_json:
        answer([record(run) for run in found])
    elif found:
        rows = [(run.run_id, run.name, run.action, _moment(run)) for run in found]
        click.echo("\n".join(table([("run", "name", "action", "made, in UTC"), *rows])))
    else:
        say(printable(none_kept(name)))


def _moment(run: RunMeta) -> str:
    return run.timestamp.replace(tzinfo=None).isoformat(" ", "seconds")


@runs.command(short_help="Show what a run is, what it was made from, and its arrays.")
@click.argument("run")
@traceback_option
@json_option
@click.pass_obj
def show(before: _Asked, run: str, traceback: bool, as_json: bool) -> None:
    """Show what RUN is, what it was made from, and the arrays that it has."""
    asked = before.also(as_json, traceback)
    with asked.at_home():
        found = asked.kept.run(run)
        where, arrays_ = asked.kept.place(found), asked.kept.arrays(found)
        values = {**record(found), "place": where, "arrays": arrays_}
    if asked.as_json:
        answer(values)
        return
    arrays: dict[str, Any] = values.pop("arrays")
    lines = [(key, _text(value)) for key, value in records(values) if value]
    click.echo("\n".join(table(lines)))
    rows = [(name, one["dtype"], _text(one["shape"])) for name, one in arrays.items()]
    click.echo("\n".join(["", *table([("array", "type", "shape"), *rows])]))


def _text(value: Any) -> str:
    return " x ".join(map(str, value)) if isinstance(value, list) else str(value)


@runs.command(short_help="Write the arrays of a run as plain text files.")
@click.argument("run")
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="The folder to make; else NAME-RUN in the working directory.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="csv",
    show_default=True,
    help="Commas, tabs, or one JSON array a line.",
)
@traceback_option
@json_option
@click.pass_obj
def export(
    before: _Asked, run: str, to: Path | None, form: str, traceback: bool, as_json: bool
) -> None:
    """Write the arrays of RUN as text, one file for each, into a new folder.

    A row of an array is a line; axes beyond the second are unrolled. `events` has a head with the
    names of its columns. The folder is there in full or not at all, and is never overwritten.
    """
    here, asked = Path.cwd(), before.also(as_json, traceback)
    with asked.at_home():
        found = asked.kept.run(run)
        target = here / (to or re.sub(r"[^\w.-]", "_", f"{found.name}-{found.run_id}"))
        files = export_run(asked.kept.data(found), target, form)
    if asked.as_json:
        answer({"outputs": [str(file) for file in files]})
    else:
        for file in files:
            say(f"wrote {printable(shown(file, here))}")


@runs.command(short_help="Delete runs that are old, or that newer ones follow.")
@click.option(
    "--keep", type=click.IntRange(min=0), metavar="N", help="Keep the newest N of a name."
)
@click.option("--older-than", type=AGE, help="Delete only what is older, such as 12h, 30d or 8w.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be deleted.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@traceback_option
@json_option
@click.pass_obj
def prune(
    before: _Asked,
    keep: int | None,
    older_than: Age | None,
    dry_run: bool,
    yes: bool,
    traceback: bool,
    as_json: bool,
) -> None:
    """Delete runs: all but the newest of each name, those of some age, or what is both."""
    if keep is None and older_than is None:
        raise click.UsageError("say what to delete: --keep N, --older-than AGE or both")
    asked = before.also(as_json, traceback)
    asking = is_terminal(sys.stdin) and not asked.as_json
    if not (dry_run or yes or asking):
        raise click.UsageError("nobody can be asked here: --yes deletes, --dry-run only tells")
    with asked.at_home():
        doomed = asked.kept.prunable(keep or 0, older_than)
    if not asked.as_json:
        _tell(doomed, dry_run)
    if doomed and not dry_run and (yes or click.confirm("Delete?", err=True)):
        with asked.at_home():
            for run in doomed:
                asked.kept.delete(run)
    if asked.as_json:
        answer(
            {"deleted": [] if dry_run else [r.run_id for r in doomed], **_would(doomed, dry_run)}
        )


def _would(doomed: list[RunMeta], dry_run: bool) -> dict[str, list[str]]:
    return {"would_delete": [run.run_id for run in doomed]} if dry_run else {}


def _tell(doomed: list[RunMeta], dry_run: bool) -> None:
    for run in doomed:
        click.echo(printable(f"{run.run_id}  {run.name}  {_moment(run)}"))
    verb = "would be deleted" if dry_run else "to delete"
    say(f"{len(doomed)} {'run' if len(doomed) == 1 else 'runs'} {verb}")
