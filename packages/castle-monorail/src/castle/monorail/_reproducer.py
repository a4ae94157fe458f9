"""Keeps what repeats a stage that failed by a mistake: graph, configuration and command."""

import json
import math
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from traceback import format_exception
from typing import Any

from castle.aigr import Diagnostic, DiagnosticError, Forest, Note, save
from castle.monorail._kinds import KINDS
from castle.monorail._outputs import Output, outputs
from castle.monorail._plan import Step, made_before
from castle.monorail._settings import Configuration, Section

GRAPH = "graph.aigr"
CONFIGURATION = "castle.yaml"
EXPLANATION = "README.txt"
_NEEDED = {
    "prepare": ("systems", "engines"),
    "check": ("systems", "engines"),
    "run": ("systems", "engines"),
    "save": ("systems", "engines"),
    "process": ("systems", "engines"),
}


class Reproducer:
    """What is needed to repeat one stage."""

    def __init__(
        self,
        configuration: Configuration,
        steps: list[Step],
        failed: Step,
        allow: Iterable[str],
        verify: bool,
    ) -> None:
        self._configuration = configuration
        self._steps = steps
        self._failed = failed
        self._allow = tuple(allow)
        self._verify = verify
        built = [made for step in steps for made in (step.made, step.backend) if made]
        self._outputs = {
            made.section.keys: outputs(made.section.kind, made.plugin) for made in built
        }

    def told(
        self, error: DiagnosticError, folder: Path, graph: Callable[[], Forest]
    ) -> tuple[Diagnostic, ...]:
        """Keep it in a folder of its own below this one; the diagnostics then say where it is."""
        first, *others = error.diagnostics
        try:
            place = self._kept(folder, error, graph)
        except Exception as failure:  # whatever is wrong here must not hide the error itself
            note = Note(f"no reproducer could be kept: {type(failure).__name__}: {failure}")
            return (replace(first, notes=(*first.notes, note)), *others)
        note = Note(f"what repeats it is in {place}")
        cure = f"cd {shlex.quote(str(place))} && {self._command()}"
        return (replace(first, notes=(*first.notes, note), help=cure), *others)

    def _kept(self, folder: Path, error: DiagnosticError, graph: Callable[[], Forest]) -> Path:
        stage = re.sub(r"[^A-Za-z0-9._-]+", "-", self._failed.name)
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        place = folder / f"{self._configuration.name}-{stage}-{moment}"
        place.mkdir(parents=True)
        if self._has_graph():
            save(graph(), place / GRAPH)
        (place / CONFIGURATION).write_text(self._text(), encoding="utf-8")
        (place / EXPLANATION).write_text(self._explanation(error), encoding="utf-8")
        return place

    def _has_graph(self) -> bool:
        return bool(made_before(self._steps, self._failed)) and self._failed.verb != "read"

    def _command(self) -> str:
        words = ["castle", "run", CONFIGURATION, "--traceback", "--no-reproducer"]
        words += ["--graph", GRAPH] if self._has_graph() else []
        words += [] if self._verify else ["--no-verify"]
        return shlex.join([*words, *(word for name in self._allow for word in ("--allow", name))])

    def _sections(self) -> list[Section]:
        """The plugins that the stage needs, its own among them."""
        own = [made.section for made in (self._failed.made, self._failed.backend) if made]
        kinds = _NEEDED.get(self._failed.verb, ())
        return [s for s in self._configuration.sections if s.kind in kinds or s in own]

    def _text(self) -> str:
        """The configuration of the stage alone; a flow of JSON is YAML."""
        entries: dict[str, list[dict[str, Any]]] = {}
        for section in self._sections():
            entries.setdefault(KINDS[section.kind].singular, []).append(self._values(section))
        lines = [f"{key}: {_flow(v if len(v) > 1 else v[0])}" for key, v in entries.items()]
        return "\n".join([f"name: {_flow(self._configuration.name)}", *lines, ""])

    def _values(self, section: Section) -> dict[str, Any]:
        values = deepcopy(dict(section.values))
        for output in self._outputs.get(section.keys, ()):
            _put(values, output)
        if section.kind == "readers" and isinstance(values.get("files"), list):
            folder = str(self._configuration.folder)
            values["files"] = [os.path.join(folder, str(file)) for file in values["files"]]
        return values

    def _explanation(self, error: DiagnosticError) -> str:
        trace = "".join(format_exception(error.__cause__ or error))
        said = "\n".join(str(diagnostic) for diagnostic in error.diagnostics)
        origin = self._configuration.document.source.path
        return (
            f"Stage {self._failed.name} of {origin} failed. This repeats it, in this folder:\n\n"
            f"    {self._command()}\n\n"
            f"{said}\n\nPython {sys.version.split()[0]} on {sys.platform}\n\n{trace}"
        )


def _put(values: dict[str, Any], output: Output) -> None:
    """Keep in the folder what a plugin writes; what the configuration leaves out stays anyway."""
    holder: Any = values
    for key in output.keys[:-1]:
        holder = _inside(holder, key)
    if _inside(holder, output.keys[-1]) is not None:
        holder[output.keys[-1]] = f"written-{'-'.join(map(str, output.keys))}{output.path.suffix}"


def _inside(holder: Any, key: str | int) -> Any:
    try:
        return holder[key]
    except (LookupError, TypeError):
        return None


def _flow(value: Any) -> str:
    """A value as YAML on one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_flow(key)}: {_flow(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else f"{'-' if value < 0 else ''}.inf"
    return json.dumps(value, ensure_ascii=False)
