"""The transformer, a machine at a time."""

from typing import ClassVar, Literal

from pydantic import Field

from castle.aigr import Declaration, Diagnostic, DiagnosticError, Forest, StateMachine
from castle.monorail.abcs import TransformerABC
from castle.monorail.configuration import ModuleModel
from castle.transformers.fsm.flatten._bounds import TooManyError
from castle.transformers.fsm.flatten._exploring import EndlessError, Exploration
from castle.transformers.fsm.flatten._passing import Passing
from castle.transformers.fsm.flatten._plain import is_plain
from castle.transformers.fsm.flatten._problems import endless, refuse_choices, too_many
from castle.transformers.fsm.flatten._tree import Tree
from castle.transformers.fsm.flatten._writing import Writing
from castle.transformers.plugins.fsm import Sights, WholeMachine, machines, replaced


class FlattenTransformer(ModuleModel, TransformerABC):
    """Makes flat states of superstates, regions, history and final states.

    A flat state stands for one state of each region that is active. What is done when states are
    entered and left becomes part of the rules, and what a history remembers becomes a member.
    """

    stage: ClassVar[Literal["program", "machinery"]] = "program"

    max_states: int = Field(default=4096, ge=1)
    """How many flat states a machine may have; with more the program is refused."""

    def _transform(self, forest: Forest) -> Forest:
        changes: dict[StateMachine, Declaration | None] = {}
        problems: list[Diagnostic] = []
        for whole in machines(forest):
            try:
                changes |= self._flat(whole)
            except DiagnosticError as error:
                problems += error.diagnostics
        if problems:
            raise DiagnosticError(problems)
        joined = {one.interface.target for one, new in changes.items() if new is None}
        replaced(forest, changes)
        sights = Sights(forest)
        for made in changes.values():
            if isinstance(made, StateMachine):
                _settle(made, sights, joined=made.interface.target in joined)
        return forest

    def _flat(self, whole: WholeMachine) -> dict[StateMachine, Declaration | None]:
        if is_plain(whole):
            return {}
        tree = Tree(whole)
        problems = list(refuse_choices(whole, tree))
        if problems:
            raise DiagnosticError(problems)
        try:
            passing = Passing(Exploration(tree, self.max_states))
        except TooManyError as error:
            raise DiagnosticError([too_many(whole, tree, self.max_states, error.rules)]) from None
        except EndlessError as error:
            raise DiagnosticError([endless(whole, error.rules)]) from None
        made = Writing(whole, passing).machine()
        return {whole.main: made, **dict.fromkeys(whole.refinements)}


def _settle(made: StateMachine, sights: Sights, *, joined: bool) -> None:
    """Let names mean in the file of a machine what they meant in others that it is joined of."""
    sight = sights.of(made)
    if sight is not None and joined:
        sight.name_all(made)
    if sight is not None:
        sight.rename_enumerations(made)
