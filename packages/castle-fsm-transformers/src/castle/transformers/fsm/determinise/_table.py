"""What the states of a machine can do on an event, epsilon rules included."""

from collections.abc import Hashable, Iterable
from typing import NamedTuple

from castle.aigr import EpsilonTrigger, Rule, State, StateName
from castle.transformers.fsm.determinise._lists import Lists, Wait
from castle.transformers.fsm.determinise._problems import (
    ambiguous,
    circular,
    passing,
    refuse,
    too_many,
)
from castle.transformers.plugins.fsm import FlatMachine, trigger_key

_EPSILON: Hashable = EpsilonTrigger


class Move(NamedTuple):
    """One way of a state to take an event."""

    before: tuple[Wait, ...]
    """What epsilon rules with guards do, which are taken just before."""
    rule: Rule
    """The rule that takes the event."""


class Choice(NamedTuple):
    """What is done when guards hold, and no earlier choice was made."""

    guards: tuple[Rule, ...]
    """The rules whose guards must hold."""
    moves: tuple[Move, ...]
    """What is done then, in order."""


Choices = list[Choice]


class Table:
    """The rules of a machine, by state and event; states are numbers, in order."""

    def __init__(self, machine: FlatMachine, lists: Lists, most: int) -> None:
        self.machine = machine
        self._lists = lists
        self.states: list[State] = machine.states
        self.numbers = {state: n for n, state in enumerate(self.states)}
        self._most = most
        self._keys: dict[Hashable, int] = {}
        """The events, in the order of the first rule about each."""
        self._rules: list[dict[Hashable, list[Rule]]] = [self._sorted(s) for s in self.states]
        self.late = {n for n, rules in enumerate(self._rules) if _guarded(rules.get(_EPSILON, ()))}
        """States with epsilon rules that have guards: these are looked at when an event comes."""
        self._closures: dict[int, dict[int, tuple[Wait, ...]]] = {}
        self._choices: dict[tuple[int, Hashable], Choices] = {}
        self._walking: list[int] = []

    @property
    def initial(self) -> int:
        """The state that the machine begins in."""
        return self.numbers[self.machine.initial]

    def keys(self, states: Iterable[int]) -> list[Hashable]:
        """The events that rules of states are about, in order."""
        if self.late:
            states = range(len(self.states))
        found = {key for state in states for key in self._rules[state] if key is not _EPSILON}
        return sorted(found, key=self._keys.__getitem__)

    def events(self) -> list[Hashable]:
        """The events that the rules of the machine are about, in order."""
        return [key for key in self._keys if not isinstance(key, type)]

    def target(self, rule: Rule) -> int:
        """Where a rule leads."""
        goal = rule.target if isinstance(rule.target, StateName) else rule.source
        return self.numbers[goal.target] if goal.target is not None else self.initial

    def closure(self, state: int) -> dict[int, tuple[Wait, ...]]:
        """The states that epsilon rules without guards lead to, and what is done on the way."""
        found = self._closures.get(state)
        if found is None:
            found = self._closures[state] = self._reach(state)
        return found

    def choices(self, state: int, key: Hashable) -> Choices:
        """What a state does on an event: the first choice whose guards hold."""
        found = self._choices.get((state, key))
        if found is None:
            found = self._own(state, key)
            if state in self.late:
                found = self.product([found, self._late(state, key)])
            if not self._walking:
                self._choices[state, key] = found
        return found

    def product(self, parts: Iterable[Choices]) -> Choices:
        """Choose in each part: what comes first in all is first."""
        made: Choices = [Choice((), ())]
        for part in parts:
            if len(made) == len(part) == 1 and not part[0].guards:
                made = [Choice(made[0].guards, made[0].moves + part[0].moves)]
                continue
            made = _unhidden([_both(one, other) for one in made for other in part])
            if len(made) > self._most:
                refuse(too_many(self.machine, self._most, "choices between guards"))
        return made

    def _sorted(self, state: State) -> dict[Hashable, list[Rule]]:
        found: dict[Hashable, list[Rule]] = {}
        for rule in self.machine.rules_of(state):
            key = trigger_key(rule.trigger)
            self._keys.setdefault(key, len(self._keys))
            found.setdefault(key, []).append(rule)
        return found

    def _reach(self, state: int) -> dict[int, tuple[Wait, ...]]:
        found: dict[int, tuple[Wait, ...]] = {state: ()}
        todo = [state]
        while todo:
            source = todo.pop()
            for rule in [] if source in self.late else self._rules[source].get(_EPSILON, []):
                target = self.target(rule)
                done = found[source] + self._lists.fresh([rule])
                if target not in found:
                    found[target] = done
                    todo.append(target)
                elif found[target] != done:
                    self._refuse_twice(rule, target, source)
        return dict(sorted(found.items()))

    def _refuse_twice(self, rule: Rule, target: int, source: int) -> None:
        """Refuse that a state is reached by epsilon in two ways that do different things."""
        if target == source or source in self._reaching(target):
            refuse(circular(rule))
        refuse(ambiguous([rule], self.states[target]))

    def _reaching(self, state: int) -> set[int]:
        found, todo = {state}, [state]
        while todo:
            for rule in self._rules[todo.pop()].get(_EPSILON, []):
                if (target := self.target(rule)) not in found:
                    found.add(target)
                    todo.append(target)
        return found

    def _own(self, state: int, key: Hashable) -> Choices:
        return _listed(self._rules[state].get(key, []))

    def _late(self, state: int, key: Hashable) -> Choices:
        """What a state does after epsilon rules that have guards."""
        rules = self._rules[state][_EPSILON]
        if state in self._walking:
            for rule in rules:
                if rule.actions:
                    refuse(circular(rule))
            return [Choice((), ())]
        self._walking.append(state)
        made = [
            Choice(one.guards + choice.guards, choice.moves)
            for one in _listed(rules)
            for choice in self.product(self._through(move.rule, key) for move in one.moves)
        ]
        self._walking.pop()
        return _unhidden(made)

    def _through(self, rule: Rule, key: Hashable) -> Choices:
        """What is done on an event once an epsilon rule was taken."""
        first = self._lists.fresh([rule])
        for state in self.closure(self.target(rule)):
            if self.machine.is_passing(self.states[state]):  # it would be left before the event
                refuse(passing(self.states[state], [rule]))
        return self.product(
            [
                Choice(
                    choice.guards,
                    tuple(Move(first + done + m.before, m.rule) for m in choice.moves),
                )
                for choice in self.choices(state, key)
            ]
            for state, done in self.closure(self.target(rule)).items()
        )


def _guarded(rules: Iterable[Rule]) -> bool:
    return any(rule.guard is not None for rule in rules)


def _listed(rules: list[Rule]) -> Choices:
    """Each rule with a guard is a choice; those without are the last one together."""
    free = tuple(Move((), rule) for rule in rules if rule.guard is None)
    guarded = [Choice((rule,), (Move((), rule),)) for rule in rules if rule.guard is not None]
    return [*guarded, Choice((), free)]


def _both(one: Choice, other: Choice) -> Choice:
    return Choice(tuple(dict.fromkeys(one.guards + other.guards)), one.moves + other.moves)


def _unhidden(choices: Choices) -> Choices:
    """Leave out what is never chosen, because an earlier choice asks for no more."""
    found: Choices = []
    asked: list[set[Rule]] = []
    for choice in choices:
        guards = set(choice.guards)
        if not any(earlier <= guards for earlier in asked):
            found.append(choice)
            asked.append(guards)
    return found
