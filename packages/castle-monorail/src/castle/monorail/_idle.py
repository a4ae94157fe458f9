"""Plugins that a configuration names, and that have nothing to do."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from castle.aigr import Diagnostic, Severity
from castle.monorail._kinds import KINDS
from castle.monorail._plan import Step
from castle.monorail._plugins import Built
from castle.monorail._problems import Problem
from castle.monorail._settings import Configuration


def idle(
    configuration: Configuration, built: Collection[Built], steps: list[Step]
) -> Iterator[Diagnostic]:
    """A warning of each plugin that takes part in no stage; readers may, where a graph is given."""
    busy = {id(step.made) for step in steps}
    for made in built:
        if id(made) in busy or made.section.kind == "readers":
            continue
        what = f"the {KINDS[made.section.kind].singular} `{made.section.module}`"
        message = f"{what} has nothing to do, as there is no engine"
        problem = Problem("CAS0824", made.section.keys, message, "add `engine`, or leave it out")
        yield replace(configuration.document.diagnostic(problem), severity=Severity.WARNING)
