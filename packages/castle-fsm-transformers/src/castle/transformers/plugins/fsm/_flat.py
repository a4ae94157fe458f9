"""Machines without superstates, looked at state by state."""

from collections.abc import Sequence

from castle.aigr import (
    Declaration,
    Diagnostic,
    DiagnosticError,
    DoneTrigger,
    EntryAction,
    EpsilonTrigger,
    EventTrigger,
    FinalState,
    History,
    InstantTrigger,
    LeaveAction,
    MachineBody,
    MachineItem,
    Node,
    Part,
    Region,
    Rule,
    Severity,
    State,
    StateList,
    StateMachine,
    SuperState,
    Trigger,
)
from castle.transformers.plugins.fsm._machines import WholeMachine

_NESTED = (EntryAction, FinalState, LeaveAction, Region, SuperState)


class FlatMachine:
    """A machine whose states have no states inside.

    Its rules wait for events, or for nothing: `epsilon`. A state whose rules are all `instantly`,
    or all `done`, is a passing one: it is left in the same step that led to it.
    """

    def __init__(self, node: StateMachine) -> None:
        self.node = node
        """The machine as it stands in the graph."""
        self.declarations: list[Declaration] = []
        """Members, methods and all else that is said beside states, in order."""
        self.states: list[State] = []
        """The states, in order."""
        self.rules: dict[State, list[Rule]] = {}
        """The rules of each state, in order; some states have none."""
        initial = None
        for item in node.body.items:
            match item:
                case StateList():
                    self.states += item.states
                    initial = item.initial or initial
                case Rule():
                    self._add(item)
                case Declaration():
                    self.declarations.append(item)
        if initial is None:
            raise DiagnosticError([_not_flat(node)])
        self.initial: State = initial
        """The state that the machine begins in."""

    @classmethod
    def of(cls, whole: WholeMachine) -> "FlatMachine":
        """Look at a machine.

        Raises:
            DiagnosticError: it is not flat.
        """
        if not is_flat(whole):
            raise DiagnosticError([_not_flat(whole.main)])
        return cls(whole.main)

    def rules_of(self, state: State) -> list[Rule]:
        """The rules of a state, in order."""
        return self.rules.get(state, [])

    def is_passing(self, state: State) -> bool:
        """Whether a state is left in the same step that leads to it."""
        rules = self.rules_of(state)
        return bool(rules) and isinstance(rules[0].trigger, InstantTrigger | DoneTrigger)

    def _add(self, rule: Rule) -> None:
        if rule.source.target is not None:
            self.rules.setdefault(rule.source.target, []).append(rule)


def is_flat(whole: WholeMachine) -> bool:
    """Whether a machine has neither superstates nor anything that goes with them."""
    return not whole.refinements and all(_is_flat(item) for item in whole.main.body.items)


def rebuilt(
    node: StateMachine,
    declarations: Sequence[Declaration],
    states: list[State],
    initial: State,
    rules: Sequence[Rule],
) -> StateMachine:
    """Make a flat machine that takes the place of another one."""
    items: list[MachineItem | Declaration] = [
        StateList(states, initial, location=node.location),
        *declarations,
        *rules,
    ]
    body = MachineBody(items, location=node.body.location)
    return StateMachine(
        node.name, node.interface, body, None, node.documentation, location=node.location
    )


def trigger_key(trigger: Trigger) -> object:
    """What tells the events, or lack of events, apart that rules wait for."""
    if not isinstance(trigger, EventTrigger):
        return type(trigger)
    holder: Node | None = trigger.port.base
    held = holder.target if isinstance(holder, Part) else None
    return trigger.port.target, held, trigger.event, trigger.name


def is_event(trigger: Trigger) -> bool:
    """Whether a rule waits for an event from outside."""
    return not isinstance(trigger, DoneTrigger | EpsilonTrigger | InstantTrigger)


def _is_flat(item: object) -> bool:
    if isinstance(item, Rule):
        return not isinstance(item.target, History)
    return not isinstance(item, _NESTED)


def _not_flat(node: StateMachine) -> Diagnostic:
    message = f"the machine `{node.name}` is not flat"
    help_ = "let `fsm.flatten` come before this transformer"
    return Diagnostic("CAS0610", Severity.ERROR, message, node.location, help=help_)
