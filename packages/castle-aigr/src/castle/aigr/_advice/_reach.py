"""Which states of a machine can be reached, as far as its rules alone tell."""

from castle.aigr._nodes.expressions import Constant
from castle.aigr._nodes.machines import DoneTrigger, Rule, State
from castle.aigr._verification._entering import at_first, entered_by
from castle.aigr._verification._states import Machine, declared_states, is_final


class Reach:
    """The states of a machine that can be active: guards may hold, and events may come."""

    def __init__(self, machine: Machine) -> None:
        self.states: dict[int, State] = {}
        """Those that can be reached, by `id`."""
        self._machine = machine
        self._pending: list[State] = []
        self._waiting: list[tuple[Rule, list[State]]] = []
        self._enter(at_first(machine))
        self._run()
        while ready := [rule for rule, ends in self._waiting if any(map(self.has, ends))]:
            self._waiting = [each for each in self._waiting if not any(map(self.has, each[1]))]
            for rule in ready:
                self._enter(entered_by(machine, rule))
            self._run()

    def has(self, state: State | None) -> bool:
        """Whether a state can be reached."""
        return id(state) in self.states

    def has_around(self, state: State) -> bool:
        """Whether the state around a state can be reached; if not, it is the one to talk about."""
        outer = self._machine.parent(state)
        return outer is None or self.has(outer)

    def _enter(self, states: list[State]) -> None:
        for state in states:
            if id(state) not in self.states:
                self.states[id(state)] = state
                self._pending.append(state)

    def _run(self) -> None:
        while self._pending:
            state = self._pending.pop()
            for rule in self._machine.rules.get(id(state), []):
                if is_impossible(rule):
                    continue
                if isinstance(rule.trigger, DoneTrigger):
                    self._waiting.append((rule, finals(self._machine, rule)))
                else:
                    self._enter(entered_by(self._machine, rule))


def finals(machine: Machine, rule: Rule) -> list[State]:
    """The final states directly inside of the state that a rule is of."""
    bodies = machine.inside(rule.source.target)
    return [state for body in bodies for state in declared_states(body) if is_final(state)]


def is_impossible(rule: Rule) -> bool:
    """Whether the guard of a rule is `false`."""
    return isinstance(rule.guard, Constant) and rule.guard.value is False


def is_certain(rule: Rule) -> bool:
    """Whether a rule is taken, or one before it, whenever its trigger is there."""
    return rule.guard is None or (isinstance(rule.guard, Constant) and rule.guard.value is True)
