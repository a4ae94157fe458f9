"""A reading of rule 9: the ways that a machine without superstates may have gone, one by one.

Each way has what was not done yet on it; nothing is known of sets or of what determinising makes.
"""

from typing import Any, NamedTuple

from elements import Element, Names
from interpreter import names_of

from castle.aigr import (
    Body,
    EpsilonTrigger,
    Event,
    EventTrigger,
    HandlerParameter,
    Identifier,
    InstantTrigger,
    Member,
    Part,
    Rule,
    State,
    StateList,
    StateMachine,
    StateName,
    copy,
    dump,
    walk,
)


class Waiting(NamedTuple):
    """An action list that was not done yet."""

    same: Any
    """Equal for lists that do the same with the same arguments."""
    rule: Rule
    names: Names
    values: list[Any] | None
    """What its actions are given, once it waits."""


Way = tuple[State, list[Waiting]]


class Paths:
    """Follows all ways of one machine."""

    def __init__(self, machine: StateMachine) -> None:
        self.element = Element(machine)
        self._rules = [item for item in machine.body.items if isinstance(item, Rule)]
        lists = [item for item in machine.body.items if isinstance(item, StateList)]
        self._order = [state for each in lists for state in each.states]
        [start] = [each.initial for each in lists if each.initial is not None]
        self._step = 0
        self._ways: list[Way] = self._closed([(start, [])])

    def handle(self, event: Event, values: list[Any]) -> None:
        """Handle one event."""
        self._begin()
        self._take(lambda rule: _is_about(rule, event), values)

    def _begin(self) -> None:
        self._take(lambda rule: isinstance(rule.trigger, InstantTrigger), [])

    def _take(self, fits: Any, values: list[Any]) -> None:
        self._step += 1
        found: list[Way] = []
        for state, waits in self._ways:
            for rule in self._enabled(state, fits, values):
                found.append((_goal(rule), waits + self._fresh(rule, names_of(rule, values))))
        if found:
            self._ways = self._closed(found)
            self._run()

    def _enabled(self, state: State, fits: Any, values: list[Any]) -> list[Rule]:
        rules = [rule for rule in self._rules if rule.source.target is state and fits(rule)]
        for rule in rules:
            if rule.guard is not None and self.element.holds(rule, names_of(rule, values)):
                return [rule]
        return [rule for rule in rules if rule.guard is None]

    def _fresh(self, rule: Rule, names: Names) -> list[Waiting]:
        """What a rule does, which is the same as what another does when told in the same words."""
        if not rule.actions:
            return []
        texts, bound = [], False
        for action in rule.actions:
            twin = copy(action)
            for each in walk(twin):
                if isinstance(each, Identifier) and isinstance(each.target, HandlerParameter):
                    trigger = rule.trigger
                    assert isinstance(trigger, EventTrigger)
                    each.name = f"${trigger.parameters.index(each.target)}"
                    each.target, bound = None, True
                bound = bound or (isinstance(each, Part) and isinstance(each.target, Member))
            texts.append(dump(twin))
        return [Waiting((tuple(texts), self._step if bound else None), rule, names, None)]

    def _closed(self, ways: list[Way]) -> list[Way]:
        """Add where epsilon leads to, and know equal ways as one."""
        found: list[Way] = []
        todo = list(ways)
        while todo:
            state, waits = todo.pop()
            if any(s is state and _same(w) == _same(waits) for s, w in found):
                continue
            found.append((state, waits))
            for rule in self._enabled(state, _is_epsilon, []):
                todo.append((_goal(rule), waits + self._fresh(rule, {})))
        return sorted(found, key=lambda way: self._order.index(way[0]))

    def _run(self) -> None:
        """Do what comes first on all ways; keep the arguments of the rest."""
        lists = [waits for _, waits in self._ways]
        while all(lists) and len({waits[0].same for waits in lists}) == 1:
            self._do(lists[0][0])
            lists = [waits[1:] for waits in lists]
        kept: dict[Any, Waiting] = {}
        self._ways = [
            (state, [kept.setdefault(wait.same, self._kept(wait)) for wait in waits])
            for (state, _), waits in zip(self._ways, lists, strict=True)
        ]

    def _kept(self, wait: Waiting) -> Waiting:
        if wait.values is not None:
            return wait
        actions = [action for action in wait.rule.actions if not isinstance(action, Body)]
        return wait._replace(values=[self.element.values(each, wait.names) for each in actions])

    def _do(self, wait: Waiting) -> None:
        for place, action in enumerate(wait.rule.actions):
            if wait.values is None or isinstance(action, Body):
                self.element.do(action, wait.names)
            else:
                self.element.act(action, wait.values[place])


def _same(waits: list[Waiting]) -> list[Any]:
    return [wait.same for wait in waits]


def _goal(rule: Rule) -> State:
    name = rule.target if isinstance(rule.target, StateName) else rule.source
    assert name.target is not None
    return name.target


def _is_about(rule: Rule, event: Event) -> bool:
    return isinstance(rule.trigger, EventTrigger) and rule.trigger.event is event


def _is_epsilon(rule: Rule) -> bool:
    return isinstance(rule.trigger, EpsilonTrigger)


def run(machine: StateMachine, events: list[tuple[Any, list[Any]]]) -> list[list[Any]]:
    """What a machine sends on each event of a sequence."""
    paths = Paths(machine)
    found = []
    for event, values in events:
        paths.handle(event, values)
        found.append(paths.element.sent)
        paths.element.sent = []
    return found
