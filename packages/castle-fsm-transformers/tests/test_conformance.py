"""What every transformer promises, and that programs without machines are left alone."""

import pytest

from castle.aigr import Forest, copy, equal
from castle.kit.conformance import TransformerConformance, sample_programs
from castle.monorail.abcs import TransformerABC
from castle.transformers.fsm.determinise import DeterminiseTransformer
from castle.transformers.fsm.flatten import FlattenTransformer
from castle.transformers.fsm.minimise import MinimiseTransformer
from castle.transformers.fsm.routines import RoutinesTransformer


class TestFlatten(TransformerConformance):
    """`fsm.flatten` keeps what every transformer promises."""

    plugin = "fsm.flatten"


class TestDeterminise(TransformerConformance):
    """`fsm.determinise` keeps what every transformer promises."""

    plugin = "fsm.determinise"


class TestMinimise(TransformerConformance):
    """`fsm.minimise` keeps what every transformer promises."""

    plugin = "fsm.minimise"


class TestRoutines(TransformerConformance):
    """`fsm.routines` keeps what every transformer promises."""

    plugin = "fsm.routines"


@pytest.mark.parametrize(
    "transformer",
    [FlattenTransformer(), DeterminiseTransformer(), MinimiseTransformer(), RoutinesTransformer()],
)
@pytest.mark.parametrize("program", sample_programs().values(), ids=sample_programs())
def test_no_machine(transformer: TransformerABC, program: Forest) -> None:
    """A program without machines stays as it is."""
    assert equal(transformer.transform(copy(program)), program)
