"""Machines do the same as they are written, flattened, determinised and minimised."""

import os
from random import Random

import paths
import pytest
from elements import inputs, the_machine
from interpreter import run
from machine_texts import lowered

from castle.aigr import (
    DiagnosticError,
    EpsilonTrigger,
    InstantTrigger,
    Rule,
    SendEvent,
    copy,
    equal,
    walk,
)
from castle.TESTDOUBLES.aigr.programs import machine
from castle.transformers.fsm.determinise import DeterminiseTransformer
from castle.transformers.fsm.flatten import FlattenTransformer
from castle.transformers.fsm.minimise import MinimiseTransformer

EXAMPLES = int(os.environ.get("CASTLE_MACHINE_EXAMPLES", "40"))


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_without_choices(seed: int) -> None:
    """With superstates, regions and history, event by event."""
    random = Random(seed)
    program = machine(random, random.randrange(1, 12), events=20)
    events = inputs(program)
    expected = run(the_machine(program), events)
    for step in (FlattenTransformer(), DeterminiseTransformer(), MinimiseTransformer()):
        program = lowered(program, [step])
        assert run(the_machine(program), events, flat=True) == expected


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_with_choices(seed: int) -> None:
    """Machines whose rules leave choices do what all ways through them do, or are refused."""
    random = Random(seed)
    program = machine(random, random.randrange(2, 9), nested=False, deterministic=False)
    for rule in [each for each in walk(program) if isinstance(each, Rule)]:
        silent = isinstance(rule.trigger, EpsilonTrigger) or random.randrange(4)
        sends = [each for each in rule.actions if isinstance(each, SendEvent)]
        rule.actions = [] if silent else [*sends]
    events = inputs(program)
    program = FlattenTransformer().transform(program)
    before = copy(program)
    try:
        made = DeterminiseTransformer(max_states=200).transform(program)
    except DiagnosticError:
        assert equal(program, before)  # refused, and nothing is half transformed
        return
    found = run(the_machine(made), events, flat=True)
    assert run(the_machine(lowered(made, [MinimiseTransformer()])), events, flat=True) == found
    if not any(isinstance(each, InstantTrigger) for each in walk(before)):
        assert paths.run(the_machine(before), events) == found
