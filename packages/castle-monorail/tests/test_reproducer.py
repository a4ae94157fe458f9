"""What is kept of a stage that failed by a mistake of its plugin."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from castle.aigr import load
from castle.monorail.errors import StageError
from castle.monorail.pipeline import Pipeline, run

if TYPE_CHECKING:
    from conftest import Project

FAILING = {
    "castle.transformers.t_machinery": ("append(", "append(1 / 0 or "),
    "castle.writers.t_text": ("target.mkdir", "1 / 0; target.mkdir"),
    "castle.engines.t_engine": ("said = f", "1 / 0; said = f"),
    "castle.backends.t_backend": ("self.root.mkdir", "1 / 0; self.root.mkdir"),
}
BEFORE = {
    "castle.transformers.t_machinery": ["one", "two", "optimised"],
    "castle.writers.t_text": ["one", "two", "optimised", "lowered"],
    "castle.engines.t_engine": ["one", "two", "optimised"],
    "castle.backends.t_backend": ["one", "two", "optimised"],
}


@pytest.mark.parametrize("module", FAILING)
def test_graph_and_configuration(project: "Project", tmp_path: Path, module: str) -> None:
    """The graph as the stage got it, and a configuration of what it needs: it fails again."""
    project.plugin(module, project.text_of(module).replace(*FAILING[module]))
    with pytest.raises(StageError) as error:
        Pipeline.load(project.configured()).run(reproducers=tmp_path / "kept")
    (folder,) = (tmp_path / "kept").iterdir()
    first = error.value.diagnostics[0]
    assert str(folder) in first.notes[-1].message
    assert first.help is not None
    assert "castle run castle.yaml --traceback" in first.help
    graph = (folder / "graph.aigr").read_bytes()
    names = [space.name for space in load(folder / "graph.aigr").namespaces]
    assert names == BEFORE[module]
    again = Pipeline.load(folder / "castle.yaml", graph=graph)
    assert "read:t_files" not in again.stage_names
    with pytest.raises(StageError, match="ZeroDivisionError"):
        again.run()


def test_nothing_is_kept_unasked(project: "Project", tmp_path: Path) -> None:
    """Who runs a pipeline in Python says where, if anywhere."""
    module = "castle.writers.t_text"
    project.plugin(module, project.text_of(module).replace(*FAILING[module]))
    before = sorted(tmp_path.iterdir())
    with pytest.raises(StageError):
        run(project.configured())
    assert sorted(set(tmp_path.iterdir()) - set(before)) == []
