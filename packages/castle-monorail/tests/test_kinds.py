"""The kinds, and what is derived from them."""

import inspect
from typing import TYPE_CHECKING

import pytest

from castle.monorail import abcs
from castle.monorail._kinds import KINDS, Kind, find_kind
from castle.monorail.errors import (
    BrokenPluginError,
    MissingPluginError,
    PluginClassError,
    UnknownKindError,
)
from castle.monorail.loader import build, discover, resolve

if TYPE_CHECKING:
    from conftest import Site


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.plural)
def test_every_kind_has_its_class(kind: Kind) -> None:
    """Each kind names an abstract class that exists."""
    assert inspect.isabstract(getattr(abcs, kind.abc))


def test_unknown_kind_suggests_a_known_one() -> None:
    """A kind in the singular is a likely slip; the message says what was meant."""
    with pytest.raises(UnknownKindError) as error:
        find_kind("reader")
    assert error.value.diagnostics[0].help == "did you mean `readers`?"
    assert "backends" in error.value.kinds


PAINTER_ABC = """
    from abc import ABC, abstractmethod

    class PainterABC(ABC):
        def paint(self):
            return self._paint()

        @abstractmethod
        def _paint(self): ...
"""
PAINTER = '''
    """Paints in red."""
    from castle.monorail.configuration import ModuleModel
    from castle.painters.abcs import PainterABC

    class Red(ModuleModel, PainterABC):
        shade: int = 1
        def _paint(self):
            return "red" * self.shade
'''


class TestThirdParty:
    """A kind that somebody else adds."""

    @pytest.fixture(autouse=True)
    def _painters(self, site: "Site") -> None:
        site.plugin("castle.painters.abcs", PAINTER_ABC)
        site.plugin("castle.painters.red", PAINTER)

    def test_is_a_kind_by_being_there(self) -> None:
        """A namespace with a class of its kind is discovered, resolved and built like others."""
        assert [plugin.name for plugin in discover("painters")] == ["red"]
        assert ("painters", "red") in [(plugin.kind, plugin.name) for plugin in discover()]
        assert resolve("painters", "red").__name__ == "Red"
        assert build("painters", {"module": "red", "shade": 2}).paint() == "redred"

    def test_errors_call_it_by_its_name(self, site: "Site") -> None:
        """Absent, wrong and ambiguous plugins are told as of the other kinds."""
        with pytest.raises(MissingPluginError, match="the painter `rde` is not installed"):
            resolve("painters", "rde")
        site.plugin("castle.painters.blue", "class Blue: ...")
        with pytest.raises(PluginClassError, match="holds no class that is a PainterABC"):
            resolve("painters", "blue")

    def test_its_class_is_no_plugin(self) -> None:
        """The leaf with the abstract class is no choice."""
        with pytest.raises(PluginClassError, match="holds no class that is a PainterABC"):
            resolve("painters", "abcs")

    @pytest.mark.parametrize(
        ("text", "error"),
        [
            ("code = 1", PluginClassError),
            (f"{PAINTER_ABC}\n    class Other(PainterABC): ...", PluginClassError),
            ("import a_module_that_is_not_there", BrokenPluginError),
        ],
    )
    def test_class_that_cannot_be_told(
        self, site: "Site", text: str, error: type[Exception]
    ) -> None:
        """A leaf `abcs` without exactly one abstract class is named as what is wrong."""
        site.plugin("castle.painters.abcs", text)
        site.plugin("castle.painters.red", "code = 1")
        with pytest.raises(error, match="abcs"):
            resolve("painters", "red")

    def test_unknown_kind_lists_it(self) -> None:
        """It is among the kinds that there are."""
        with pytest.raises(UnknownKindError) as error:
            find_kind("painter")
        assert error.value.diagnostics[0].help == "did you mean `painters`?"
