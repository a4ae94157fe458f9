"""The stages of a pipeline before any of them has begun."""

from typing import TYPE_CHECKING

import pytest

from castle.aigr import Forest
from castle.monorail.pipeline import Pipeline, Watcher, run

if TYPE_CHECKING:
    from conftest import Project


def test_stages_are_known_before(project: "Project") -> None:
    """The names are those of the stages that will run, in their order."""
    pipeline = Pipeline.load(project.configured())
    begun: list[tuple[str, int, int]] = []
    report = pipeline.run(Watcher(begin=lambda *told: begun.append(told)))
    assert [name for name, _, _ in begun] == list(pipeline.stage_names)
    assert [number for _, number, _ in begun] == list(range(1, len(begun) + 1))
    assert [stage.name for stage in report.stages] == ["configure", *pipeline.stage_names]


def test_verification_can_be_left_out(project: "Project") -> None:
    """What was read is verified all the same."""
    names = Pipeline.load(project.configured(), verify=False).stage_names
    assert [name for name in names if "verify" in name] == ["verify"]


def test_graphs_are_shown(project: "Project") -> None:
    """As they are after each stage that makes or verifies one."""
    seen: list[tuple[str, int]] = []

    def look(name: str, forest: Forest) -> None:
        seen.append((name, len(forest.namespaces)))

    Pipeline.load(project.configured()).run(Watcher(graph=look))
    assert seen == [
        ("read:t_files", 2),
        ("verify", 2),
        ("transform:t_program", 3),
        ("verify:t_program", 3),
        ("transform:t_machinery", 4),
        ("verify:t_machinery", 4),
    ]


def test_settings_reach_the_run(project: "Project") -> None:
    """As if they stood in the file."""
    report = run(project.configured(), settings=["engine.arguments.max=7"])
    assert "{'max': 7}" in report.printed


def test_graph_alone(project: "Project") -> None:
    """The stages after the last transformer are left out."""
    made = Pipeline.load(project.configured()).graph()
    assert [space.name for space in made.forest.namespaces][2:] == ["optimised", "lowered"]
    assert not (project.folder / "out").exists()


IDLE = """
    name: idle
    reader: {module: t_files, files: [one.txt]}
    engine: {module: t_engine, main: Main}
    backend: {module: t_backend}
    processor: {module: t_shout}
"""
SHOUT = """
    class Processor(ModuleModel, ProcessorABC):
        def _process(self, run_meta, backend):
            return Processed("done")
"""


@pytest.mark.parametrize(
    ("missing", "idle"), [("nothing", []), ("engine", ["backend", "processor"])]
)
def test_plugins_without_work_are_warned_of(
    project: "Project", missing: str, idle: list[str]
) -> None:
    """Who forgot the engine is told that nothing is kept; the place is that of the plugin."""
    project.plugin("castle.processors.t_shout", SHOUT)
    text = "\n".join(line for line in IDLE.splitlines() if missing not in line)
    warnings = run(project.configured(text)).warnings
    assert [found.code for found in warnings] == ["CAS0824"] * len(idle)
    for found, kind in zip(warnings, idle, strict=True):
        assert found.location is not None
        assert f"the {kind} `" in found.message
        assert found.message.endswith("as there is no engine")
