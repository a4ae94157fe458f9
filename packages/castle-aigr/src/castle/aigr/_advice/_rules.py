"""Rules that are never taken, and rules that do nothing."""

from collections.abc import Iterator

from castle.aigr._advice._reach import Reach, finals, is_certain, is_impossible
from castle.aigr._advice._warnings import warning
from castle.aigr._comparison import equal
from castle.aigr._diagnostics import Diagnostic
from castle.aigr._nodes.expressions import Part
from castle.aigr._nodes.machines import (
    DoneTrigger,
    EntryAction,
    EventTrigger,
    InstantTrigger,
    LeaveAction,
    Rule,
    StateName,
    Trigger,
)
from castle.aigr._nodes.statements import Body
from castle.aigr._traversal import walk
from castle.aigr._verification._entering import ancestors, target_of
from castle.aigr._verification._problems import shortened
from castle.aigr._verification._states import Machine

Key = tuple[object, ...]
"""What a rule waits for: rules of one state that wait for the same compete."""


class Rules:
    """The rules of the states of a machine that can be reached."""

    def __init__(self, machine: Machine, reach: Reach) -> None:
        self._machine = machine
        self._reach = reach
        self._groups: dict[tuple[int, Key], list[Rule]] = {}
        self._keyed: dict[Key, int] = {}
        self._acting = _acting(machine)
        for state in reach.states:
            for rule in machine.rules.get(state, []):
                key = _key(rule.trigger)
                self._groups.setdefault((state, key), []).append(rule)
                self._keyed[key] = self._keyed.get(key, 0) + 1
        self._children: dict[int, list[int]] = {}
        for inner in reach.states.values():
            self._children.setdefault(id(machine.parent(inner)), []).append(id(inner))
        self._hiding: dict[tuple[int, Key], Rule | None] = {}

    def warnings(self) -> Iterator[Diagnostic]:
        """Warn of rules that are never taken, and of those that do nothing."""
        for (state, key), group in self._groups.items():
            never = dict(_hidden(group))
            inner = self._inner(state, key) if isinstance(group[0].trigger, EventTrigger) else None
            for rule in group:
                if is_impossible(rule):
                    yield _impossible(rule)
                elif rule in never:
                    yield _shadowed(rule, never[rule])
                elif inner is not None:
                    yield _shadowed(rule, inner)
                elif isinstance(rule.trigger, DoneTrigger) and not finals(self._machine, rule):
                    yield _never_done(rule)
                elif self._is_idle(rule, group, key):
                    yield _idle(rule)

    def _inner(self, state: int, key: Key) -> Rule | None:
        """A rule inside that is taken instead, when there is one whatever state is active."""
        stack = [state]
        while stack:
            one = stack[-1]
            inner = self._children.get(one, [])
            unknown = [each for each in inner if not self._is_known(each, key)]
            stack += unknown
            if not unknown:
                stack.pop()
                hiding = [self._certain(each, key) or self._hiding[each, key] for each in inner]
                self._hiding[one, key] = None if None in hiding or not hiding else hiding[-1]
        return self._hiding[state, key]

    def _is_known(self, state: int, key: Key) -> bool:
        return (state, key) in self._hiding or self._certain(state, key) is not None

    def _certain(self, state: int, key: Key) -> Rule | None:
        """The rule of a state that is certainly taken when the state is active."""
        return next(filter(is_certain, self._groups.get((state, key), [])), None)

    def _is_idle(self, rule: Rule, group: list[Rule], key: Key) -> bool:
        """Whether it makes no difference that a rule is there."""
        if isinstance(rule.trigger, InstantTrigger) or any(map(_acts, rule.actions)):
            return False
        if rule.target is not None and not self._stays(rule):
            return False
        if rule.guard is not None and len(group) > 1:
            return False  # where it holds, the others are not taken
        if not isinstance(rule.trigger, EventTrigger):
            return True
        # It may be that the machine stays or moves, that a rule around is not taken, or that the
        # event is to be ignored.
        around = ancestors(self._machine, self._reach.states[id(rule.source.target)])
        counts = any(each.guard is None for each in group if each is not rule)
        counts = counts or any((id(outer), key) in self._groups for outer in around)
        return not counts and self._keyed[key] > 1

    def _stays(self, rule: Rule) -> bool:
        """Whether a rule leads from a state to itself, and nobody could tell."""
        state = rule.source.target
        if not isinstance(rule.target, StateName) or rule.target.target is not state:
            return False
        return not self._machine.inside(state) and id(state) not in self._acting


def _key(trigger: Trigger) -> Key:
    if not isinstance(trigger, EventTrigger):
        return (type(trigger),)
    base = trigger.port.base
    holder = base.target if isinstance(base, Part) else None
    return id(holder), id(trigger.port.target), id(trigger.event)


def _hidden(group: list[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """The rules of a group that are never taken because of others, each with the other."""
    certain: Rule | None = None
    seen: dict[tuple[object, ...], list[Rule]] = {}
    for rule in group:
        if rule.guard is not None and not is_impossible(rule):
            rivals = seen.setdefault(tuple(map(type, walk(rule.guard))), [])
            other = certain or next((each for each in rivals if _alike(each, rule)), None)
            if other is not None:
                yield rule, other
            elif is_certain(rule):
                certain = rule
            rivals.append(rule)
    for rule in group:
        if rule.guard is None:
            rivals = seen.setdefault((target_of(rule), *map(type, rule.actions)), [])
            other = certain or next((each for each in rivals if equal(each, rule)), None)
            if other is not None:
                yield rule, other
            rivals.append(rule)


def _alike(one: Rule, other: Rule) -> bool:
    return equal(
        Rule(one.source, one.trigger, one.guard), Rule(other.source, other.trigger, other.guard)
    )


def _acting(machine: Machine) -> set[int]:
    """The states with something that is done when they are entered or left, by `id`."""
    return {
        id(item.state.target)
        for body in machine.all_bodies()
        for item in body.items
        if isinstance(item, EntryAction | LeaveAction)
    }


def _acts(action: object) -> bool:
    return not isinstance(action, Body) or bool(action.statements)


def _impossible(rule: Rule) -> Diagnostic:
    message = "this rule is never taken: its guard is `false`"
    return warning("CAS0604", rule, message, help="remove the rule, or its guard")


def _shadowed(rule: Rule, other: Rule) -> Diagnostic:
    message = "this rule is never taken: another one always is in its place"
    help_ = "remove it, or give the other one a guard that leaves something to it"
    return warning("CAS0604", rule, message, ("the other one is here", other), help=help_)


def _never_done(rule: Rule) -> Diagnostic:
    name = shortened(rule.source.name)
    message = f"`done` never comes: there is no final state directly inside of `{name}`"
    return warning("CAS0606", rule, message, help="write `final ...;` in it")


def _idle(rule: Rule) -> Diagnostic:
    message = "this rule has no effect: it neither leads elsewhere nor does anything"
    help_ = "remove it: an event that no rule takes is dropped"
    return warning("CAS0605", rule, message, help=help_)
