"""Machines without superstates, looked at state by state."""

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

from castle.aigr import (
    Body,
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
    Note,
    Part,
    Region,
    Rule,
    Severity,
    State,
    StateList,
    StateMachine,
    StateName,
    SuperState,
    Trigger,
)
from castle.transformers.plugins.fsm._blocks import retained
from castle.transformers.plugins.fsm._machines import WholeMachine

_NESTED = (EntryAction, FinalState, LeaveAction, Region, SuperState)


class FlatMachine:
    """A machine whose states have no states inside.

    Its rules wait for events, or for nothing: `epsilon`. A state whose rules are all `instantly`,
    or all `done`, is a passing one: it is left in the same step that led to it. One of these has
    no guard, and they never lead in a circle.
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
            raise DiagnosticError([_not_flat(node, node)])
        self.initial: State = initial
        """The state that the machine begins in."""

    @classmethod
    def of(cls, whole: WholeMachine) -> "FlatMachine":
        """Look at a machine.

        Raises:
            DiagnosticError: it is not flat.
        """
        nested = _nested(whole)
        if nested is not None:
            raise DiagnosticError([_not_flat(whole.main, nested)])
        return cls(whole.main)

    def rules_of(self, state: State) -> list[Rule]:
        """The rules of a state, in order."""
        return self.rules.get(state, [])

    def is_passing(self, state: State) -> bool:
        """Whether a state is left in the same step that leads to it."""
        rules = self.rules_of(state)
        return bool(rules) and isinstance(rules[0].trigger, InstantTrigger | DoneTrigger)

    def passing(self) -> list[State]:
        """The states that are passed through, each behind those of them that it leads to."""
        return list(TopologicalSorter(self._passed()).static_order())

    def circle(self) -> list[State]:
        """States that are passed through again and again, if there are any."""
        try:
            TopologicalSorter(self._passed()).prepare()
        except CycleError as error:
            return [*error.args[1]]
        return []

    def _passed(self) -> dict[State, list[State]]:
        passing = [state for state in self.states if self.is_passing(state)]
        return {
            state: [to for to in map(goal, self.rules_of(state)) if self.is_passing(to)]
            for state in passing
        }

    def _add(self, rule: Rule) -> None:
        if rule.source.target is not None:
            self.rules.setdefault(rule.source.target, []).append(rule)


def is_flat(whole: WholeMachine) -> bool:
    """Whether a machine has nothing that `fsm.flatten` takes away, or makes something else of."""
    return _nested(whole) is None


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


def goal(rule: Rule) -> State:
    """Where a rule leads; one without a target leads to where it comes from."""
    name = rule.target if isinstance(rule.target, StateName) else rule.source
    assert name.target is not None  # the machine is flat, and its names are known
    return name.target


def _nested(whole: WholeMachine) -> Node | None:
    """The first thing in a machine that no flat machine has."""
    nested: list[Node] = [*whole.refinements, *filter(_is_nested, whole.main.body.items)]
    return nested[0] if nested else next(_unsettled(FlatMachine(whole.main)), None)


def _is_nested(item: Node) -> bool:
    return isinstance(item, _NESTED) or (
        isinstance(item, Rule) and isinstance(item.target, History)
    )


def _unsettled(machine: FlatMachine) -> Iterator[Node]:
    """What looks flat, but means something else in machines with superstates.

    There `done` is about the states inside of a state, and a state waits for events as long as the
    guard of its `instantly` does not hold. A `local` is one, however many rules its block is in.
    """
    for rules in machine.rules.values():
        blocks = [each for rule in rules for each in rule.actions if isinstance(each, Body)]
        yield from (local for block in blocks for local in retained(block))
        passing = [rule for rule in rules if not _waits(rule)]
        kinds = {type(rule.trigger) for rule in rules}
        if passing and (len(kinds) > 1 or all(rule.guard is not None for rule in rules)):
            yield passing[0]
    for state in machine.circle():
        yield from machine.rules_of(state)


def _waits(rule: Rule) -> bool:
    return not isinstance(rule.trigger, DoneTrigger | InstantTrigger)


def _not_flat(node: StateMachine, nested: Node) -> Diagnostic:
    message = f"the machine `{node.name}` is not flat"
    notes = (Note("this is why", nested.location),) if nested is not node else ()
    help_ = "let `fsm.flatten` come before this transformer"
    return Diagnostic("CAS0610", Severity.ERROR, message, node.location, notes, help_)
