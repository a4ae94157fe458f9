"""Generated machines, as graphs and as texts: reading the one gives the other."""

import os
from collections.abc import Callable
from random import Random

import pytest
from machine_texts import Text

from castle.aigr import Forest, equal
from castle.TESTDOUBLES.aigr.programs import machine

COUNT = int(os.environ.get("CASTLE_MACHINES", "60"))
LARGEST = 20


@pytest.mark.parametrize("nested", [False, True], ids=["flat", "nested"])
@pytest.mark.parametrize("deterministic", [False, True], ids=["choosing", "deterministic"])
def test_reading_the_text_of_a_machine_gives_its_graph(
    read: Callable[..., Forest], nested: bool, deterministic: bool
) -> None:
    """The graph is made by itself, and its text by an independent writer."""
    for seed in range(COUNT // 4):
        random = Random(seed)
        made = machine(
            random, random.randint(1, LARGEST), nested=nested, deterministic=deterministic
        )
        text = Text(random).of(made)
        assert equal(read({"program.Castle": text}), made), text
