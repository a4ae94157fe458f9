"""The stages of a pipeline, by name and in their order, before any of them has begun."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from castle.monorail._plugins import Built


class Step(NamedTuple):
    """One stage."""

    name: str
    """What it does and with which plugin, such as `write:python`; no other stage is called so."""
    verb: str
    """What it does."""
    made: Built | None
    """The plugin, or None where the stage has none."""
    backend: Built | None = None
    """The backend that keeps the run that a processor works on."""

    @property
    def makes_graph(self) -> bool:
        """Whether the graph is another one after it."""
        return self.verb in ("load", "read", "transform")


def plan(built: Iterable[Built], *, graph: bool = False, verify: bool = True) -> list[Step]:
    """List the stages that plugins make up.

    Args:
        built: the plugins.
        graph: whether a graph is given, which then takes the place of what readers read.
        verify: whether graphs are verified that transformers made, or that were given.
    """
    return list(_unique(_steps(_Plugins(built), graph, verify)))


def made_before(steps: list[Step], failed: Step) -> list[Step]:
    """The stages that make the graph which a stage works on."""
    if failed.verb == "verify" and failed.made:
        # It is the transformer that is to be repeated.
        failed = next(s for s in steps if s.verb == "transform" and s.made is failed.made)
    made = [step for step in steps[: steps.index(failed)] if step.makes_graph]
    if failed.verb in ("run", "save", "process"):
        return [step for step in made if not _lowers(step)]
    return made


def _lowers(step: Step) -> bool:
    return step.made is not None and getattr(step.made.plugin, "stage", None) == "machinery"


class _Plugins:
    def __init__(self, built: Iterable[Built]) -> None:
        self._built = list(built)

    def of(self, kind: str) -> list[Built]:
        return [made for made in self._built if made.section.kind == kind]

    def transformers(self, stage: str) -> list[Built]:
        return [made for made in self.of("transformers") if made.plugin.stage == stage]


def _steps(plugins: _Plugins, graph: bool, verify: bool) -> Iterator[Step]:
    readers = plugins.of("readers")
    if graph:
        yield Step("load", "load", None)
    else:
        yield from (_step("read", made) for made in readers)
    if verify if graph else readers or not plugins.of("systems"):
        yield Step("verify", "verify", None)
    yield from _transforms(plugins, "program", verify)
    for engine in plugins.of("engines"):
        yield from (_step("prepare", made) for made in plugins.of("systems"))
        yield _step("check", engine)
    yield from _transforms(plugins, "machinery", verify)
    yield from (_step("write", made) for made in plugins.of("writers"))
    for engine in plugins.of("engines"):
        yield _step("run", engine)
        backends = plugins.of("backends")
        yield from (_step("save", made) for made in backends)
        for made in plugins.of("processors"):
            yield from (_step("process", made)._replace(backend=backend) for backend in backends)


def _transforms(plugins: _Plugins, stage: str, verify: bool) -> Iterator[Step]:
    for made in plugins.transformers(stage):
        yield _step("transform", made)
        if verify:
            yield _step("verify", made)


def _step(verb: str, made: Built) -> Step:
    return Step(f"{verb}:{made.section.module}", verb, made)


def _unique(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps, the second of a name called `name#2`."""
    seen: dict[str, int] = {}
    for step in steps:
        seen[step.name] = seen.get(step.name, 0) + 1
        again = seen[step.name]
        yield step._replace(name=f"{step.name}#{again}") if again > 1 else step
