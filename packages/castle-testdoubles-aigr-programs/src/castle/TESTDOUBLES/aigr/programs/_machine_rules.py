"""The rules of a generated machine."""

from random import Random

from castle.aigr import (
    DoneTrigger,
    EntryAction,
    EpsilonTrigger,
    Event,
    EventTrigger,
    History,
    InstantTrigger,
    LeaveAction,
    MachineItem,
    Rule,
    State,
    StateName,
    Trigger,
)
from castle.TESTDOUBLES.aigr.programs._machine_parts import World
from castle.TESTDOUBLES.aigr.programs._machine_states import States

_FEW = 5


class Rules:
    """Writes rules, and what is done when states are entered and left."""

    def __init__(
        self, random: Random, world: World, states: States, *, deterministic: bool
    ) -> None:
        self._random = random
        self._world = world
        self._states = states
        self._deterministic = deterministic
        self._instant = self._chosen()
        self._made: list[tuple[State, MachineItem]] = []

    def made(self) -> list[tuple[State, MachineItem]]:
        """All of them, each with the state that it is about."""
        for state in self._states.all:
            if state in self._instant:
                self._instantly(state)
            else:
                for event in self._world.events:
                    self._on(state, event)
                self._besides(state)
            self._actions(state)
        for event in self._world.events:
            self._ensure(event)
        return self._made

    def _chosen(self) -> dict[State, State]:
        """States that are left at once, and where to: none of them leads to another."""
        found: dict[State, State] = {}
        atomic = [s for s in self._states.all if s not in self._states.compound]
        for state in atomic:
            beside = [s for s in atomic if self._states.home[s] is self._states.home[state]]
            others = [s for s in beside if s is not state and s not in found]
            if others and state not in found.values() and not self._random.randrange(_FEW):
                found[state] = self._random.choice(others)
        return found

    def _instantly(self, state: State) -> None:
        self._add(state, InstantTrigger(), self._instant[state], guarded=False)

    def _on(self, state: State, event: Event) -> None:
        """Write rules for an event: one or none with a guard, and some without."""
        for _ in range(self._random.randrange(2)):
            self._add(state, self._world.trigger(event), self._target(), guarded=True)
        most = 2 if self._deterministic else 3
        for _ in range(self._random.randrange(most)):
            self._add(state, self._world.trigger(event), self._target(), guarded=False)

    def _besides(self, state: State) -> None:
        """Write rules that wait for no event."""
        if state in self._states.ending and self._random.randrange(3):
            # Not to a final state: the end of the one would be that of the other, for ever.
            self._add(state, DoneTrigger(), self._random.choice(self._states.all), guarded=False)
        if not self._deterministic and not self._random.randrange(3):
            self._add(state, EpsilonTrigger(), self._random.choice(self._states.all), guarded=False)

    def _target(self) -> State | History | None:
        match self._random.randrange(8):
            case 0:
                return None
            case 1 if self._states.finals:
                return self._random.choice(self._states.finals)
            case 2 if self._states.compound:
                inner = [each for each in self._states.all if each in self._states.compound]
                return self._history(self._random.choice(inner))
        return self._random.choice(self._states.all)

    def _history(self, state: State) -> History:
        return History(_use(state), bool(self._random.randrange(2)))

    def _add(
        self, state: State, trigger: Trigger, target: State | History | None, *, guarded: bool
    ) -> None:
        names = trigger.parameters if isinstance(trigger, EventTrigger) else []
        guard = self._world.guard(names) if guarded else None
        leads = _use(target) if isinstance(target, State) else target
        actions = self._world.actions(names)
        self._made.append((state, Rule(_use(state), trigger, guard, leads, actions)))

    def _actions(self, state: State) -> None:
        for node in (EntryAction, LeaveAction):
            actions = self._world.actions([]) if not self._random.randrange(3) else []
            if actions:
                self._made.append((state, node(_use(state), actions)))

    def _ensure(self, event: Event) -> None:
        """Let some rule be about an event: each event of an in-port needs one."""
        rules = [item for _, item in self._made if isinstance(item, Rule)]
        triggers = [rule.trigger for rule in rules if isinstance(rule.trigger, EventTrigger)]
        if all(trigger.event is not event for trigger in triggers):
            free = [each for each in self._states.all if each not in self._instant]
            self._add(free[0], self._world.trigger(event), None, guarded=False)


def _use(state: State) -> StateName:
    return StateName(state.name, state)
