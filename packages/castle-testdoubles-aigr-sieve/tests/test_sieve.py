from castle.aigr import ComponentImplementation, declarations, equal, verify, walk
from castle.TESTDOUBLES.aigr.sieve import sieve


def test_the_sieve_is_sound() -> None:
    """The graph breaks no invariant of the AIGR."""
    assert verify(sieve()) == []


def test_each_call_builds_a_graph_of_its_own() -> None:
    """Two graphs are equal and share no node, so that a test may change the one it has."""
    one, other = sieve(), sieve()
    assert equal(one, other)
    assert not {id(node) for node in walk(one)} & {id(node) for node in walk(other)}


def test_the_files_come_in_the_order_in_which_they_are_read() -> None:
    """What is imported stands before what imports it, the predefined namespace first."""
    names = [space.name for space in sieve().namespaces]
    assert names == ["castle", "protocols", "components", "generator", "sieve", "finder", "main"]


def test_every_component_of_the_sieve_is_implemented() -> None:
    """Generator, sieve, finder and main each have an implementation."""
    names = [one.name for one in declarations(sieve(), ComponentImplementation)]
    assert names == ["Generator", "Sieve", "Finder", "Main"]
