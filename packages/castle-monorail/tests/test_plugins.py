"""All that can be known before the first stage is told before it."""

from typing import TYPE_CHECKING

import pytest

from castle.monorail.errors import ConfigurationError
from castle.monorail.pipeline import Pipeline, run

if TYPE_CHECKING:
    from conftest import Project

CULPRITS = {
    "readers": "t_files",
    "transformers": "t_machinery",
    "writers": "t_text",
    "engines": "t_engine",
    "backends": "t_backend",
}


@pytest.mark.parametrize("kind", CULPRITS)
def test_missing_plugin_is_told_before_any_stage(project: "Project", kind: str) -> None:
    """Whichever plugin is gone: it is named with its place and who would hold it; nothing ran."""
    name = CULPRITS[kind]
    (project.site.folder / "castle" / kind / name / "__init__.py").unlink()
    file = project.configured()
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if name in text)
    with pytest.raises(ConfigurationError) as error:
        run(file)
    (diagnostic,) = error.value.diagnostics
    assert str(diagnostic).startswith(f"{file}:{line}:")
    assert f"`{name}` is not installed" in diagnostic.message
    assert f"`castle-{name.replace('_', '-')}-{kind[:-1]}`" in (diagnostic.help or "")
    assert sorted(path.name for path in project.folder.iterdir()) == [
        "castle.yaml",
        "one.txt",
        "two.txt",
    ]


def test_all_errors_come_at_once_in_the_order_of_the_file(project: "Project") -> None:
    """Those of the file, of absent plugins and of wrong values; each at its line."""
    text = """
        nam: x
        reader: {module: t_fils}
        writer: {module: t_text, targt: out}
        engine: {module: t_engine, fails: perhaps}
    """
    places = [line.split(": ", 2)[:2] for line in project.messages(project.configured(text))]
    assert places == [
        ["project/castle.yaml:1:1", "error[CAS0804]"],
        ["project/castle.yaml:1:1", "error[CAS0805]"],
        ["project/castle.yaml:2:18", "error[CAS0810]"],
        ["project/castle.yaml:3:26", "error[CAS0804]"],
        ["project/castle.yaml:4:9", "error[CAS0805]"],
        ["project/castle.yaml:4:35", "error[CAS0806]"],
    ]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("target: out/text", "target: one.txt/text", 10),
        ("t_backend\n", "t_backend\n      root: one.txt\n", 17),
    ],
)
def test_folder_that_cannot_be_written(project: "Project", old: str, new: str, place: int) -> None:
    """An output folder that cannot be made is one message, before any stage."""
    (message,) = project.messages(project.configured(**{old: new}))
    assert message.startswith(f"project/castle.yaml:{place}:")
    assert "`one.txt` is not a folder" in message
    assert not (project.folder / "out").exists()


def test_program_stage_after_machinery(project: "Project") -> None:
    """What works on the program cannot come after what lowered it."""
    order = "- module: t_program\n      - module: t_machinery"
    swapped = "- module: t_machinery\n      - module: t_program"
    (message,) = project.messages(project.configured(**{order: swapped}))
    assert "7:13: error[CAS0807]: `t_program` works on the program" in message


def test_transformer_without_a_stage(project: "Project") -> None:
    """A transformer that does not say what it works on is told so."""
    text = project.text_of("castle.transformers.t_program").replace(
        'stage: ClassVar = "program"', ""
    )
    project.plugin("castle.transformers.t_program", text)
    (message,) = project.messages(project.configured())
    assert "does not say that its stage is program or machinery" in message


def test_plugin_is_made_in_the_configuration_folder(project: "Project") -> None:
    """A plugin that looks at files when it is made finds them."""
    text = """
        class Reader(ModuleModel, ReaderABC):
            files: list[Path] = []
            def model_post_init(self, context):
                assert all(file.exists() for file in self.files)
            def _read(self, sources):
                return Forest([])
    """
    project.plugin("castle.readers.t_files", text)
    assert Pipeline.load(project.configured()).configuration.name == "example"


@pytest.mark.parametrize("value", ["!mine x", "9" * 5000])
def test_value_that_cannot_be_read(project: "Project", value: str) -> None:
    """Nothing follows from it: that it is missing then is no second error."""
    (message,) = project.messages(project.configured(**{"{max: 100}": f"{{max: {value}}}"}))
    assert "error[CAS0802]" in message


def test_null_character_in_a_path(project: "Project") -> None:
    """It is told at its place."""
    (message,) = project.messages(project.configured(**{"target: out/text": 'target: "a\\0b"'}))
    assert message.startswith("project/castle.yaml:10:")
    assert "it is no path" in message
