"""From a name to a class; absent, broken, hidden and ambiguous are told apart."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from castle.monorail._names import PUBLISHED
from castle.monorail.abcs import ReaderABC
from castle.monorail.errors import (
    BrokenPluginError,
    HiddenNamespaceError,
    MissingPluginError,
    PluginClassError,
    PluginNameError,
    UnknownKindError,
)
from castle.monorail.loader import resolve

if TYPE_CHECKING:
    from conftest import Site

TWO = """
    from castle.monorail.abcs import ReaderABC

    class One(ReaderABC):
        def _read(self, sources): ...

    class Two(One):
        pass
"""


def help_of(error: "pytest.ExceptionInfo[Any]") -> str:
    """What the message says one can do."""
    return error.value.diagnostics[0].help or ""


class TestFound:
    """Names that stand for a class."""

    def test_short_name(self, site: "Site") -> None:
        """The name of a leaf below its kind."""
        site.plugin("castle.readers.alpha")
        assert resolve("readers", "alpha").__module__ == "castle.readers.alpha"

    def test_nested_name(self, site: "Site") -> None:
        """A dotted name below its kind."""
        site.plugin("castle.readers.deep.alpha")
        assert resolve("readers", "deep.alpha").__module__ == "castle.readers.deep.alpha"

    def test_full_name_in_the_namespace(self, site: "Site") -> None:
        """Test doubles are called by their full name, and need no leave."""
        site.plugin("castle.TESTDOUBLES.readers.alpha")
        cls = resolve("readers", "castle.TESTDOUBLES.readers.alpha")
        assert issubclass(cls, ReaderABC)

    def test_full_name_outside_when_allowed(self, site: "Site") -> None:
        """What the user allowed is loaded by its full name."""
        site.plugin("outside.reader")
        cls = resolve("readers", "outside.reader", allow=["outside"])
        assert cls.__module__ == "outside.reader"

    def test_namespace_comes_first(self, site: "Site") -> None:
        """A name that fits both is the plugin in the namespace."""
        site.plugin("outside.alpha")
        site.plugin("castle.readers.outside.alpha")
        cls = resolve("readers", "outside.alpha", allow=["outside"])
        assert cls.__module__ == "castle.readers.outside.alpha"

    def test_chosen_class(self, site: "Site") -> None:
        """`module:Class` picks one of several."""
        site.plugin("castle.readers.alpha", TWO)
        assert resolve("readers", "alpha:Two").__name__ == "Two"

    def test_class_of_a_private_module(self, site: "Site") -> None:
        """A class that is re-exported from a private module of the leaf is the leaf's own."""
        site.plugin("castle.readers.alpha", file="_reader.py")
        site.plugin("castle.readers.alpha", "from castle.readers.alpha._reader import Reader")
        assert resolve("readers", "alpha").__module__ == "castle.readers.alpha._reader"

    def test_base_class_of_another_plugin_does_not_count(self, site: "Site") -> None:
        """A leaf that imports another's class to extend it still has one class of its own."""
        site.plugin("castle.readers.alpha")
        text = "from castle.readers.alpha import Reader\nclass Mine(Reader): ...\n"
        site.plugin("castle.readers.beta", text)
        assert resolve("readers", "beta").__name__ == "Mine"

    def test_all_says_what_is_public(self, site: "Site") -> None:
        """Of two classes, the one that is exported is the plugin."""
        site.plugin("castle.readers.alpha", f"{TWO}\n    __all__ = ['Two']\n")
        assert resolve("readers", "alpha").__name__ == "Two"


class TestMissing:
    """Names that stand for nothing that is installed."""

    def test_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The help line can be typed, for what the house has published."""
        monkeypatch.setitem(PUBLISHED, "readers", ("quantum",))
        with pytest.raises(MissingPluginError) as error:
            resolve("readers", "quantum")
        assert help_of(error) == "pip install castle-quantum-reader"

    def test_invents_no_distribution(self) -> None:
        """What nobody is known to have published is called by custom, without a command."""
        with pytest.raises(MissingPluginError) as error:
            resolve("readers", "quantum")
        assert help_of(error).endswith("that holds it, by custom `castle-quantum-reader`")

    def test_slip_brings_no_distribution_of_that_name(self, site: "Site") -> None:
        """Where an installed plugin was meant, nothing is to be installed."""
        site.plugin("castle.readers.telegraph")
        with pytest.raises(MissingPluginError) as error:
            resolve("readers", "telegrap")
        assert help_of(error) == "did you mean `telegraph`?"

    def test_slip_for_what_is_published(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where one that can be installed was meant, the command is that for it."""
        monkeypatch.setitem(PUBLISHED, "readers", ("quantum",))
        with pytest.raises(MissingPluginError) as error:
            resolve("readers", "quantun")
        assert help_of(error) == "did you mean `quantum`? pip install castle-quantum-reader"

    def test_says_what_was_meant(self, site: "Site") -> None:
        """A name that looks like an installed one is suggested."""
        site.plugin("castle.readers.telegraph")
        with pytest.raises(MissingPluginError) as error:
            resolve("readers", "telegarph")
        assert "did you mean `telegraph`?" in help_of(error)
        assert error.value.closest == ("telegraph",)

    def test_says_what_is_installed(self, site: "Site") -> None:
        """The installed plugins of the kind are listed."""
        site.plugin("castle.readers.alpha")
        with pytest.raises(MissingPluginError) as error:
            resolve("readers", "quantum")
        assert "alpha" in error.value.installed
        assert "alpha" in error.value.diagnostics[0].notes[0].message

    def test_left_over_folder_is_missing(self, site: "Site") -> None:
        """What an uninstalled plugin left behind imports as a namespace, and is still missing."""
        (site.folder / "castle/readers/gone/__pycache__").mkdir(parents=True)
        with pytest.raises(MissingPluginError):
            resolve("readers", "gone")

    def test_missing_kind_is_a_missing_plugin(self) -> None:
        """When no plugin of a kind is installed, the plugin is missing, not broken."""
        with pytest.raises(MissingPluginError, match="processor `alpha` is not installed"):
            resolve("processors", "alpha")

    def test_nested_name_of_a_published_group(self, site: "Site") -> None:
        """A dotted name in a group of the house is a plugin to install, not a foreign module."""
        with pytest.raises(MissingPluginError) as error:
            resolve("transformers", "machinery.teleport")
        assert "pip install castle-machinery-transformers" in help_of(error)

    def test_dotted_name_of_nothing(self) -> None:
        """Where no module of this name could have been meant, it is a plugin to install."""
        with pytest.raises(MissingPluginError) as error:
            resolve("transformers", "quantum.entangle")
        assert help_of(error).endswith("by custom `castle-quantum-transformers`")


class TestBroken:
    """Plugins that are installed and cannot be imported."""

    def test_missing_dependency(self, site: "Site") -> None:
        """The module that is missing is named, and who holds the plugin, and what brings it."""
        site.plugin("castle.readers.alpha", "import a_module_that_is_not_there")
        site.distribution("castle-alpha-reader", "1.2", ["castle/readers/alpha/__init__.py"])
        with pytest.raises(BrokenPluginError) as error:
            resolve("readers", "alpha")
        assert error.value.missing == "a_module_that_is_not_there"
        assert (error.value.distribution, error.value.version) == ("castle-alpha-reader", "1.2")
        assert "castle-alpha-reader 1.2" in error.value.diagnostics[0].message
        # Nobody may have published it, or somebody else under this name.
        assert help_of(error) == "install castle-alpha-reader again, which brings what it declares"

    def test_missing_dependency_of_the_house(
        self, site: "Site", monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What the house has published is installed again by a command."""
        monkeypatch.setitem(PUBLISHED, "readers", ("alpha",))
        site.plugin("castle.readers.alpha", "import a_module_that_is_not_there")
        site.distribution("castle-alpha-reader", "1.2", ["castle/readers/alpha/__init__.py"])
        with pytest.raises(BrokenPluginError) as error:
            resolve("readers", "alpha")
        assert help_of(error) == "pip install castle-alpha-reader"

    @pytest.mark.parametrize("text", ["1 / 0", "def"])
    def test_mistake_of_its_own(self, site: "Site", text: str) -> None:
        """Where nothing is missing, nothing is to be installed."""
        site.plugin("castle.readers.alpha", text)
        site.distribution("castle-alpha-reader", "1.2", ["castle/readers/alpha/__init__.py"])
        with pytest.raises(BrokenPluginError) as error:
            resolve("readers", "alpha")
        assert "mistake" in help_of(error)
        assert "install" not in help_of(error)

    def test_missing_sibling(self, site: "Site", monkeypatch: pytest.MonkeyPatch) -> None:
        """Another plugin that it needs is named with the distribution to install."""
        monkeypatch.setitem(PUBLISHED, "writers", ("quantum",))
        site.plugin("castle.readers.alpha", "from castle.writers.quantum import Writer")
        with pytest.raises(BrokenPluginError) as error:
            resolve("readers", "alpha")
        assert help_of(error) == "pip install castle-quantum-writer"

    def test_missing_sibling_when_its_kind_is_missing_too(self, site: "Site") -> None:
        """Where Python names only the kind, the plugin that was wanted is told all the same."""
        site.plugin("castle.readers.alpha", "from castle.processors.quantum import Processor")
        with pytest.raises(BrokenPluginError) as error:
            resolve("readers", "alpha")
        assert error.value.missing == "castle.processors.quantum"
        assert help_of(error).endswith("that holds it, by custom `castle-quantum-processor`")

    def test_missing_module_of_its_own(self, site: "Site") -> None:
        """A plugin that lacks a file of its own is broken, not absent."""
        site.plugin("castle.readers.alpha", "import castle.readers.alpha._gone")
        site.distribution("acme-alpha", "1.2", ["castle/readers/alpha/__init__.py"])
        with pytest.raises(BrokenPluginError, match=r"castle\.readers\.alpha\._gone") as error:
            resolve("readers", "alpha")
        assert help_of(error) == "install acme-alpha again, of which a file is missing"

    @pytest.mark.parametrize(
        ("text", "said"),
        [("raise ValueError('no luck')", "ValueError: no luck"), ("def", "SyntaxError")],
    )
    def test_import_that_raises(self, site: "Site", text: str, said: str) -> None:
        """What it raised is told in the message, and kept as the cause."""
        site.plugin("castle.readers.alpha", text)
        with pytest.raises(BrokenPluginError, match=said) as error:
            resolve("readers", "alpha")
        assert error.value.missing is None
        assert type(error.value.__cause__).__name__ == said.partition(":")[0]


class TestRefused:
    """Names that are found, or not even looked for, and refused."""

    @pytest.mark.parametrize("name", ["", "../alpha", "a-b", "a..b", "alpha:"])
    def test_text_that_is_no_name(self, name: str) -> None:
        """Nothing is imported for a text that cannot be a name."""
        with pytest.raises(PluginNameError, match="cannot be the name of a reader"):
            resolve("readers", name)

    def test_outside_the_namespace(self, site: "Site") -> None:
        """A module outside is not imported unless it was allowed; the help says how."""
        marker = site.folder / "imported"
        site.plugin("outside.reader", f"open({str(marker)!r}, 'w')")
        with pytest.raises(PluginNameError) as error:
            resolve("readers", "outside.reader")
        assert help_of(error) == "--allow outside, when you trust it"
        assert not marker.exists()

    def test_several_classes(self, site: "Site") -> None:
        """More than one candidate is an error that lists them."""
        site.plugin("castle.readers.alpha", TWO)
        with pytest.raises(PluginClassError) as error:
            resolve("readers", "alpha")
        assert error.value.candidates == ("One", "Two")
        assert help_of(error) == "choose one: module: `alpha:One` or `alpha:Two`"

    def test_class_of_another_kind(self, site: "Site") -> None:
        """A reader among the writers is no writer."""
        site.plugin("castle.writers.alpha")
        with pytest.raises(PluginClassError, match="holds no class that is a WriterABC"):
            resolve("writers", "alpha")

    def test_class_that_lacks_its_method(self, site: "Site") -> None:
        """A class that does not implement the underscore method is told which one."""
        text = "from castle.monorail.abcs import ReaderABC\nclass Reader(ReaderABC): ...\n"
        site.plugin("castle.readers.alpha", text)
        with pytest.raises(PluginClassError, match="Reader` does not implement `_read`"):
            resolve("readers", "alpha")

    @pytest.mark.parametrize("chosen", ["Path", "Nothing", "__name__"])
    def test_chosen_class_that_is_none(self, site: "Site", chosen: str) -> None:
        """Only a class of the kind can be chosen; the help names those that there are."""
        site.plugin("castle.readers.alpha", f"{TWO}\n    from pathlib import Path\n")
        with pytest.raises(PluginClassError, match=f"has no class `{chosen}`") as error:
            resolve("readers", f"alpha:{chosen}")
        assert "alpha:One" in help_of(error)

    def test_unknown_kind(self) -> None:
        """A kind that there is not is told at once."""
        with pytest.raises(UnknownKindError):
            resolve("reader", "alpha")


@pytest.fixture
def hidden(site: "Site", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plugin, and on another entry of the path a file that hides its group."""
    site.plugin("castle.readers.deep.alpha")
    other = tmp_path / "other"
    file = other / "castle/readers/deep/__init__.py"
    file.parent.mkdir(parents=True)
    file.touch()
    monkeypatch.syspath_prepend(other)
    return file


def test_stray_file_that_hides_plugins(hidden: Path) -> None:
    """The file is named, and what to do about it."""
    with pytest.raises(HiddenNamespaceError) as error:
        resolve("readers", "deep.alpha")
    assert error.value.file == str(hidden)
    assert help_of(error) == f"remove {hidden}"


def test_distribution_that_hides_plugins(hidden: Path) -> None:
    """When the file belongs to a distribution, that is what to uninstall."""
    info = hidden.parents[3] / "rude-1.dist-info"
    info.mkdir()
    (info / "RECORD").write_text("castle/readers/deep/__init__.py,,\n")
    with pytest.raises(HiddenNamespaceError) as error:
        resolve("readers", "deep.alpha")
    assert help_of(error) == "pip uninstall rude"
