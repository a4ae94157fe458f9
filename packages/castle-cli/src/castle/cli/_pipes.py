"""The pipeline in pieces: AIGR comes from standard input and goes to standard output."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

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
_STDOUT = Path("-")


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
    help="The folder to write into, made when missing, or `-` to print; else the writer's own.",
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
    """Write the AIGR from standard input as files, by the writer NAME.

    With `--target -` no files are kept: what would stand in them goes to standard output, and when
    there are several, each below a line with its name, such as `==> main.Castle <==`.
    """
    printing = target == _STDOUT
    if printing and as_json:
        raise click.UsageError("`--json` names files, and `--target -` keeps none")
    with plugins_at_work(as_json=as_json, traceback=observation.traceback), _kept(target) as folder:
        more = {"target": str(folder)} if folder else {}
        wanted = specified("writers", name, name="write", folder=Path.cwd(), more=more)
        # Who names the target here trusts it; a configuration is not asked.
        trust = trusted(allow, (*allow_write, *([folder] if folder else [])))
        pipeline = Pipeline.of(
            wanted, allow=trust.allow, writable=trust.writable, graph=_given(), verify=verify
        )
        watch = Watch(pipeline, observation)
        with watch.progress:
            report = pipeline.run(watch.watcher(), reproducers=observation.reproducers)
        printed = _printed(report.outputs, folder) if folder and printing else b""
    if observation.timings:
        show_timings(report.stages, say)
    tell(report.warnings)
    if as_json:
        answer({"outputs": [str(path) for path in report.outputs]})
    elif printing:
        require_output()
        sys.stdout.buffer.write(printed)
        sys.stdout.buffer.flush()
    else:
        for path in report.outputs:
            say(f"wrote {shown(path, Path.cwd())}")


@contextmanager
def _kept(target: Path | None) -> Iterator[Path | None]:
    """The folder to write into; for what is printed, one that goes again."""
    if target != _STDOUT:
        yield target
        return
    with TemporaryDirectory(prefix="castle-write-") as folder:
        yield Path(folder)


def _printed(files: Sequence[Path], folder: Path) -> bytes:
    """What stands in files; of several, each below its name, as `head` and `tail` show them."""
    texts = [path.read_bytes() for path in files]
    if len(files) == 1:
        return texts[0]
    heads = [f"==> {shown(path, folder)} <==\n".encode() for path in files]
    return b"\n".join(head + text for head, text in zip(heads, texts, strict=True))


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
