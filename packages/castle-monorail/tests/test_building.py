"""Building plugins, in either of the two ways of writing one."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from castle.monorail.configuration import ModuleModel
from castle.monorail.errors import ConfigurationError, PluginClassError
from castle.monorail.loader import build

if TYPE_CHECKING:
    from conftest import Site

OWN_BUILD = """
    from castle.monorail.abcs import ReaderABC

    class Reader(ReaderABC):
        def __init__(self, config):
            self.config = config

        def _read(self, sources): ...

    def build(config):
        return Reader(config)
"""


class Settings(ModuleModel):
    """The configuration of a reader as a model."""

    strict: bool = True


def told(error: pytest.ExceptionInfo[ConfigurationError]) -> list[str]:
    """The messages, in order."""
    return [diagnostic.message for diagnostic in error.value.diagnostics]


def test_model_is_its_own_configuration(site: "Site") -> None:
    """The keys become fields, converted to their types."""
    site.plugin("castle.readers.alpha")
    reader = build("readers", {"module": "alpha", "files": ["a.Castle"], "strict": True})
    assert (reader.module, reader.files, reader.strict) == ("alpha", [Path("a.Castle")], True)


@pytest.mark.parametrize("config", [{"module": "alpha", "strict": True}, Settings(module="alpha")])
def test_own_build_gets_a_plain_dict(site: "Site", config: Any) -> None:
    """A leaf's own `build` gets the whole configuration, as a dict of its own."""
    site.plugin("castle.readers.alpha", OWN_BUILD)
    given = build("readers", config).config
    assert type(given) is dict
    assert given == {"module": "alpha", "strict": True}
    assert given is not config


def test_every_wrong_value_is_told(site: "Site") -> None:
    """Wrong types, and keys that nothing reads, come at once, with what was meant."""
    site.plugin("castle.readers.alpha")
    config = {"module": "alpha", "files": "main.Castle", "strict": "perhaps", "stric": True}
    with pytest.raises(ConfigurationError) as error:
        build("readers", config)
    assert len(told(error)) == 3
    assert "`files`: expected a valid list, not `main.Castle`" in told(error)
    assert "unknown key `stric` of reader `alpha`" in told(error)
    assert [d.help for d in error.value.diagnostics if "stric`" in d.message] == [
        "did you mean `strict`?"
    ]


def test_validation_in_an_own_build(site: "Site") -> None:
    """A `build` that validates with a model of its own is told like any other."""
    site.plugin(
        "castle.readers.alpha",
        OWN_BUILD.replace(
            "def build(config):",
            "from castle.monorail.configuration import ModuleModel\n\n"
            "    def build(config):\n        ModuleModel.model_validate(config)",
        ),
    )
    with pytest.raises(ConfigurationError, match="unknown key `colour`") as error:
        build("readers", {"module": "alpha", "colour": "red"})
    assert error.value.diagnostics[0].help is None  # whose keys it knows is the leaf's own affair


def test_build_that_gives_something_else(site: "Site") -> None:
    """What an own `build` gives has to be of the kind."""
    site.plugin("castle.readers.alpha", "def build(config):\n    return 42\n")
    with pytest.raises(PluginClassError, match="gave int, which is no ReaderABC"):
        build("readers", {"module": "alpha"})


def test_plugin_written_in_neither_way(site: "Site") -> None:
    """A class that is no model needs a `build`; the message says so."""
    site.plugin("castle.readers.alpha", OWN_BUILD.partition("def build")[0])
    with pytest.raises(PluginClassError, match="has no `build"):
        build("readers", {"module": "alpha"})


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({}, "the key `module` of a reader is missing"),
        ({"module": 3}, "expected the name of a reader"),
    ],
)
def test_configuration_without_a_name(config: dict[str, object], said: str) -> None:
    """Without a name there is nothing to build."""
    with pytest.raises(ConfigurationError, match=said):
        build("readers", config)
