"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from castle.cli._names import StageName

F = TypeVar("F", bound=Callable[..., Any])


def _modules(
    ctx: click.Context, parameter: click.Parameter, names: tuple[str, ...]
) -> tuple[str, ...]:
    """Names of modules; others would be allowed in vain."""
    for name in names:
        if not all(part.isidentifier() for part in name.split(".")):
            raise click.BadParameter(f"`{name}` is no name of a module")
    return names


json_option = click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")
allow_option = click.option(
    "--allow",
    multiple=True,
    metavar="MODULE",
    callback=_modules,
    help="Load plugins from this module outside the namespace `castle`.",
)
allow_write_option = click.option(
    "--allow-write",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Let plugins write into this folder outside the project.",
)
traceback_option = click.option(
    "--traceback", is_flag=True, help="Show where a plugin failed by its own mistake."
)
timings_option = click.option(
    "--timings", is_flag=True, help="Show a table of how long each stage took, and its share."
)
verify_option = click.option(
    "--no-verify",
    "verify",
    flag_value=False,
    default=True,
    is_flag=True,
    help="Do not verify graphs that transformers made, or that were given.",
)
reproducer_option = click.option(
    "--reproducer",
    type=click.Path(path_type=Path, file_okay=False),
    default="castle-crash",
    show_default=True,
    metavar="FOLDER",
    help="Where to keep what repeats a stage whose plugin failed by its own mistake.",
)
no_reproducer_option = click.option(
    "--no-reproducer", is_flag=True, help="Keep nothing of a stage whose plugin failed."
)


class Trust(NamedTuple):
    """What the person who runs the command allows, here and in the project's pyproject."""

    allow: tuple[str, ...]
    """Modules outside the namespace that plugins may come from."""
    writable: tuple[Path, ...]
    """Folders outside the project that may be written into."""


def trusted(allow: tuple[str, ...], writable: tuple[Path, ...] = ()) -> Trust:
    """Add what the project allows that the person works in: not that of a configuration.

    Raises:
        ConfigurationError: its pyproject cannot be used.
    """
    from castle.monorail.configuration import find_project  # noqa: PLC0415  # with pydantic

    project = find_project(Path.cwd())
    here = tuple(folder.absolute() for folder in writable)
    return Trust((*allow, *project.allow), (*here, *project.write))


class Observation(NamedTuple):
    """How closely the stages of a pipeline are watched."""

    timings: bool
    """Whether their times are shown as a table."""
    traceback: bool
    """Whether it is shown where a plugin failed."""
    dump_after: tuple[str, ...]
    """The stages after which the graph is shown."""
    dump_to: Path | None
    """The folder that graphs are saved in, instead of being shown."""
    reproducers: Path | None
    """The folder for what repeats a stage that failed."""


def observing(command: F) -> F:
    """Add the options that a pipeline is watched with; the command gets an `Observation`."""

    def wrapped(
        *args: Any,
        timings: bool,
        traceback: bool,
        dump_after: tuple[str, ...],
        dump_to: Path | None,
        reproducer: Path,
        no_reproducer: bool,
        **options: Any,
    ) -> Any:
        kept = None if no_reproducer else reproducer
        seen = Observation(timings, traceback, dump_after, dump_to, kept)
        return command(*args, observation=seen, **options)

    wrapped.__name__, wrapped.__doc__ = command.__name__, command.__doc__
    wrapped.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]  # where click keeps them
    made: Any = wrapped
    for option in (
        no_reproducer_option,
        reproducer_option,
        traceback_option,
        click.option(
            "--dump-to",
            type=click.Path(path_type=Path, file_okay=False),
            metavar="FOLDER",
            help="Save the graphs of --dump-after in this folder, as AIGR files.",
        ),
        click.option(
            "--dump-after",
            multiple=True,
            metavar="STAGE",
            type=StageName(),
            help="Show the graph after this stage, or after `all`, on standard error.",
        ),
        timings_option,
    ):
        made = option(made)
    return made  # type: ignore[no-any-return]  # click's decorators keep the type
