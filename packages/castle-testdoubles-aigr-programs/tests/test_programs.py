from random import Random

import pytest

from castle.aigr import (
    DoneTrigger,
    EpsilonTrigger,
    FinalState,
    Forest,
    History,
    Region,
    Rule,
    SendEvent,
    SuperState,
    class_of,
    copy,
    dump,
    equal,
    kinds,
    verify,
    walk,
)
from castle.TESTDOUBLES.aigr.programs import any_forest, machine, program, source

STRUCTURE = {"CAS0301", "CAS0302", "CAS0303"}


@pytest.mark.parametrize("seed", range(20))
def test_any_forest_is_sound(seed: int) -> None:
    """Fields hold what they are declared to hold, and the children make a tree."""
    forest = any_forest(Random(seed), 200)
    assert not STRUCTURE & {diagnostic.code for diagnostic in verify(forest)}
    assert equal(copy(forest), forest)


@pytest.mark.parametrize("make", [any_forest, machine, program])
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


@pytest.mark.parametrize("seed", range(20))
def test_a_machine_means_something(seed: int) -> None:
    """Verification finds nothing wrong with it; there is no choice where none was asked for."""
    random = Random(seed)
    forest = machine(random, random.randint(1, 20), nested=seed % 2 == 0)
    assert verify(forest) == []
    rules = [node for node in walk(forest) if isinstance(node, Rule)]
    assert not any(isinstance(rule.trigger, EpsilonTrigger) for rule in rules)
    plain = [
        (rule.source.name, getattr(rule.trigger, "name", type(rule.trigger)))
        for rule in rules
        if rule.guard is None
    ]
    assert len(plain) == len(set(plain))


def test_machines_have_all_that_there_is() -> None:
    """Every class of nodes that machines are made of occurs in some; flat ones have no others."""
    made = [machine(Random(seed), 12, deterministic=False) for seed in range(20)]
    seen = {type(node) for forest in made for node in walk(forest)}
    family = {class_of(kind) for kind in kinds() if kind.startswith("machines.")}
    assert family <= seen
    flat = [machine(Random(seed), 12, nested=False) for seed in range(20)]
    nested = {FinalState, History, Region, SuperState, DoneTrigger}
    assert not nested & {type(node) for forest in flat for node in walk(forest)}


def test_size_grows_with_the_number_of_components() -> None:
    """A benchmark can ask for a size."""
    small, large = (sum(1 for _ in walk(program(Random(1), n))) for n in (10, 100))
    assert 5 * small < large < 20 * small


def test_the_same_state_gives_the_same_source() -> None:
    """Texts, too, depend on the random numbers alone."""
    assert source(Random(7)) == source(Random(7))
    assert source(Random(7)) != source(Random(8))


def test_sources_use_the_language() -> None:
    """Nearly every word and form of the language occurs in one source or another."""
    texts = "\n".join(text for seed in range(30) for text in source(Random(seed)).values())
    forms = (
        "import from as protocol component implement port sub alias local cons enum if else while"
    )
    forms += (
        " for break continue return match case and or xor nand nor xnor not true false @FSM state"
    )
    forms += (
        ' entry leave region final done history deep_history SlowStart( """ // /* * on := += -> **'
    )
    assert [form for form in forms.split() if form not in texts] == []


def test_the_first_file_imports_the_others() -> None:
    """Whoever reads it reads all."""
    files = source(Random(1))
    assert next(iter(files)) == "main.Castle"
    for name in files:
        assert name == "main.Castle" or f"import {name.partition('.')[0]};" in files["main.Castle"]
