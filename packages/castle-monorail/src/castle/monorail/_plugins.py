"""Builds all plugins of a configuration before any of them works, and tells all that is wrong."""

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from castle.aigr import Diagnostic, DiagnosticError
from castle.monorail._building import InvalidValuesError, build
from castle.monorail._kinds import find_kind
from castle.monorail._outputs import Output, outputs
from castle.monorail._problems import Problem
from castle.monorail._project import find_project, refusal
from castle.monorail._settings import Configuration, Section
from castle.monorail.errors import PluginClassError


@dataclass(frozen=True, slots=True)
class Built:
    """A plugin, and the part of the configuration that it was built from."""

    section: Section
    """What the configuration says about it."""
    plugin: Any
    """The plugin."""


def build_all(
    configuration: Configuration, allow: Collection[str], writable: Collection[Path] = ()
) -> tuple[list[Built], list[Diagnostic]]:
    """Build every plugin that can be built; tell what is wrong with the others.

    Files are written only in the project that the configuration lies in, and in `writable`.
    """
    tops = (find_project(configuration.folder).folder, *writable)
    built: list[Built] = []
    diagnostics: list[Diagnostic] = []
    for section in configuration.sections:
        try:
            made = Built(section, build(section.kind, section.values, allow=allow))
        except InvalidValuesError as error:
            problems = [p._replace(keys=(*section.keys, *p.keys)) for p in error.problems]
            diagnostics += map(configuration.document.diagnostic, problems)
        except DiagnosticError as error:
            diagnostics += _placed(configuration, section, error)
        else:
            built.append(made)
            diagnostics += _output_problems(configuration, made, tops)
    return built, [*diagnostics, *_order_problems(configuration, built)]


def _placed(
    configuration: Configuration, section: Section, error: DiagnosticError
) -> Iterator[Diagnostic]:
    place = configuration.document.location((*section.keys, "module"))
    for diagnostic in error.diagnostics:
        yield diagnostic if diagnostic.location else replace(diagnostic, location=place)


def _order_problems(configuration: Configuration, built: list[Built]) -> Iterator[Diagnostic]:
    lowered: str | None = None
    for made in built:
        if made.section.kind != "transformers":
            continue
        stage = getattr(type(made.plugin), "stage", None)
        keys = (*made.section.keys, "module")
        if stage not in ("program", "machinery"):
            message = f"`{made.section.module}` does not say that its stage is program or machinery"
            error = PluginClassError(made.section.kind, made.section.module, message)
            yield from _placed(configuration, made.section, error)
        elif stage == "program" and lowered:
            message = f"`{made.section.module}` works on the program, which `{lowered}` has lowered"
            cure = f"put it before `{lowered}`"
            yield configuration.document.diagnostic(Problem("CAS0807", keys, message, cure))
        elif stage == "machinery":
            lowered = made.section.module


def _output_problems(
    configuration: Configuration, made: Built, tops: tuple[Path, ...]
) -> Iterator[Diagnostic]:
    singular = find_kind(made.section.kind).singular
    for output in outputs(made.section.kind, made.plugin):
        place, keys = configuration.folder / output.path, (*made.section.keys, *output.keys)
        shown = output.path.as_posix()
        into = f"{'into ' if output.is_folder else ''}`{shown}`"
        if reason := refusal(place, tops[0], tops[1:]):
            what = f"the {singular} may not write {into}: {reason}"
            folder = shown if output.is_folder else output.path.parent.as_posix()
            cure = f"--allow-write {folder}, when you trust it"
            yield configuration.document.diagnostic(Problem("CAS0818", keys, what, cure))
        elif reason := _unwritable(output, place):
            what = f"the {singular} cannot write {into}: {reason}"
            yield configuration.document.diagnostic(Problem("CAS0808", keys, what))


def _unwritable(output: Output, place: Path) -> str | None:
    """Why nothing can be written there; what stands in a folder's place, or is a file, may go."""
    return unwritable(place if output.is_folder or place.is_dir() else place.parent)


def unwritable(folder: Path) -> str | None:
    """Why nothing can be written into a folder, which may have to be made first; or None."""
    nearest = folder
    while not os.path.lexists(nearest) and nearest != nearest.parent:
        nearest = nearest.parent
    if not nearest.is_dir():
        return f"`{nearest.name}` is not a folder"
    if not os.access(nearest, os.W_OK | os.X_OK):
        return "permission denied"
    return None
