"""States that cannot be told apart, found by Hopcroft's algorithm."""

from collections.abc import Hashable, Iterable

from castle.aigr import (
    EventTrigger,
    Rule,
    State,
)
from castle.transformers.fsm.minimise._likeness import likeness
from castle.transformers.plugins.fsm import FlatMachine, goal, trigger_key

_Symbol = tuple[Hashable, int]
_Edges = dict[_Symbol, State]

_NOTHING: Hashable = (None, ())
"""The shape of a rule that asks and does nothing."""


def reached(machine: FlatMachine) -> list[State]:
    """The states that the machine can come to be in, in order."""
    found, todo = {machine.initial}, [machine.initial]
    while todo:
        for rule in machine.rules_of(todo.pop()):
            target = goal(rule)
            if target not in found:
                found.add(target)
                todo.append(target)
    return [state for state in machine.states if state in found]


def classes(machine: FlatMachine, states: list[State]) -> list[list[State]]:
    """The states in groups that do the same on all events to come, groups and states in order."""
    coming: dict[State, list[tuple[_Symbol, State]]] = {state: [] for state in states}
    alike: dict[Hashable, set[State]] = {}
    silent = _silent(machine, states)
    for state in states:
        shape, edges = _behaviour(state, machine.rules_of(state), silent)
        alike.setdefault(shape, set()).add(state)
        for symbol, target in edges.items():
            coming[target].append((symbol, state))
    return _in_order(_Partition(list(alike.values())).refined(coming), states)


class _Partition:
    """Blocks of states that were not told apart yet."""

    def __init__(self, blocks: list[set[State]]) -> None:
        self._blocks = blocks
        self._block = {state: n for n, block in enumerate(blocks) for state in block}
        self._waiting = set(range(len(blocks)))

    def refined(self, coming: dict[State, list[tuple[_Symbol, State]]]) -> list[set[State]]:
        """Split the blocks until all states of each lead to the same blocks."""
        while self._waiting:
            splitter = self._waiting.pop()
            sources: dict[_Symbol, set[State]] = {}
            for state in self._blocks[splitter]:
                for symbol, source in coming[state]:
                    sources.setdefault(symbol, set()).add(source)
            for each in sources.values():
                self._split(each)
        return self._blocks

    def _split(self, sources: Iterable[State]) -> None:
        """Part those that lead to the splitter from those that do not."""
        parts: dict[int, set[State]] = {}
        for state in sources:
            parts.setdefault(self._block[state], set()).add(state)
        for number, part in parts.items():
            if len(part) < len(self._blocks[number]):
                self._part(number, part)

    def _part(self, number: int, part: set[State]) -> None:
        new = len(self._blocks)
        rest = self._blocks[number] - part
        # The smaller part gets the new number and is looked at again: that makes it fast.
        small, large = (part, rest) if len(part) <= len(rest) else (rest, part)
        self._blocks[number] = large
        self._blocks.append(small)
        self._block.update(dict.fromkeys(small, new))
        self._waiting.add(new)


def _silent(machine: FlatMachine, states: list[State]) -> set[Hashable]:
    """The events on which some state is left without anything being done."""
    rules = [rule for state in states for rule in machine.rules_of(state)]
    return {trigger_key(r.trigger) for r in rules if _is_silent(r) and not _is_idle(r)}


def _behaviour(state: State, rules: list[Rule], silent: set[Hashable]) -> tuple[Hashable, _Edges]:
    """What a state does on each event, where it leads to left out; and where it leads to.

    An event that no rule takes leaves the state as it is, as a rule without effect does.
    """
    lists: dict[Hashable, list[Rule]] = {key: [] for key in silent}
    for rule in rules:
        lists.setdefault(trigger_key(rule.trigger), []).append(rule)
    shapes: set[Hashable] = set()
    edges: _Edges = {}
    for key, group in lists.items():
        ordered = sorted(group, key=lambda rule: rule.guard is None)
        while ordered and _is_idle(ordered[-1]):
            ordered.pop()
        for place, rule in enumerate(ordered):
            shapes.add((key, place, _shape(rule)))
            edges[key, place] = goal(rule)
        if key in silent and not (ordered and ordered[-1].guard is None):
            shapes.add((key, len(ordered), _NOTHING))
            edges[key, len(ordered)] = state
    return frozenset(shapes), edges


def _is_silent(rule: Rule) -> bool:
    waits = isinstance(rule.trigger, EventTrigger)
    return waits and rule.guard is None and not rule.actions


def _is_idle(rule: Rule) -> bool:
    """Whether the machine would do the same without a rule that is the last one of its event."""
    return _is_silent(rule) and goal(rule) is rule.source.target


def _shape(rule: Rule) -> Hashable:
    """Something equal for rules that ask and do the same, whatever the parameters are called."""
    trigger = rule.trigger
    names = trigger.parameters if isinstance(trigger, EventTrigger) else []
    places = {name: place for place, name in enumerate(names)}
    guard = None if rule.guard is None else likeness(rule.guard, places)
    return guard, tuple(likeness(action, places) for action in rule.actions)


def _in_order(blocks: list[set[State]], states: list[State]) -> list[list[State]]:
    place = {state: number for number, state in enumerate(states)}
    ordered = [sorted(block, key=place.__getitem__) for block in blocks]
    return sorted(ordered, key=lambda block: place[block[0]])
