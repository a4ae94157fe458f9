"""Machines do the same as they are written, lowered, run by the engine and written as Python."""

import os
from random import Random

import paths
import pytest
from blocks import blocks
from carried_out import as_printed, carried_out, check
from choosing import CONTRACT, choosing
from elements import inputs, the_machine
from interpreter import run
from machine_texts import lowered, read

from castle.aigr import (
    DiagnosticError,
    EpsilonTrigger,
    Forest,
    InstantTrigger,
    Rule,
    SendEvent,
    copy,
    equal,
    walk,
)
from castle.monorail.abcs import TransformerABC
from castle.TESTDOUBLES.aigr.programs import machine
from castle.transformers.fsm.determinise import DeterminiseTransformer
from castle.transformers.fsm.flatten import FlattenTransformer
from castle.transformers.fsm.minimise import MinimiseTransformer

EXAMPLES = int(os.environ.get("CASTLE_MACHINE_EXAMPLES", "15"))
FIRST = int(os.environ.get("CASTLE_MACHINE_FIRST", "0"))
SEEDS = range(FIRST, FIRST + EXAMPLES)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_choices(seed: int) -> None:
    """With superstates, regions and history, event by event; one form of three is carried out."""
    random = Random(seed)
    program = machine(random, random.randrange(1, 12), events=20)
    events = inputs(program)
    expected = run(the_machine(program), events)
    steps: list[TransformerABC] = [
        FlattenTransformer(),
        DeterminiseTransformer(),
        MinimiseTransformer(),
    ]
    for number, step in enumerate(steps):
        program = lowered(program, [step])
        assert run(the_machine(program), events, flat=True) == expected
        if seed % 3 == number:
            assert carried_out(program) == [as_printed(expected)] * 3


@pytest.mark.parametrize("seed", SEEDS)
def test_with_blocks(seed: int) -> None:
    """Variables of blocks hide what they hide in their blocks, and nothing beside these."""
    random = Random(seed)
    check(read(blocks(random, random.randrange(1, 9), 20), CONTRACT))


def determinised(program: Forest, most: int) -> Forest | None:
    """The machine without choices; None when it is refused, and then nothing was done."""
    before = copy(program)
    try:
        return DeterminiseTransformer(max_states=most).transform(program)
    except DiagnosticError:
        assert equal(program, before)
        return None


def compare(program: Forest, seed: int) -> bool:
    """Compare the forms of a flat machine; tell whether it is not refused."""
    events = inputs(program)
    before = copy(program)
    made = determinised(program, 200)
    if made is None:
        return False
    found = run(the_machine(made), events, flat=True)
    if not any(isinstance(each, InstantTrigger) for each in walk(before)):
        ways = paths.run(the_machine(before), inputs(before))
        assert as_printed(ways) == as_printed(found)
    shown = [as_printed(found)] * 3
    if seed % 2:
        assert carried_out(made) == shown
    made = lowered(made, [MinimiseTransformer()])
    assert run(the_machine(made), events, flat=True) == found
    if not seed % 2:
        assert carried_out(made) == shown
    return True


def any_choices(seed: int) -> Forest:
    """A flat machine with choices, few of which do anything."""
    random = Random(seed)
    program = machine(random, random.randrange(1, 6), nested=False, deterministic=False)
    for rule in [each for each in walk(program) if isinstance(each, Rule)]:
        silent = isinstance(rule.trigger, EpsilonTrigger) or random.randrange(6)
        sends = [each for each in rule.actions if isinstance(each, SendEvent)]
        rule.actions = [] if silent else [*sends]
    return FlattenTransformer().transform(program)


def test_with_choices() -> None:
    """Machines whose rules leave choices do what all ways through them do, or are refused."""
    compared = sum(compare(any_choices(seed), seed) for seed in SEEDS)
    assert compared >= len(SEEDS) // 8


def test_with_choices_that_are_decided_later() -> None:
    """Sends wait, with their arguments, for what decides; hardly any machine is refused."""
    compared = waiting = 0
    for seed in SEEDS:
        random = Random(seed)
        text = choosing(random, random.randrange(1, 5), 30)
        program = FlattenTransformer().transform(read(text, CONTRACT))
        compared += compare(program, seed)
        waiting += any(getattr(each, "name", "").startswith("waiting") for each in walk(program))
    assert compared >= len(SEEDS) * 9 // 10
    assert waiting >= len(SEEDS) // 2
