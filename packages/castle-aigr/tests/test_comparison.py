import pytest

from castle.aigr import Constant, Forest, Identifier, Location, SourceFile, copy, equal, walk


def test_a_copy_is_equal_and_shares_no_node(filter_program: Forest) -> None:
    """A copy has the same structure, in nodes of its own."""
    twin = copy(filter_program)
    assert equal(twin, filter_program)
    assert not {id(n) for n in walk(twin)} & {id(n) for n in walk(filter_program)}


def test_references_of_a_copy_stay_within_it(filter_program: Forest) -> None:
    """What a copied node refers to is the copy of what the original refers to."""
    twin = copy(filter_program)
    owned = {id(node) for node in walk(twin)}
    uses = [node for node in walk(twin) if isinstance(node, Identifier)]
    assert uses
    assert all(id(use.target) in owned for use in uses)


def test_a_reference_to_another_node_is_a_difference(filter_program: Forest) -> None:
    """Two graphs that differ in where a reference leads are not equal."""
    twin = copy(filter_program)
    use = next(node for node in walk(twin) if isinstance(node, Identifier))
    use.target = None
    assert not equal(twin, filter_program)


def test_locations_are_no_difference() -> None:
    """Where a node stands in the source does not matter."""
    place = Location(SourceFile("a.Castle", "7"), 0, 1)
    assert equal(Constant(7), Constant(7, location=place))


@pytest.mark.parametrize(("one", "other"), [(1, 1.0), (1, True), (0.0, -0.0), ("1", 1)])
def test_values_of_other_types_differ(one: object, other: object) -> None:
    """1, 1.0, true and "1" are four constants, and 0.0 and -0.0 two."""
    assert not equal(Constant(one), Constant(other))  # type: ignore[arg-type]
    assert equal(Constant(one), Constant(one))  # type: ignore[arg-type]
