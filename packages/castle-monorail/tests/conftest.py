"""Plugins of the imagination: namespace trees in a temporary folder, on the path of the test."""

import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

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
