"""The transformer, a machine at a time."""

from typing import ClassVar, Literal

from castle.aigr import Declaration, DiagnosticError, Forest, StateMachine
from castle.monorail.abcs import TransformerABC
from castle.monorail.configuration import ModuleModel
from castle.transformers.fsm.routines._choices import choices
from castle.transformers.fsm.routines._imports import import_protocols
from castle.transformers.fsm.routines._routines import Routines
from castle.transformers.plugins.fsm import FlatMachine, machines, replaced


class RoutinesTransformer(ModuleModel, TransformerABC):
    """Makes an ordinary implementation of each machine: an enumeration of states, and handlers.

    A handler looks at the state, carries out the actions and then says which state is next. The
    machines are flat and deterministic: `fsm.flatten` and `fsm.determinise` come before.
    """

    stage: ClassVar[Literal["program", "machinery"]] = "program"

    def _transform(self, forest: Forest) -> Forest:
        flat = [FlatMachine.of(whole) for whole in machines(forest)]
        problems = [problem for machine in flat for problem in choices(machine)]
        if problems:
            raise DiagnosticError(problems)
        made: dict[StateMachine, Declaration | None] = {
            machine.node: Routines(machine).implementation() for machine in flat
        }
        replaced(forest, made)
        import_protocols(forest, list(made.values()))
        return forest
