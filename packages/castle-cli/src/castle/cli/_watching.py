"""Shows what a pipeline does, while it does it and afterwards."""

import gc
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from castle.aigr import Forest
from castle.cli._names import chosen_stages
from castle.cli._options import Observation
from castle.cli._progress import Progress
from castle.cli._reporting import shown
from castle.monorail.pipeline import Pipeline, StageRecord, Watcher


class Watch:
    """Tells people what happens; while it is entered, a bar shows work that takes long."""

    def __init__(
        self, pipeline: Pipeline, observation: Observation, *, stages: bool = False
    ) -> None:
        # All is imported and built; from here on there may be garbage, but not in that.
        gc.freeze()
        gc.enable()
        self._dumped = chosen_stages(observation.dump_after, pipeline.stage_names)
        self._names = pipeline.stage_names
        # Stages run in the configuration's folder.
        self._here = Path.cwd()
        self._folder = observation.dump_to.absolute() if observation.dump_to else None
        self._stages = stages
        self.progress = Progress()
        """The bar."""

    def watcher(self) -> Watcher:
        """Who the pipeline tells."""
        return Watcher(self.progress.begin, self._done, self._graph)

    def _done(self, record: StageRecord) -> None:
        if self._stages:
            self.progress.clear()
            click.echo(f"{record.name:<32} {record.seconds:8.4f} s", err=True)
            for path in record.paths:
                click.echo(f"  wrote {shown(path, self._here)}", err=True)

    def _graph(self, name: str, forest: Forest) -> None:
        if name not in self._dumped:
            return
        from castle.aigr import dump, save  # noqa: PLC0415  # seldom asked for

        self.progress.clear()
        if self._folder is None:
            click.echo(f"--- the graph after {name}\n{dump(forest)}", err=True, nl=False)
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        number = self._names.index(name) + 1
        file = self._folder / f"{number:02}-{name.replace(':', '-').replace('#', '-')}.aigr"
        save(forest, file)
        click.echo(f"  wrote {shown(file, self._here)}", err=True)


def show_timings(records: Iterable[StageRecord], say: Callable[[str], None]) -> None:
    """Show a table of stages, their seconds and shares."""
    rows = [(record.name, record.seconds) for record in records]
    whole = sum(seconds for _, seconds in rows) or 1.0
    width = max(len(name) for name, _ in [*rows, ("stage", 0)])
    say(f"{'stage':<{width}}   seconds   share")
    for name, seconds in [*rows, ("total", sum(seconds for _, seconds in rows))]:
        say(f"{name:<{width}}  {seconds:8.4f}  {seconds / whole:6.1%}")
