"""What plugins are called, and what would hold them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castle.monorail._closest import closest
from castle.monorail._kinds import KINDS
from castle.monorail._names import PUBLISHED, PluginName, distribution_of, is_allowed, parse_name

identifiers = st.text("abcXYZ_0189", min_size=1, max_size=8).filter(str.isidentifier)


@given(st.lists(identifiers, min_size=1, max_size=4), st.none() | identifiers)
def test_names_come_apart_as_they_were_put_together(parts: list[str], chosen: str | None) -> None:
    """`module:Class` gives back its module and its class."""
    module = ".".join(parts)
    text = f"{module}:{chosen}" if chosen else module
    assert parse_name(text) == PluginName(module, chosen)


@pytest.mark.parametrize(
    "text", ["", ".", "a..b", "a:", ":A", "a:B:C", "a/b", "../a", "a b", "a-b"]
)
def test_text_that_is_no_name(text: str) -> None:
    """A path, a gap or an empty part makes no name."""
    assert parse_name(text) is None


@pytest.mark.parametrize(
    ("module", "distribution"),
    [
        ("castle.readers.source", "castle-source-reader"),
        ("castle.transformers.machinery.direct_call", "castle-machinery-transformers"),
        ("castle.writers.python", "castle-python-writer"),
        ("castle.writers.python._program", "castle-python-writer"),
        ("castle.writers.python.deep", "castle-python-writer"),
        ("castle.engines.simulation", "castle-simulation-engine"),
        ("castle.backends.npz", "castle-npz-backend"),
        ("castle.backends.my_own", "castle-my-own-backend"),
        ("castle.aigr", "castle-aigr"),
        ("castle.monorail.abcs", "castle-monorail"),
        ("castle.TESTDOUBLES.readers.mock", "castle-testdoubles-mock-reader"),
        ("castle.TESTDOUBLES.aigr.sieve", "castle-testdoubles-aigr-sieve"),
        ("numpy.linalg", "numpy"),
    ],
)
def test_distribution_that_holds_a_module(module: str, distribution: str) -> None:
    """The names of the house follow from the place in the namespace."""
    assert distribution_of(module) == distribution


@pytest.mark.parametrize(
    ("module", "allow", "allowed"),
    [
        ("castle.readers.source", (), True),
        ("castles.readers", (), False),
        ("my_local", ("my_local",), True),
        ("my_local.deep.reader", ("my_local",), True),
        ("my_localized", ("my_local",), False),
        ("my_local", ("my_local.reader",), False),
    ],
)
def test_what_may_be_loaded(module: str, allow: tuple[str, ...], allowed: bool) -> None:
    """The namespace, and what lies in a module that was allowed; whole words count."""
    assert is_allowed(module, allow) is allowed


def test_published_names_have_kinds() -> None:
    """Every published plugin belongs to a kind that there is."""
    assert set(PUBLISHED) <= set(KINDS)


def test_closest_is_the_nearest_first() -> None:
    """A slip of the finger is recognised, and a different word is not."""
    assert closest("sorce", ["python", "source", "scxml"])[0] == "source"
    assert closest("quantum", ["python", "source"]) == ()
