"""The reader that returns what it was given."""

from pathlib import Path

import pytest

from castle.aigr import Forest, SourceNS, equal, save
from castle.monorail.errors import ConfigurationError, ContractError
from castle.monorail.loader import build, resolve
from castle.TESTDOUBLES.aigr.sieve import sieve
from castle.TESTDOUBLES.readers.mock import MockReader

NAME = "castle.TESTDOUBLES.readers.mock"


def test_is_found_by_its_full_name() -> None:
    """The double lies outside the readers, and is loaded by its full name without leave."""
    assert resolve("readers", NAME) is MockReader


def test_returns_the_graph_it_was_given() -> None:
    """The very graph comes back, whatever the sources."""
    forest = Forest([])
    assert MockReader.returning(forest).read([Path("any.Castle")]) is forest


def test_remembers_what_it_was_asked_to_read() -> None:
    """A test can see which sources each call named."""
    reader = MockReader.returning(Forest([]))
    reader.read([Path("a.Castle"), Path("b.Castle")])
    reader.read([])
    assert reader.sources == ((Path("a.Castle"), Path("b.Castle")), ())


def test_makes_the_graph_that_a_module_is_named_after() -> None:
    """A configuration names the module; its function of the same name makes the graph."""
    reader = build("readers", {"module": NAME, "forest": "castle.TESTDOUBLES.aigr.sieve"})
    assert equal(reader.read([]), sieve())


def test_makes_the_graph_of_a_named_function() -> None:
    """A function of another name stands after a colon."""
    reader = build("readers", {"module": NAME, "forest": "castle.TESTDOUBLES.aigr.sieve:sieve"})
    assert equal(reader.read([]), sieve())


def test_loads_files_of_the_graph(tmp_path: Path) -> None:
    """Saved graphs come back as one, in the order of the files."""
    for name in ("one", "two"):
        save(Forest([SourceNS(name=name, source=f"{name}.Castle")]), tmp_path / f"{name}.aigr")
    files = [tmp_path / "one.aigr", tmp_path / "two.aigr"]
    reader = build("readers", {"module": NAME, "files": files})
    assert [space.name for space in reader.read([]).namespaces] == ["one", "two"]


def test_refuses_a_module_outside_the_namespace() -> None:
    """A configuration cannot make it import what the loader would not."""
    with pytest.raises(ConfigurationError, match="expected a module in the namespace `castle`"):
        build("readers", {"module": NAME, "forest": "os.path"})


def test_checks_what_a_function_makes() -> None:
    """A function that makes something else is told apart from a graph that is wrong."""
    reader = MockReader(forest="castle.monorail.meta:_identity")
    with pytest.raises(ContractError, match="_read returned str, not Forest"):
        reader.read([])
