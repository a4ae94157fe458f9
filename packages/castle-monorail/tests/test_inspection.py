"""Programs that are looked at without a graph."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from castle.aigr import DiagnosticError
from castle.monorail.pipeline import Pipeline

if TYPE_CHECKING:
    from conftest import Project

READER = """
    from castle.monorail.diagnostics import warn
    class Reader(ModuleModel, ReaderABC):
        suffixes: ClassVar = (".txt",)
        files: list[Path] = []
        def _read(self, sources):
            return Forest([])
        def _inspect(self, sources, cache):
            shared = SourceFile("shared.txt", "one")
            warn(Diagnostic("CAS0250", Severity.WARNING, "odd", Location(shared, 0, 3)))
            found = [s for s in sources if s.stem == "bad"]
            if found:
                where = Location(shared, 1, 2)
                raise DiagnosticError([Diagnostic("CAS0101", Severity.ERROR, "bad", where)])
            return RESULT
"""


@pytest.fixture
def pipeline(project: "Project") -> Pipeline:
    """A pipeline whose reader looks at programs in a way of its own."""
    project.plugin("castle.readers.t_files", READER.replace("RESULT", "list(sources)"))
    return Pipeline.load(project.configured())


def test_several_programs_are_looked_at(pipeline: Pipeline) -> None:
    """What two of them say about one file is told once."""
    found = pipeline.inspect([[Path("one.txt")], [Path("two.txt"), Path("three.txt")]])
    assert [path.name for path in found.files] == ["one.txt", "two.txt", "three.txt"]
    assert [str(each) for each in found.warnings] == [
        "project/shared.txt:1:1: warning[CAS0250]: odd"
    ]
    assert [stage.name for stage in found.stages] == ["configure", "read:t_files"]
    assert pipeline.suffixes == (".txt",)


def test_errors_of_several_programs_are_told_once(pipeline: Pipeline) -> None:
    """A wrong program does not keep the next one from being looked at."""
    with pytest.raises(DiagnosticError) as caught:
        pipeline.inspect([[Path("bad.txt")], [Path("bad.txt")], [Path("one.txt")]])
    assert [each.code for each in caught.value.diagnostics].count("CAS0101") == 1


def test_a_reader_says_which_files_it_looked_at(project: "Project") -> None:
    """Anything else is a mistake in it."""
    project.plugin("castle.readers.t_files", READER.replace("RESULT", "None"))
    with pytest.raises(DiagnosticError, match="CAS0821"):
        Pipeline.load(project.configured()).inspect([[Path("one.txt")]])
