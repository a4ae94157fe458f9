"""What plugins declare that they write stays in the project, however deep in them it stands."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import BaseModel

from castle.monorail._outputs import outputs
from castle.monorail.configuration import ModuleModel, OutputPath
from castle.monorail.pipeline import Pipeline

if TYPE_CHECKING:
    from conftest import Project

READER = """
    from castle.monorail.configuration import OutputPath
    class Reader(ModuleModel, ReaderABC):
        files: list[Path] = []
        log: OutputPath | None = None
        more: dict[str, list[OutputPath]] = {}
        def _read(self, sources):
            return Forest([])
"""
PLAIN = """
    from __future__ import annotations
    from typing import TYPE_CHECKING
    from castle.aigr import Forest
    from castle.monorail.abcs import ReaderABC
    if TYPE_CHECKING:
        from castle.monorail.configuration import OutputPath
    class Reader(ReaderABC):
        log: OutputPath
        def _read(self, sources):
            return Forest([])
    def build(config):
        made = Reader()
        made.log = config["log"]
        return made
"""
TEXT = "name: x\nreader: {module: t_files, log: %s}\n"


class Page(BaseModel):
    """A model in a model."""

    source: Path = Path("in.txt")
    file: OutputPath = Path("page.txt")


class Plugin(ModuleModel):
    """A plugin with every form of output."""

    source: Path = Path("../in.txt")
    log: OutputPath = Path("log.txt")
    never: OutputPath | None = None
    several: list[OutputPath]
    named: dict[str, OutputPath]
    page: Page = Page()
    pages: list[Page]


@dataclass
class Plain:
    """A plugin that is no model."""

    source: Path
    log: "OutputPath"


def test_every_form() -> None:
    """Optional, in lists, in mappings, and in models in fields; nothing that is only read."""
    made = Plugin(several=[Path("a"), Path("b")], named={"x": Path("c")}, pages=[Page()])
    found = {output.keys: output.path.as_posix() for output in outputs("processors", made)}
    assert found == {
        ("log",): "log.txt",
        ("several", 0): "a",
        ("several", 1): "b",
        ("named", "x"): "c",
        ("page", "file"): "page.txt",
        ("pages", 0, "file"): "page.txt",
    }


def test_class_that_is_no_model() -> None:
    """Its annotations say it as well, evaluated or not, and so for a text."""
    made = Plain(Path("../in.txt"), "out.txt")  # type: ignore[arg-type]  # as a `build` may leave it
    assert [(one.keys, one.path) for one in outputs("readers", made)] == [
        (("log",), Path("out.txt"))
    ]


@pytest.mark.parametrize("path", ["../log.txt", "/log.txt", "deep/../../log.txt"])
def test_declared_path_out_of_the_project(project: "Project", path: str) -> None:
    """It is refused at its place, before any stage, whatever the kind of the plugin."""
    project.plugin("castle.readers.t_files", READER)
    (message,) = project.messages(project.configured(TEXT % path))
    assert message.startswith("project/castle.yaml:2:32: error[CAS0818]")
    assert f"the reader may not write `{path}`" in message


def test_declared_path_in_a_mapping(project: "Project") -> None:
    """The place is that of the one value that leads out."""
    project.plugin("castle.readers.t_files", READER)
    text = "name: x\nreader:\n  module: t_files\n  more:\n    a: [b, ../c]\n"
    (message,) = project.messages(project.configured(text))
    assert message.startswith("project/castle.yaml:5:12: error[CAS0818]")


def test_plugin_without_a_model(project: "Project") -> None:
    """The other way to write a plugin is held to it as well."""
    project.site.plugin("castle.readers.t_files", PLAIN)
    (message,) = project.messages(project.configured(TEXT % "../log.txt"))
    assert "error[CAS0818]" in message


def test_folder_as_a_text(project: "Project") -> None:
    """A target that a `build` keeps as the text it was given is a path all the same."""
    text = """
        class Writer(WriterABC):
            def _write(self, forest, target):
                return []
        def build(config):
            made = Writer()
            made.target = config["target"]
            return made
    """
    project.plugin("castle.writers.t_text", text)
    (message,) = project.messages(project.configured(**{"target: out/text": "target: ../out"}))
    assert "the writer may not write into `../out`" in message


def test_declared_path_that_may_be_written(project: "Project", tmp_path: Path) -> None:
    """In the project, over a file that is there, and where it was allowed."""
    project.plugin("castle.readers.t_files", READER)
    for path in ("log.txt", "one.txt", "new/log.txt"):
        assert Pipeline.load(project.configured(TEXT % path)).configuration.name == "x"
    file = project.configured(TEXT % "../log.txt")
    assert Pipeline.load(file, writable=[tmp_path]).configuration.name == "x"


def test_declared_path_that_cannot_be_written(project: "Project") -> None:
    """Below a file there is no folder."""
    project.plugin("castle.readers.t_files", READER)
    (message,) = project.messages(project.configured(TEXT % "one.txt/log.txt"))
    assert "error[CAS0808]: the reader cannot write `one.txt/log.txt`: `one.txt` is not" in message


def test_reproducer_writes_in_its_own_folder(project: "Project", tmp_path: Path) -> None:
    """What repeats a stage leaves alone what the run that failed has written."""
    failing = READER.replace("return Forest([])", "return 1 / 0").replace("log.txt", "log")
    project.plugin("castle.readers.t_files", failing)
    text = "name: x\nreader: {module: t_files, log: log.txt, more: {a: [b, c.csv]}}\n"
    pipeline = Pipeline.load(project.configured(text))
    with pytest.raises(Exception, match="ZeroDivisionError"):
        pipeline.run(reproducers=tmp_path / "kept")
    (folder,) = (tmp_path / "kept").iterdir()
    kept = (folder / "castle.yaml").read_text()
    assert '"log": "written-log.txt"' in kept
    assert '"more": {"a": ["written-more-a-0", "written-more-a-1.csv"]}' in kept
    assert Pipeline.load(folder / "castle.yaml").configuration.name == "x"
