"""All that a state machine can do, found by trying: section 7 of the language, guards left open."""

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

from castle.aigr import (
    DoneTrigger,
    EventTrigger,
    FinalState,
    History,
    InstantTrigger,
    MachineBody,
    Region,
    Rule,
    State,
    StateList,
    StateMachine,
    SuperState,
    walk,
)

_ROOT = "root"
_INSTANTLY = ("instantly",)


class Moment(NamedTuple):
    """Where a machine is between two events."""

    active: frozenset[Any]
    """The states and regions that are active."""
    left: frozenset[tuple[Any, frozenset[Any]]]
    """What was active inside of each state when it was left."""


class Explorer:
    """Tries each order of events, and each outcome of guards."""

    def __init__(self, machine: StateMachine) -> None:
        self.visited: set[State] = set()
        """The states that were active at some moment."""
        self.taken: set[Rule] = set()
        """The rules that were taken."""
        self._order: dict[Any, int] = {_ROOT: 0}
        self._up: dict[Any, Any] = {}
        self._down: dict[Any, list[Any]] = {_ROOT: []}
        self._first: dict[Any, State] = {}
        self._rules: dict[tuple[State, Any], list[Rule]] = {}
        self._grow(machine.body, _ROOT)
        for rule in (node for node in walk(machine) if isinstance(node, Rule)):
            assert rule.source.target is not None
            self._rules.setdefault((rule.source.target, _key(rule)), []).append(rule)
        self._events = {key for _, key in self._rules if key[0] == "event"}

    def explore(self, most: int) -> bool:
        """Go everywhere; whether that took no more moments than allowed."""
        active = frozenset(self._inside(_ROOT))
        seen: set[Moment] = set()
        pending = list(self._settled(Moment(active, frozenset()), self._ended(active, set())))
        while pending and len(seen) <= most:
            moment = pending.pop()
            if moment not in seen:
                seen.add(moment)
                for event in self._events:
                    pending += self._stepped(moment, event, ())
        return not pending

    def _grow(self, body: MachineBody, around: Any) -> None:
        inner: dict[State, MachineBody] = {}
        for item in body.items:
            if isinstance(item, SuperState):
                assert item.state.target is not None
                inner[item.state.target] = item.body
        for item in body.items:
            if isinstance(item, StateList):
                if item.initial is not None:
                    self._first[around] = item.initial
                for state in item.states:
                    self._put(state, around)
                    if state in inner:
                        self._grow(inner[state], state)
            elif isinstance(item, FinalState | Region):
                self._put(item, around)
                if isinstance(item, Region):
                    self._grow(item.body, item)

    def _put(self, node: Any, around: Any) -> None:
        self._order[node] = len(self._order)
        self._up[node] = around
        self._down[node] = []
        self._down[around].append(node)

    def _is_parallel(self, node: Any) -> bool:
        return any(isinstance(each, Region) for each in self._down[node])

    def _inside(self, node: Any) -> Iterator[Any]:
        """What is entered inside of a node when nothing else is said."""
        entered = self._down[node] if self._is_parallel(node) else [self._first.get(node)]
        for each in entered:
            if each is not None:
                yield each
                yield from self._inside(each)

    def _ancestors(self, node: Any) -> list[Any]:
        found = []
        while node in self._up:
            node = self._up[node]
            found.append(node)
        return found

    def _settled(self, moment: Moment, ended: tuple[Any, ...]) -> Iterator[Moment]:
        """Take what is taken at once, then what waits for the end of states."""
        self.visited |= {node for node in moment.active if isinstance(node, State)}
        if any(self._rules.get((node, _INSTANTLY)) for node in moment.active):
            yield from self._stepped(moment, _INSTANTLY, ended)
        elif ended:
            yield from self._stepped(moment, ("done", ended[0]), ended[1:])
        else:
            yield moment

    def _stepped(self, moment: Moment, key: Any, ended: tuple[Any, ...]) -> Iterator[Moment]:
        atomic = [n for n in moment.active if not self._down[n]]
        choices = [list(self._chosen(n, key)) for n in sorted(atomic, key=self._order.__getitem__)]
        for chosen in product(*choices):
            selected = self._compatible(moment, [rule for rule in chosen if rule is not None])
            if key == _INSTANTLY and not selected:
                continue
            self.taken.update(selected)
            yield from self._after(moment, selected, ended)

    def _chosen(self, node: Any, key: Any) -> Iterator[Rule | None]:
        """The rules that may be selected for an atomic state: each outcome of guards."""
        for each in (node, *self._ancestors(node)):
            rules = self._rules.get((each, key), [])
            yield from (rule for rule in rules if rule.guard is not None)
            plain = [rule for rule in rules if rule.guard is None]
            yield from plain
            if plain:
                return
        yield None

    def _compatible(self, moment: Moment, rules: list[Rule]) -> list[Rule]:
        found: list[Rule] = []
        for rule in dict.fromkeys(rules):
            leaves = self._leaves(moment, rule)
            rivals = [other for other in found if leaves & self._leaves(moment, other)]
            source = rule.source.target
            if all(other.source.target in self._ancestors(source) for other in rivals):
                found = [other for other in found if other not in rivals] + [rule]
        return found

    def _domain(self, rule: Rule) -> Any:
        """The nearest compound node around source and target; regions are compound."""
        around = self._ancestors(self._target(rule))
        inner = self._ancestors(rule.source.target)
        shared = (node for node in inner if node in around and not self._is_parallel(node))
        return next(shared, _ROOT)

    def _target(self, rule: Rule) -> Any:
        use = rule.target.state if isinstance(rule.target, History) else rule.target
        return use.target if use is not None else None

    def _leaves(self, moment: Moment, rule: Rule) -> set[Any]:
        if rule.target is None:
            return set()
        domain = self._domain(rule)
        return {node for node in moment.active if domain in self._ancestors(node)}

    def _after(self, moment: Moment, rules: list[Rule], ended: tuple[Any, ...]) -> Iterator[Moment]:
        left = {node for rule in rules for node in self._leaves(moment, rule)}
        memory = dict(moment.left)
        for node in left:
            if self._down[node]:
                memory[node] = frozenset(n for n in left if node in self._ancestors(n))
        active = set(moment.active) - left
        before = set(active)
        for rule in rules:
            if rule.target is not None:
                self._enter(active, rule, memory)
        after = Moment(frozenset(active), frozenset(memory.items()))
        yield from self._settled(after, ended + self._ended(active, before))

    def _enter(self, active: set[Any], rule: Rule, memory: dict[Any, frozenset[Any]]) -> None:
        target, domain = self._target(rule), self._domain(rule)
        path = [target]
        while self._up[path[-1]] != domain:
            path.append(self._up[path[-1]])
        for outer, inner in zip(path[1:], path, strict=False):
            active.add(outer)
            if self._is_parallel(outer):
                for region in self._down[outer]:
                    if region is not inner:
                        active.update((region, *self._inside(region)))
        active.add(target)
        known = memory.get(target) if isinstance(rule.target, History) else None
        if known is None:
            active.update(self._inside(target))
        elif isinstance(rule.target, History) and rule.target.deep:
            active.update(known)
        else:
            for node in known:
                outer = self._up[node]
                inner = self._up.get(outer) is target and isinstance(outer, Region)
                if outer is target or inner:
                    active.add(node)
                    active.update([] if isinstance(node, Region) else self._inside(node))

    def _ended(self, active: Any, before: set[Any]) -> tuple[Any, ...]:
        """The states whose end was reached just now."""
        finals = [node for node in active if isinstance(node, FinalState) and node not in before]
        return tuple(map(self._owner, sorted(finals, key=self._order.__getitem__)))

    def _owner(self, final: Any) -> Any:
        around = self._up[final]
        return self._up[around] if isinstance(around, Region) else around


def _key(rule: Rule) -> tuple[Any, ...]:
    trigger = rule.trigger
    if isinstance(trigger, EventTrigger):
        return ("event", trigger.port.target, trigger.event)
    if isinstance(trigger, DoneTrigger):
        return ("done", rule.source.target)
    return _INSTANTLY if isinstance(trigger, InstantTrigger) else ("event", "epsilon")
