"""Programs as systems."""

import pytest

from castle.aigr import DiagnosticError, Forest
from castle.monorail.abcs import Program
from castle.monorail.errors import ConfigurationError
from castle.monorail.loader import build
from castle.systems.program import ProgramSystem


def test_a_program_is_what_was_read_with_main_and_arguments() -> None:
    """The graph passes through; main and arguments are those of the configuration."""
    forest = Forest([])
    config = {"module": "program", "main": "Main", "arguments": {"max": 100, "loud": True}}
    system = build("systems", config)
    assert type(system) is ProgramSystem
    prepared = system.prepare(forest)
    assert isinstance(prepared, Program)
    assert prepared.forest is forest
    assert (prepared.main, prepared.arguments) == ("Main", {"max": 100, "loud": True})


def test_without_a_reader_there_is_no_program() -> None:
    """A configuration that reads nothing is told what to add."""
    with pytest.raises(DiagnosticError, match="nothing was read") as error:
        ProgramSystem().prepare()
    assert [d.code for d in error.value.diagnostics] == ["CAS1201"]
    assert "reader:" in str(error.value.diagnostics[0].help)


def test_an_argument_is_a_plain_value() -> None:
    """Lists and mappings cannot be arguments of `powerOn`."""
    with pytest.raises(ConfigurationError):
        build("systems", {"module": "program", "arguments": {"max": [1]}})
