"""Settings that win over what a configuration file says."""

from pathlib import Path
from typing import Any

import pytest

from castle.monorail.configuration import load_configuration
from castle.monorail.errors import ConfigurationError

TEXT = """
name: x
engine: {module: e, arguments: {max: 1}}
writer: [{module: a}, {module: b}]
backend: [{module: c}]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A configuration."""
    made = tmp_path / "castle.yaml"
    made.write_text(TEXT)
    return made


@pytest.mark.parametrize(
    ("setting", "kind", "values"),
    [
        ("engine.arguments.max=1000", "engines", {"module": "e", "arguments": {"max": 1000}}),
        ("engine.arguments={}", "engines", {"module": "e", "arguments": {}}),
        ("engine.main=1:30", "engines", {"module": "e", "arguments": {"max": 1}, "main": "1:30"}),
        ("engine.main=a=b", "engines", {"module": "e", "arguments": {"max": 1}, "main": "a=b"}),
        ("engine.main=", "engines", {"module": "e", "arguments": {"max": 1}, "main": None}),
        ("backend.root=r", "backends", {"module": "c", "root": "r"}),
        ("writer.0.deep.down=[1, 2]", "writers", {"module": "a", "deep": {"down": [1, 2]}}),
        ("reader.module=r", "readers", {"module": "r"}),
    ],
)
def test_setting(file: Path, setting: str, kind: str, values: dict[str, Any]) -> None:
    """A value is what YAML reads; what is not there is made; of one entry the entry is meant."""
    configuration = load_configuration(file, settings=[setting])
    assert configuration.of(kind)[0].values == values


def test_later_settings_win(file: Path) -> None:
    """They are applied in their order."""
    configuration = load_configuration(file, settings=["name=one", "name=two"])
    assert configuration.name == "two"


def test_all_errors_come_at_once(file: Path) -> None:
    """Those of several settings, and those of the file."""
    file.write_text(f"{TEXT}unknown: 1\n")
    with pytest.raises(ConfigurationError) as error:
        load_configuration(file, settings=["name", "writer.x=1", "engine.arguments.max.y=1"])
    told = [str(found) for found in error.value.diagnostics]
    assert told[:3] == [
        "--set:1:1: error[CAS0831]: `name` is no setting",
        "--set:1:1: error[CAS0831]: `writer.x` cannot be set: `writer` is a list; say which:"
        " `writer.0`, `writer.1`",
        "--set:1:1: error[CAS0831]: `engine.arguments.max.y` cannot be set:"
        " there is nothing that could hold `y`",
    ]
    assert "CAS0804" in told[3]


def test_value_that_is_no_yaml_is_shown_as_it_was_typed(file: Path) -> None:
    """The place is in the whole setting, its key included."""
    with pytest.raises(ConfigurationError) as error:
        load_configuration(file, settings=["engine.arguments.max=[1"])
    (found,) = error.value.diagnostics
    assert str(found).startswith("--set:1:24: error[CAS0802]")
    assert found.location is not None
    assert found.location.file.text == "engine.arguments.max=[1"


@pytest.mark.parametrize("setting", ["name=\udcff", "engine.\udcff=1"])
def test_setting_of_other_bytes(file: Path, setting: str) -> None:
    """What a command line gives for bytes that are no UTF-8 is refused."""
    with pytest.raises(ConfigurationError, match="is no setting"):
        load_configuration(file, settings=[setting])
