"""Warnings: what plugins say that does not stop them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from castle.aigr import Diagnostic, DiagnosticError, Forest, Severity
from castle.monorail.abcs import ReaderABC
from castle.monorail.diagnostics import listening, warn
from castle.monorail.errors import ContractError
from castle.monorail.pipeline import run

if TYPE_CHECKING:
    from conftest import Project

WARNING = Diagnostic("CAS0250", Severity.WARNING, "nothing is connected")
WARNING_READER = """
    from castle.monorail.diagnostics import warn
    class Reader(ModuleModel, ReaderABC):
        files: list[Path] = []
        def _read(self, sources):
            where = Location(SourceFile(str(sources[0]), "one"), 1, 2)
            warn(Diagnostic("CAS0250", Severity.WARNING, "odd", where))
            STOP
            return Forest([])
"""


def test_warnings_are_heard_while_somebody_listens() -> None:
    """Each listener hears what is said within its own context alone."""
    with listening() as outer:
        warn(WARNING)
        with listening() as inner:
            warn(WARNING)
    warn(WARNING)
    assert (outer, inner) == ([WARNING], [WARNING])


def test_an_error_is_no_warning() -> None:
    """Errors stop a stage, and are raised."""
    with pytest.raises(ContractError):
        warn(Diagnostic("CAS0101", Severity.ERROR, "bad"))


def test_the_report_has_the_warnings_of_a_plugin(project: "Project") -> None:
    """They do not stop the run, and their places are called from where it was started."""
    project.plugin("castle.readers.t_files", WARNING_READER.replace("STOP", ""))
    report = run(project.configured())
    assert [str(found) for found in report.warnings] == [
        "project/one.txt:1:2: warning[CAS0250]: odd"
    ]
    assert report.to_json()["warnings"][0]["severity"] == "warning"


def test_warnings_before_an_error_are_told_with_it(project: "Project") -> None:
    """What stops a stage does not hide what it has said before."""
    stop = 'raise DiagnosticError([Diagnostic("CAS0101", Severity.ERROR, "bad", where)])'
    project.plugin("castle.readers.t_files", WARNING_READER.replace("STOP", stop))
    with pytest.raises(DiagnosticError) as caught:
        run(project.configured())
    assert [each.code for each in caught.value.diagnostics] == ["CAS0101", "CAS0250"]


def test_a_reader_inspects_by_reading() -> None:
    """Unless it knows a quicker way."""

    class Reader(ReaderABC):
        def _read(self, sources: Sequence[Path]) -> Forest:
            warn(WARNING)
            return Forest([])

    with listening() as found:
        Reader().inspect([Path("a")])
    assert found == [WARNING]


def test_a_reader_parses_by_reading() -> None:
    """One that knows no other way reads what is imported, too."""
    given = Forest([])

    class Reader(ReaderABC):
        def _read(self, sources: Sequence[Path]) -> Forest:
            return given

    assert Reader().parse([Path("a")]) is given
