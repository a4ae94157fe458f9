"""Plugins whose own code fails, wherever it is called: one message each, and nothing escapes."""

from typing import TYPE_CHECKING

import pytest

from castle.monorail._raised import described, place_of
from castle.monorail.errors import BrokenPluginError, StageError
from castle.monorail.loader import build, resolve
from castle.monorail.pipeline import run

if TYPE_CHECKING:
    from conftest import Project, Site

HEAD = """
from pathlib import Path
from pydantic import field_validator
from castle.aigr import *
from castle.monorail.abcs import *
from castle.monorail.configuration import ModuleModel
class Odd(BaseException): pass
class Mute(Exception):
    def __str__(self): raise ValueError("nothing to say")
"""
CLASS = """
class Reader(ModuleModel, ReaderABC):
    files: list[Path] = []
    def _read(self, sources):
        {}
"""
CHECK = """
    @field_validator("files")
    def check(cls, files): raise Odd
"""
TEXT = "name: x\nreader: {module: t_files, files: [one.txt]}\n"


@pytest.mark.parametrize(
    ("raises", "said"),
    [
        ("raise Odd('a\\nb')", "Odd: a b"),
        ("raise Mute", "Mute"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("raise SystemExit('bye')", "SystemExit: bye"),
        ("assert False", "AssertionError"),
        ("def (", "SyntaxError: invalid syntax"),
    ],
)
def test_import(site: "Site", raises: str, said: str) -> None:
    """Whatever an import raises is told, with the line that raised it."""
    leaf = site.plugin("castle.readers.alpha", HEAD + raises)
    with pytest.raises(BrokenPluginError) as error:
        resolve("readers", "alpha")
    (found,) = error.value.diagnostics
    assert f"cannot be imported: {said}" in found.message
    assert found.notes[0].message == f"raised at {leaf / '__init__.py'}:9"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def build(config): raise SystemExit(0)", "SystemExit: 0"),
        ("def build(config): return config['absent']", "KeyError: 'absent'"),
        ("def build(): ...", "TypeError: build() takes 0"),
        ("def build(config): raise DiagnosticError([])", "DiagnosticError"),
        ("def __getattr__(name): raise RuntimeError(name)", "RuntimeError: build"),
        ("__all__ = 5", "TypeError: 'int' object is not iterable"),
        ("__all__ = [5]", "TypeError: attribute name must be string"),
        (CLASS.format("...") + "    more: Odd", "PydanticSchemaGenerationError: "),
        (CLASS.format("...") + "    more: 'Nowhere' = 1", "PydanticUserError: `Reader` is not"),
        (
            CLASS.format("...")
            + "    @field_validator('files')\n    def _f(cls, files): raise Odd",
            "Odd",
        ),
    ],
)
def test_making(site: "Site", text: str, said: str) -> None:
    """A plugin's own `build`, its checks, and the way into its module may fail as well."""
    site.plugin("castle.readers.alpha", HEAD + text)
    with pytest.raises(BrokenPluginError, match="cannot be made: ") as error:
        build("readers", {"module": "alpha", "files": ["a"]})
    assert f"cannot be made: {said}" in error.value.diagnostics[0].message


@pytest.mark.parametrize(
    ("raises", "said"),
    [
        ("raise SystemExit(0)", "SystemExit: 0"),
        ("raise Odd", "Odd"),
        ("raise Mute", "Mute"),
        ("raise DiagnosticError([])", "DiagnosticError"),
        ("raise DiagnosticError(['text'])", "DiagnosticError: text"),
    ],
)
def test_stage(project: "Project", raises: str, said: str) -> None:
    """A stage that leaves, or says nothing, has failed by a mistake of its plugin."""
    project.site.plugin("castle.readers.t_files", HEAD + CLASS.format(raises))
    (message,) = project.messages(project.configured(TEXT), StageError)
    assert f"stage `read:t_files` failed with an error of its own: {said}" in message


def test_interrupt(project: "Project") -> None:
    """Who presses Ctrl-C means the whole command, not a plugin."""
    project.site.plugin("castle.readers.t_files", HEAD + CLASS.format("raise KeyboardInterrupt"))
    with pytest.raises(KeyboardInterrupt):
        run(project.configured(TEXT))
    project.site.plugin("castle.writers.gone", "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        resolve("writers", "gone")


def test_stage_that_goes_elsewhere(project: "Project") -> None:
    """The next stage works in the configuration's folder all the same."""
    elsewhere = "import os; os.chdir(os.sep); return Forest([])"
    project.site.plugin("castle.readers.t_files", HEAD + CLASS.format(elsewhere))
    report = run(project.configured(f"{TEXT}writer: {{module: t_text, target: out}}\n"))
    assert report.outputs == (project.folder / "out" / "names.txt",)


def test_error_without_a_place() -> None:
    """An exception that was never raised has none, and is described all the same."""
    assert place_of(ValueError("x")) is None
    assert described(ValueError(" a\n b ")) == "ValueError: a b"
