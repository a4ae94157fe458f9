"""What a configuration file says, and what is wrong with it."""

from pathlib import Path
from textwrap import dedent

import pytest
from pydantic import ValidationError

from castle.monorail.configuration import ModuleModel, load_configuration
from castle.monorail.errors import ConfigurationError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the configuration is."""
    return tmp_path / "castle.yaml"


def told(file: Path, text: str) -> list[str]:
    """What is wrong with this text: line, column, code, message and help of each."""
    file.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    with pytest.raises(ConfigurationError) as error:
        load_configuration(file)
    return [
        f"{str(d).removeprefix(f'{file}:')}{f' ({d.help})' if d.help else ''}"
        for d in error.value.diagnostics
    ]


def test_each_kind_is_one_plugin_or_a_list(file: Path) -> None:
    """A single plugin and a list of one mean the same."""
    file.write_text(
        "name: x\nreader: {module: a}\nwriter:\n- module: b\n- module: c\n  target: t\n"
    )
    configuration = load_configuration(file)
    assert [section.module for section in configuration.of("readers")] == ["a"]
    assert [section.module for section in configuration.of("writers")] == ["b", "c"]
    assert configuration.of("writers")[1].values == {"module": "c", "target": "t"}
    assert (configuration.name, configuration.folder) == ("x", file.parent)


def test_plugins_come_in_the_order_of_the_pipeline(file: Path) -> None:
    """Whatever the order of the keys, readers come first and backends last."""
    file.write_text("backend: {module: b}\nname: x\nreader: {module: a}\n")
    kinds = [section.kind for section in load_configuration(file).sections]
    assert kinds == ["readers", "backends"]


def test_every_error_of_a_file_is_told(file: Path) -> None:
    """Unknown keys, missing names and wrong shapes come all at once, each at its place."""
    text = """
        nme: sieve
        reader:
          - files: [a]
          - module: 3
        writer: python
        backend:
          module: npz
          module: csv
        """
    assert told(file, text) == [
        "8:3: error[CAS0803]: the key `module` stands twice in one mapping; the first is on line 7",
        "1:1: error[CAS0804]: unknown key `nme` of a configuration (did you mean `name`?)",
        "1:1: error[CAS0805]: the key `name` of the configuration is missing"
        " (name: what its runs are called)",
        "3:5: error[CAS0805]: the key `module` of a reader is missing (module: its name)",
        "4:13: error[CAS0806]: expected the name of a reader",
        "5:9: error[CAS0806]: expected a mapping with the key `module` (writer: {module: python})",
    ]


@pytest.mark.parametrize("text", ["", "- a\n", "just text\n", "42\n"])
def test_file_that_is_no_mapping(file: Path, text: str) -> None:
    """An empty file, a list or a text is told what was expected."""
    (message,) = told(file, text)
    assert message.startswith("1:1: error[CAS0806]: expected a mapping")


@pytest.mark.parametrize("name", ["''", "3", "[a]", "~", "' '"])
def test_name_has_to_be_a_text(file: Path, name: str) -> None:
    """A run is called by words."""
    assert told(file, f"name: {name}\n") == [
        "1:7: error[CAS0806]: expected a text that names the runs"
    ]


def test_one_engine(file: Path) -> None:
    """A run has one result, so a pipeline has one engine."""
    (message,) = told(file, "name: x\nengine: [{module: a}, {module: b}]\n")
    assert message == "2:23: error[CAS0806]: a pipeline has one engine"


def test_model_refuses_unknown_keys() -> None:
    """A key without a field is an error, not silence."""
    with pytest.raises(ValidationError, match="colour"):
        ModuleModel.model_validate({"module": "x", "colour": "red"})
