from random import Random

import pytest

from castle.aigr import Forest, SendEvent, class_of, copy, dump, equal, kinds, verify, walk
from castle.TESTDOUBLES.aigr.programs import any_forest, program

STRUCTURE = {"CAS0301", "CAS0302", "CAS0303"}


@pytest.mark.parametrize("seed", range(20))
def test_any_forest_is_sound(seed: int) -> None:
    """Fields hold what they are declared to hold, and the children make a tree."""
    forest = any_forest(Random(seed), 200)
    assert not STRUCTURE & {diagnostic.code for diagnostic in verify(forest)}
    assert equal(copy(forest), forest)


@pytest.mark.parametrize("make", [any_forest, program])
def test_the_same_state_gives_the_same_graph(make: "type[Forest]") -> None:
    """What is made depends on the random numbers alone."""
    assert dump(make(Random(7), 30)) == dump(make(Random(7), 30))  # type: ignore[call-arg, arg-type]
    assert dump(make(Random(7), 30)) != dump(make(Random(8), 30))  # type: ignore[call-arg, arg-type]


def test_all_classes_occur() -> None:
    """No class of nodes is left out of what can be made."""
    seen = {type(node) for seed in range(60) for node in walk(any_forest(Random(seed), 1000))}
    assert {class_of(kind) for kind in kinds()} <= seen | {Forest}


@pytest.mark.parametrize("seed", range(20))
def test_a_program_means_something(seed: int) -> None:
    """Verification finds nothing wrong with it, and it sends events."""
    forest = program(Random(seed), 5)
    assert verify(forest) == []
    assert any(isinstance(node, SendEvent) for node in walk(forest))


def test_size_grows_with_the_number_of_components() -> None:
    """A benchmark can ask for a size."""
    small, large = (sum(1 for _ in walk(program(Random(1), n))) for n in (10, 100))
    assert 5 * small < large < 20 * small
