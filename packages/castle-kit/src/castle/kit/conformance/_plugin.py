"""What every plugin promises, whatever its kind."""

from abc import ABC
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any, ClassVar

import pytest

from castle.aigr import DiagnosticError
from castle.monorail import abcs
from castle.monorail.loader import PluginInfo, build, discover, resolve


class PluginConformance(ABC):
    """What the suites of the kinds share: that the loader finds the plugin, and builds it."""

    kind: ClassVar[str]
    """The kind, in the plural; each suite has its own."""
    plugin: ClassVar[str]
    """The name by which a configuration chooses the plugin, such as `fsm.flatten`."""

    def configuration(self) -> dict[str, Any]:
        """The keys that the plugin cannot do without, beside `module`."""
        return {}

    def made(self, **more: Any) -> Any:
        """The plugin, built as a configuration would build it."""
        return build(self.kind, {"module": self.plugin, **self.configuration(), **more})

    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """An empty folder to work in."""
        (tmp_path / "work").mkdir()
        monkeypatch.chdir(tmp_path / "work")
        return tmp_path / "work"

    def test_it_is_listed(self) -> None:
        """`castle plugins` has it, with a line that says what it does."""
        assert self._info().summary, "the docstring of the leaf is missing or empty"

    def test_it_is_of_its_kind(self) -> None:
        """Its name leads to one class, which has the methods of its kind."""
        name = self.kind.removesuffix("s").capitalize()
        assert issubclass(resolve(self.kind, self.plugin), getattr(abcs, f"{name}ABC"))

    def test_it_is_built(self) -> None:
        """A configuration with the keys that it needs builds it."""
        assert isinstance(self.made(), resolve(self.kind, self.plugin))

    def test_an_unknown_key_is_told(self) -> None:
        """A key that it does not have is an error that says which, and never passed over."""
        with pytest.raises(DiagnosticError) as error:
            self.made(no_such_key=1)
        assert "no_such_key" in str([one.message for one in error.value.diagnostics])

    def test_it_is_typed(self) -> None:
        """Its leaf says that it is typed."""
        assert (Path(self._info().location) / "py.typed").is_file()

    def test_what_it_exports_is_listed(self) -> None:
        """The leaf's `__all__` has the plugin's class, and is sorted."""
        names = list(getattr(import_module(self._info().module), "__all__", []))
        assert resolve(self.kind, self.plugin).__name__ in names
        assert names == sorted(names)

    def test_what_it_exports_is_documented(self) -> None:
        """Each class and function that the leaf exports has a docstring of its own."""
        leaf = import_module(self._info().module)
        exported = {name: getattr(leaf, name) for name in getattr(leaf, "__all__", [])}
        code = {name: one for name, one in exported.items() if isinstance(one, type | FunctionType)}
        assert [name for name, one in code.items() if not one.__doc__] == []

    def test_the_namespace_stays_open(self) -> None:
        """No file lies above its leaf, where it would hide the plugins of all others."""
        leaf = Path(self._info().location)
        depth = self._info().module.count(".")
        above = [leaf.parents[level] for level in range(depth)]
        files = [file for folder in above for file in folder.iterdir() if file.is_file()]
        assert files == []

    def _info(self) -> PluginInfo:
        assert hasattr(self, "plugin"), "say in `plugin` what configurations call it"
        fitting = [one for one in discover(self.kind) if one.name == self.plugin]
        assert fitting, f"no leaf castle.{self.kind}.{self.plugin} is installed"
        return fitting[0]


def files_below(folder: Path) -> dict[str, bytes]:
    """The files in a folder, by their path in it."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
