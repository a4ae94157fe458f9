"""What is told about generated machines is true: trying all that they can do finds nothing else."""

import os
from random import Random

import pytest
from exploring import Explorer

from castle.aigr import (
    Diagnostic,
    Forest,
    Location,
    Rule,
    SourceFile,
    State,
    StateMachine,
    advise,
    walk,
)
from castle.TESTDOUBLES.aigr.programs import machine

MOST = 400
COUNT = int(os.environ.get("CASTLE_MACHINES", "20"))


def located(forest: Forest) -> dict[int, Rule | State]:
    """Each rule and state by its place; the places are numbers in a row."""
    file = SourceFile("program.Castle")
    found: dict[int, Rule | State] = {}
    for number, node in enumerate(walk(forest)):
        node.location = Location(file, number, number)
        if isinstance(node, Rule | State):
            found[number] = node
    return found


def about(found: list[Diagnostic], code: str, nodes: dict[int, Rule | State]) -> set[Rule | State]:
    """What the diagnostics of a code are about."""
    return {nodes[each.location.start] for each in found if each.code == code and each.location}


@pytest.mark.parametrize("nested", [False, True], ids=["flat", "nested"])
@pytest.mark.parametrize("deterministic", [False, True], ids=["choosing", "deterministic"])
def test_what_is_told_of_states_and_rules_is_true(nested: bool, deterministic: bool) -> None:
    """A state that is never reached is not, a rule that is never taken is not; of flat ones all."""
    told = 0
    for seed in range(COUNT):
        random = Random(seed)
        size = random.randint(1, 8 if nested else 15)
        forest = machine(random, size, nested=nested, deterministic=deterministic)
        (one,) = (node for node in walk(forest) if isinstance(node, StateMachine))
        nodes = located(forest)
        found = advise(forest)
        explorer = Explorer(one)
        complete = explorer.explore(MOST)
        unreached = about(found, "CAS0602", nodes)
        assert not unreached & explorer.visited
        told += len(unreached)
        if deterministic:
            never = about(found, "CAS0604", nodes)
            assert not never & explorer.taken
        if complete and not nested:
            states = {node for node in walk(one) if isinstance(node, State)}
            assert unreached == states - explorer.visited
    assert told
