"""Plugins of the imagination: namespace trees in a temporary folder, on the path of the test."""

import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from castle.aigr import DiagnosticError
from castle.monorail.errors import ConfigurationError
from castle.monorail.pipeline import run

READER = '''
    """Reads nothing."""
    from pathlib import Path
    from castle.aigr import Forest
    from castle.monorail.abcs import ReaderABC
    from castle.monorail.configuration import ModuleModel

    class Reader(ModuleModel, ReaderABC):
        files: list[Path] = []
        strict: bool = False

        def _read(self, sources):
            return Forest([])
'''


COMMON = """
    from pathlib import Path
    from typing import ClassVar
    import numpy as np
    from castle.aigr import *
    from castle.monorail.abcs import *
    from castle.monorail.configuration import ModuleModel
    from castle.monorail.meta import RunMeta

    def names(forest):
        return [space.name for space in forest.namespaces]
"""
PLUGINS = {
    "castle.readers.t_files": """
        class Reader(ModuleModel, ReaderABC):
            files: list[Path] = []
            def _read(self, sources):
                return Forest([SourceNS(name=Path(s).read_text(), source=str(s)) for s in sources])
    """,
    "castle.transformers.t_program": """
        class Transformer(ModuleModel, TransformerABC):
            stage: ClassVar = "program"
            def _transform(self, forest):
                forest.namespaces.append(SourceNS(name="optimised", source="x"))
                return forest
    """,
    "castle.transformers.t_machinery": """
        class Transformer(ModuleModel, TransformerABC):
            stage: ClassVar = "machinery"
            def _transform(self, forest):
                forest.namespaces.append(SourceNS(name="lowered", source="x"))
                return forest
    """,
    "castle.writers.t_text": """
        class Writer(ModuleModel, WriterABC):
            target: Path = Path("build")
            def _write(self, forest, target):
                target.mkdir(parents=True, exist_ok=True)
                (target / "names.txt").write_text(" ".join(names(forest)))
                return [target / "names.txt"]
    """,
    "castle.engines.t_engine": """
        class Engine(ModuleModel, EngineABC):
            main: str
            arguments: dict[str, int] = {}
            fails: bool = False
            def _run(self, system, run_meta):
                said = f"{' '.join(names(system.forest))} {system.main} {system.arguments}\\n"
                verdict = Verdict(not self.fails, "it failed" if self.fails else "")
                columns = ("sequence", "sender")
                lists = {"element_names": ("main", "sieve"), "port_names": ()}
                return RunResult(np.zeros((3, 2)), columns, lists, said, verdict)
    """,
    "castle.backends.t_backend": """
        class Backend(ModuleModel, BackendABC):
            root: Path = Path("runs")
            def _save(self, data, run_meta):
                self.root.mkdir(parents=True, exist_ok=True)
                np.savez(self.root / f"{run_meta.run_id}.npz", **data)
                return self.root / f"{run_meta.run_id}.npz"
            def _read(self, run_meta): ...
    """,
}
WHOLE = """
    name: example
    reader:
      module: t_files
      files: [one.txt, two.txt]
    transformer:
      - module: t_program
      - module: t_machinery
    writer:
      module: t_text
      target: out/text
    engine:
      module: t_engine
      main: Main
      arguments: {max: 100}
    backend:
      module: t_backend
"""


class Site:
    """A folder like `site-packages`, to which a test adds plugins and distributions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def plugin(self, module: str, text: str = READER, file: str = "__init__.py") -> Path:
        """Add a leaf with this text; give its folder."""
        leaf = self.folder.joinpath(*module.split("."))
        leaf.mkdir(parents=True, exist_ok=True)
        (leaf / file).write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        importlib.invalidate_caches()
        return leaf

    def distribution(self, name: str, version: str, record: list[str]) -> Path:
        """Add the metadata of an installed distribution that holds these paths."""
        info = self.folder / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        (info / "METADATA").write_text(text, encoding="utf-8")
        lines = [f"{path},sha256=x,1\n" for path in [*record, f"{info.name}/METADATA"]]
        (info / "RECORD").write_text("".join(lines), encoding="utf-8")
        return info


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A folder on the path, and no trace of its modules afterwards."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    before = set(sys.modules)
    yield Site(folder)
    for name in set(sys.modules) - before:
        if name.startswith(("castle.", "outside")) and not name.startswith("castle.monorail"):
            _forget(name)


def _forget(name: str) -> None:
    sys.modules.pop(name, None)
    parent, _, child = name.rpartition(".")
    if parent in sys.modules:
        vars(sys.modules[parent]).pop(child, None)


RunPython = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def python(tmp_path: Path) -> RunPython:
    """Run code in a process of its own, with these folders on its path."""

    def run(code: str, *folders: Path) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join(map(str, folders))
        return subprocess.run(
            [sys.executable, "-c", dedent(code)],
            env={**os.environ, "PYTHONPATH": path},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


class Project:
    """A folder with sources, and plugins to compile them."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.folder = folder
        self.site = site

    @staticmethod
    def text_of(module: str) -> str:
        """The text of one of its plugins."""
        return PLUGINS[module]

    def plugin(self, module: str, text: str) -> None:
        """Add a plugin, or put another in its place."""
        self.site.plugin(module, f"{dedent(COMMON)}\n{dedent(text)}")

    def configured(self, text: str = WHOLE, **changes: str) -> Path:
        """A configuration file, as it is called from here; changes replace pieces of its text."""
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        file = self.folder / "castle.yaml"
        file.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        return Path(os.path.relpath(file))

    def messages(self, file: Path, kind: type[DiagnosticError] = ConfigurationError) -> list[str]:
        """What is said when this is run."""
        with pytest.raises(kind) as error:
            run(file)
        return [str(diagnostic) for diagnostic in error.value.diagnostics]


@pytest.fixture
def project(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project whose pipeline works; the process stands beside its folder."""
    made = Project(tmp_path / "project", site)
    for module, text in PLUGINS.items():
        made.plugin(module, text)
    made.folder.mkdir()
    (made.folder / "one.txt").write_text("one")
    (made.folder / "two.txt").write_text("two")
    monkeypatch.chdir(tmp_path)
    return made
