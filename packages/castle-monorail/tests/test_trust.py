"""What a configuration can load: what is installed in `castle`, and what somebody allowed."""

from typing import TYPE_CHECKING

import pytest

from castle.monorail.errors import (
    BrokenPluginError,
    IncompatiblePluginError,
    MissingPluginError,
    PluginClassError,
    PluginError,
    PluginNameError,
)
from castle.monorail.loader import build, resolve

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Site

OUTSIDE = "from outside_maker import Reader\n"
BUILT = "import outside_maker\ndef build(config):\n    return outside_maker.Reader()\n"


@pytest.mark.parametrize("name", ["alpha", "alpha:Reader", "castle.readers.alpha"])
def test_class_from_outside(site: "Site", name: str) -> None:
    """However it is spelled: a class that a leaf only passes on is where it comes from."""
    site.plugin("outside_maker")
    site.plugin("castle.readers.alpha", OUTSIDE)
    with pytest.raises(PluginNameError, match="`Reader` of `outside_maker`") as error:
        resolve("readers", name, allow=["outside"])
    assert error.value.diagnostics[0].code == "CAS0815"
    assert error.value.diagnostics[0].help == "--allow outside_maker, when you trust it"
    assert resolve("readers", name, allow=["outside_maker"]).__name__ == "Reader"


def test_module_of_one_word(site: "Site") -> None:
    """What was allowed needs no dot in its name; one that was not is a plugin to install."""
    site.plugin("outside_maker")
    assert resolve("readers", "outside_maker", allow=["outside_maker"]).__name__ == "Reader"
    with pytest.raises(MissingPluginError):
        resolve("readers", "outside_maker")


def test_allowed_and_not_there() -> None:
    """What was allowed is no plugin of the house: no distribution of such a name is told."""
    with pytest.raises(MissingPluginError) as error:
        resolve("readers", "outside_maker", allow=["outside_maker"])
    cure = "no import finds `outside_maker`, which is allowed: install it, or set PYTHONPATH"
    assert error.value.diagnostics[0].help == cure


def test_own_build_that_gives_something_from_outside(site: "Site") -> None:
    """A `build` is no way around it."""
    site.plugin("outside_maker")
    site.plugin("castle.readers.alpha", BUILT)
    with pytest.raises(PluginNameError, match="loading it is not allowed"):
        build("readers", {"module": "alpha"})
    assert build("readers", {"module": "alpha"}, allow=["outside_maker"]).files == []


@pytest.mark.parametrize(
    "name",
    ["os", "os:path", "subprocess:Popen", "builtins:eval", "__main__", "__main__.x:y", "site.x"],
)
def test_what_python_brings(name: str) -> None:
    """The standard library, and the program itself, are no plugins, and are told as all others."""
    with pytest.raises(PluginError):
        build("readers", {"module": name})


def test_base_packages_hold_no_plugins() -> None:
    """A module in `castle` that is no plugin gives nothing that a configuration could use."""
    for name in ("castle.monorail.loader:build", "castle.monorail._resolution:import_module"):
        with pytest.raises(PluginClassError, match="has no class"):
            resolve("readers", name)


def test_parents_of_what_is_not_allowed_do_not_run(site: "Site", tmp_path: "Path") -> None:
    """`find_spec` of a dotted name runs its parents: nothing of them runs."""
    marker = tmp_path / "ran"
    site.plugin("outside", f"open({str(marker)!r}, 'w')")
    site.plugin("outside.deep.reader")
    with pytest.raises(PluginNameError):
        resolve("readers", "outside.deep.reader", allow=["outside_maker"])
    assert not marker.exists()


@pytest.mark.parametrize("end", ["raise SystemExit(3)", "import sys; sys.exit()", "1 / 0"])
def test_plugin_that_ends_the_program(site: "Site", end: str) -> None:
    """A plugin that leaves when it is imported is broken; it does not take all else with it."""
    site.plugin("castle.readers.alpha", end)
    with pytest.raises(BrokenPluginError):
        build("readers", {"module": "alpha"})


@pytest.mark.parametrize(
    "text",
    [
        "from castle.base import a_new_name",
        "from castle.monorail.abcs import ReaderABC\nclass Reader(ReaderABC): ...",
    ],
)
def test_plugin_of_another_time(site: "Site", text: str) -> None:
    """One that fails, and declares other versions, says so in place of what came of it."""
    site.plugin("castle.readers.alpha", text)
    info = site.distribution("castle-alpha-reader", "3.1", ["castle/readers/alpha/__init__.py"])
    site.distribution("castle-base", "0.9", [])
    with (info / "METADATA").open("a") as file:
        file.write("Requires-Dist: castle-base>=2\n")
    with pytest.raises(IncompatiblePluginError) as error:
        resolve("readers", "alpha")
    assert error.value.needs == "castle-base>=2"
    assert (error.value.distribution, error.value.version) == ("castle-alpha-reader", "3.1")
    assert "needs castle-base>=2, and 0.9 is installed" in str(error.value)
    assert error.value.__cause__ is not None
