"""The command, with plugins of the imagination."""

import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

import castle_launcher

COMMON = """
from pathlib import Path
from typing import ClassVar
from castle.aigr import *
from castle.monorail.abcs import *
from castle.monorail.configuration import ModuleModel
"""
PLUGINS = {
    "readers.plain": '''
        """Reads each file as a namespace of its name."""
        class Reader(ModuleModel, ReaderABC):
            files: list[Path] = []
            def _read(self, sources):
                for source in sources:
                    text = source.read_text()
                    if "bad" in text:
                        file = SourceFile(str(source), text)
                        place = Location(file, text.index("bad"), text.index("bad") + 3)
                        found = Diagnostic("CAS0101", Severity.ERROR, "expected good", place)
                        raise DiagnosticError([found])
                return Forest([SourceNS(name=s.stem, source=s.name) for s in sources])
    ''',
    "transformers.group.reverse": '''
        """Turns the order of the namespaces round."""
        class Transformer(ModuleModel, TransformerABC):
            stage: ClassVar = "machinery"
            def _transform(self, forest):
                forest.namespaces.reverse()
                return forest
    ''',
    "writers.listing": '''
        """Writes the names of the namespaces."""
        class Writer(ModuleModel, WriterABC):
            target: Path = Path("build")
            def _write(self, forest, target):
                target.mkdir(parents=True, exist_ok=True)
                (target / "names.txt").write_text(" ".join(s.name for s in forest.namespaces))
                return [target / "names.txt"]
    ''',
    "writers.graph": '''
        """Writes the graph itself, and what it was told."""
        class Writer(ModuleModel, WriterABC):
            target: Path = Path("build")
            title: str = ""
            def _write(self, forest, target):
                target.mkdir(parents=True, exist_ok=True)
                save(forest, target / "graph.aigr")
                (target / "title.txt").write_text(self.title)
                return [target / "graph.aigr", target / "title.txt"]
    ''',
    "transformers.rename": '''
        """Names each namespace anew."""
        class Transformer(ModuleModel, TransformerABC):
            stage: ClassVar = "program"
            prefix: str = "x"
            again: list[str] = []
            def _transform(self, forest):
                for space in forest.namespaces:
                    space.name = "_".join([self.prefix, *self.again, space.name])
                return forest
    ''',
    "engines.echo": '''
        """Prints the names of the namespaces."""
        class Events(list):
            shape = (0, 1)
        class Engine(ModuleModel, EngineABC):
            main: str = "Main"
            fails: bool = False
            def _run(self, system, run_meta):
                said = "\\n".join(s.name for s in system.forest.namespaces) + "\\n"
                verdict = Verdict(not self.fails, "division by zero" if self.fails else "")
                return RunResult(Events(), ("sequence",), {}, said, verdict)
    ''',
}
Castle = Callable[..., subprocess.CompletedProcess[str]]


class Project:
    """A folder with two sources and a configuration, and the plugins to run them."""

    def __init__(self, folder: Path, site: Path) -> None:
        self.folder = folder
        self.site = site

    def plugin(self, name: str, text: str) -> None:
        """Install a plugin, called by its kind and name."""
        leaf = self.site.joinpath("castle", *name.split("."))
        leaf.mkdir(parents=True, exist_ok=True)
        docstring, _, code = dedent(text).lstrip().partition("\n")
        (leaf / "__init__.py").write_text(f"{docstring}\n{COMMON}\n{code}", encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        """Write a file of the project."""
        (self.folder / name).write_text(dedent(text).lstrip("\n"), encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project whose pipeline works."""
    made = Project(tmp_path / "project", tmp_path / "site")
    made.folder.mkdir()
    for name, text in PLUGINS.items():
        made.plugin(name, text)
    made.write("one.Castle", "good\n")
    made.write("two.Castle", "good\n")
    made.write(
        "castle.yaml",
        """
        name: example
        reader: {module: plain, files: [one.Castle, two.Castle]}
        transformer: {module: group.reverse}
        writer: {module: listing}
        engine:
          module: echo
        """,
    )
    return made


@pytest.fixture
def castle(
    project: Project, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Castle]:
    """Run the command beside the project's folder, with its plugins installed."""
    monkeypatch.syspath_prepend(project.site)
    monkeypatch.chdir(project.folder.parent)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        _forget_plugins(project.site)
        monkeypatch.setattr(sys, "argv", ["castle", *arguments])
        with pytest.raises(SystemExit) as end:
            castle_launcher.main()
        printed = capfd.readouterr()
        status = int(end.value.code or 0)
        return subprocess.CompletedProcess(arguments, status, printed.out, printed.err)

    yield run
    _forget_plugins(project.site)


def _forget_plugins(site: Path) -> None:
    """Make the next import of a plugin read its file, as a new process would."""
    importlib.invalidate_caches()
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(str(site)):
            del sys.modules[name]
