"""What a pipeline has done: its stages with their times and files, and what the run gave."""

from pathlib import Path
from typing import Any, NamedTuple

from castle.aigr import Diagnostic, Forest, to_json
from castle.monorail._results import Verdict


class StageRecord(NamedTuple):
    """One stage that was completed."""

    name: str
    """What it did and with which plugin, such as `write:python`."""
    seconds: float
    """How long it took."""
    paths: tuple[Path, ...] = ()
    """The files that it wrote, as absolute paths."""


class RunReport(NamedTuple):
    """What a pipeline has done."""

    name: str
    """What the configuration calls the run."""
    run_id: str
    """What no other run is called; empty when nothing was run."""
    events: int
    """How many events were handled."""
    printed: str
    """Exactly what the program printed."""
    verdict: Verdict
    """How the run ended."""
    outputs: tuple[Path, ...]
    """The files that writers and processors wrote, as absolute paths."""
    saved: tuple[Path, ...]
    """Where each backend keeps the run."""
    stages: tuple[StageRecord, ...]
    """The stages, in the order in which they ran."""
    warnings: tuple[Diagnostic, ...] = ()
    """What was found and did not stop it."""
    processed: tuple[str, ...] = ()
    """What each processor had to say."""

    def to_json(self) -> dict[str, Any]:
        """The report as plain JSON values, for tools; `saved` is the first backend's place."""
        return {
            "name": self.name,
            "run_id": self.run_id,
            "events": self.events,
            "printed": self.printed,
            "outputs": [str(path) for path in self.outputs],
            "saved": str(self.saved[0]) if self.saved else None,
            "seconds": {stage.name: stage.seconds for stage in self.stages},
            "verdict": {
                "ok": self.verdict.ok,
                "message": self.verdict.message,
                "diagnostics": [to_json(found) for found in self.verdict.diagnostics],
            },
            "warnings": [to_json(found) for found in self.warnings],
            "processed": list(self.processed),
        }


class Made(NamedTuple):
    """The graph that a pipeline made."""

    forest: Forest
    """The graph."""
    stages: tuple[StageRecord, ...]
    """The stages, in the order in which they ran."""
    warnings: tuple[Diagnostic, ...]
    """What was found and did not stop it."""
