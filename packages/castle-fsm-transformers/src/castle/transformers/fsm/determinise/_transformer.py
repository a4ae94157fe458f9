"""The transformer, a machine at a time."""

from typing import ClassVar, Literal

from pydantic import Field

from castle.aigr import Diagnostic, Forest, StateMachine
from castle.monorail.abcs import TransformerABC
from castle.monorail.configuration import ModuleModel
from castle.monorail.diagnostics import warn
from castle.transformers.fsm.determinise._making import made
from castle.transformers.fsm.determinise._problems import choosing
from castle.transformers.fsm.determinise._sets import Sets, check_late
from castle.transformers.plugins.fsm import FlatMachine, machines, replaced


class DeterminiseTransformer(ModuleModel, TransformerABC):
    """Makes flat machines deterministic: a state for each set of states that one may be in.

    What is done on some of the ways that a machine may have gone, not on all, waits for the event
    that tells them apart. A machine that is deterministic stays as it is.
    """

    stage: ClassVar[Literal["program", "machinery"]] = "program"

    strict: bool = False
    """Whether it is an error, not a warning, that an action waits for a later event."""
    max_states: int = Field(default=4096, ge=1)
    """How many states a machine may come to have."""

    def _transform(self, forest: Forest) -> Forest:
        late: list[Diagnostic] = []
        changes: dict[StateMachine, StateMachine] = {}
        for whole in machines(forest):
            machine = FlatMachine.of(whole)
            if choosing(machine):
                sets = Sets(machine, self.max_states)
                late += check_late(sets, strict=self.strict)
                changes[whole.main] = made(sets)
        for warning in late:
            warn(warning)
        return replaced(forest, changes)
