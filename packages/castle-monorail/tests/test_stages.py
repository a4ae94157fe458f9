"""Stages that raise."""

from typing import TYPE_CHECKING

import pytest

from castle.aigr import DiagnosticError
from castle.monorail.errors import ContractError, StageError
from castle.monorail.pipeline import run

if TYPE_CHECKING:
    from conftest import Project


def test_missing_file(project: "Project") -> None:
    """What the system says is one message, with stage, file and place in the configuration."""
    (project.folder / "two.txt").unlink()
    (message,) = project.messages(project.configured(), StageError)
    assert message == (
        "project/castle.yaml:3:11: error[CAS0808]: stage `read:t_files` failed:"
        " `two.txt`: No such file or directory"
    )


def test_mistake_of_a_plugin(project: "Project") -> None:
    """An exception that no stage may raise is told as the plugin's mistake, cause kept."""
    text = project.text_of("castle.writers.t_text").replace("target.mkdir", "1 / 0; target.mkdir")
    project.plugin("castle.writers.t_text", text)
    with pytest.raises(StageError) as error:
        run(project.configured())
    (diagnostic,) = error.value.diagnostics
    assert "ZeroDivisionError: division by zero" in diagnostic.message
    assert "mistake in writer `t_text`" in diagnostic.notes[0].message
    assert isinstance(error.value.__cause__, ZeroDivisionError)


def test_files_that_were_never_made(project: "Project") -> None:
    """Nobody is told of files that a writer only says it has written."""
    project.plugin(
        "castle.writers.t_text",
        """
        class Writer(ModuleModel, WriterABC):
            target: Path = Path("out")
            def _write(self, forest, target):
                return [target / "nowhere.txt"]
        """,
    )
    (message,) = project.messages(project.configured(), ContractError)
    assert "error[CAS0821]" in message
    assert "_write told of `out/text/nowhere.txt`, which is not there" in message


def test_places_are_called_from_where_the_pipeline_was_started(project: "Project") -> None:
    """A reader names files as the configuration does; people read them from where they are."""
    text = """
        class Reader(ModuleModel, ReaderABC):
            files: list[Path] = []
            def _read(self, sources):
                where = Location(SourceFile(str(sources[0]), "one"), 1, 2)
                note = Note("see", where)
                bad = Diagnostic("CAS0101", Severity.ERROR, "bad", where, (note,))
                raise DiagnosticError([bad])
    """
    project.plugin("castle.readers.t_files", text)
    with pytest.raises(DiagnosticError) as error:
        run(project.configured())
    (diagnostic,) = error.value.diagnostics
    assert str(diagnostic) == "project/one.txt:1:2: error[CAS0101]: bad"
    assert str(diagnostic.notes[0].location) == "project/one.txt:1:2"


def test_refusal_without_a_place(project: "Project") -> None:
    """What has no place in a source is told where the configuration names the plugin."""
    text = project.text_of("castle.engines.t_engine")
    refuse = 'raise DiagnosticError([Diagnostic("CAS0901", Severity.ERROR, "no main")])'
    project.plugin("castle.engines.t_engine", text.replace("said = f", f"{refuse}; said = f"))
    (message,) = project.messages(project.configured(), DiagnosticError)
    assert message == "project/castle.yaml:12:11: error[CAS0901]: no main"


def test_graph_that_breaks_an_invariant(project: "Project") -> None:
    """What the verifier finds stops the pipeline before anything is written."""
    text = """
        class Reader(ModuleModel, ReaderABC):
            files: list[Path] = []
            def _read(self, sources):
                return Forest([SourceNS(name="one", source="one")] * 2)
    """
    project.plugin("castle.readers.t_files", text)
    with pytest.raises(DiagnosticError, match="CAS0302"):
        run(project.configured())
    assert not (project.folder / "out").exists()
