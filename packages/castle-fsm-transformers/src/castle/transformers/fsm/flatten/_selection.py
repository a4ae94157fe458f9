"""Which rules are taken together: rules 2 and 3 of state machines."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from castle.aigr import History, Rule
from castle.transformers.fsm.flatten._tree import Place, Tree

Configuration = tuple[Place, ...]
"""The active states that have no states inside, in the order of the document."""


class Choice(NamedTuple):
    """One of the things that may be done about an event."""

    guards: tuple[Rule, ...]
    """The rules whose guards must hold."""
    rules: tuple[Rule, ...]
    """The rules that are taken, in the order selected."""


class Selection:
    """Finds the rules that are taken in a configuration."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._of: dict[tuple[Place, object], list[Choice]] = {}
        self._domains: dict[Rule, Place] = {}
        self._configuration: Configuration = ()
        self._exits: dict[Rule, set[Place]] = {}
        """What rules leave in one configuration, that which is looked at."""

    def lists(self, configuration: Configuration, key: object) -> list[list[Choice]]:
        """What each active state has for an event, those left out that have nothing."""
        found = [self._choices_of(atom, key) for atom in configuration]
        return [each for each in found if len(each) > 1 or each[0].rules]

    def choices(
        self, configuration: Configuration, lists: Sequence[list[Choice]]
    ) -> Iterator[Choice]:
        """What may be done about an event: the first whose guards hold, or else all without.

        The last one may take no rule.
        """
        apart = self._are_apart(configuration, lists)
        # Where states share no guard, none says anything about another one.
        for chosen in product(*lists) if apart else _together(lists):
            guards = tuple(dict.fromkeys([rule for one in chosen for rule in one.guards]))
            rules = tuple(dict.fromkeys([rule for one in chosen for rule in one.rules]))
            if not apart:
                rules = self._without_conflicts(configuration, rules)
            yield Choice(guards, rules)

    def domain(self, rule: Rule) -> Place:
        """The innermost place that a rule with a target stays inside of."""
        found = self._domains.get(rule)
        if found is None:
            found = self._domains[rule] = self._domain(rule)
        return found

    def exits(self, configuration: Configuration, rule: Rule) -> set[Place]:
        """The active places that a rule leaves."""
        if configuration is not self._configuration:
            self._configuration, self._exits = configuration, {}
        found = self._exits.get(rule)
        if found is None:
            found = self._exits[rule] = self._left(configuration, rule)
        return found

    def _left(self, configuration: Configuration, rule: Rule) -> set[Place]:
        if rule.target is None:
            return set()
        domain = self.domain(rule)
        inner = [atom for atom in configuration if atom.is_inside(domain)]
        return {place for atom in inner for place in atom.path[domain.depth + 1 :]}

    def _choices_of(self, atom: Place, key: object) -> list[Choice]:
        """What one active state, and what it is inside of, has for an event; inner ones first."""
        found = self._of.get((atom, key))
        if found is not None:
            return found
        found = self._of[atom, key] = []
        for place in reversed(atom.path):
            mine = place.rules.get(key)
            if mine is not None:
                found += [Choice((rule,), (rule,)) for rule in mine.guarded]
                found += [Choice((), (rule,)) for rule in mine.plain]
                if mine.plain:
                    return found
        found.append(Choice((), ()))
        return found

    def _are_apart(self, configuration: Configuration, lists: Sequence[list[Choice]]) -> bool:
        """Whether no two states have a rule in common, nor rules that leave the same places."""
        seen: set[object] = set()
        for each in lists if len(lists) > 1 else ():
            rules = rules_of([each])
            own = {place for rule in rules for place in self.exits(configuration, rule)}
            if not seen.isdisjoint(rules) or not seen.isdisjoint(own):
                return False
            seen.update(rules, own)
        return True

    def _without_conflicts(
        self, configuration: Configuration, rules: tuple[Rule, ...]
    ) -> tuple[Rule, ...]:
        if len(rules) < 2:
            return rules
        kept: list[Rule] = []
        left = {rule: self.exits(configuration, rule) for rule in rules}
        for rule in rules:
            others = [other for other in kept if left[rule] & left[other]]
            source = self._tree.source(rule)
            if all(source.is_inside(self._tree.source(other)) for other in others):
                kept = [other for other in kept if other not in others]
                kept.append(rule)
        return tuple(kept)

    def _domain(self, rule: Rule) -> Place:
        """The nearest place of states, not of regions, that source and target are inside of."""
        if rule.target is None:
            raise TypeError("a rule without a target has no domain")
        target = self._tree.target(rule.target)
        # A history stands inside the state whose history it is.
        around = target.path if isinstance(rule.target, History) else target.path[:-1]
        for place in self._tree.source(rule).path[-2::-1]:
            shared = len(around) > place.depth and around[place.depth] is place
            if shared and (not place.is_parallel or place.depth == 0):
                return place
        return self._tree.root


def rules_of(lists: Iterable[list[Choice]]) -> list[Rule]:
    """The rules that may be taken, each once."""
    return list(dict.fromkeys([rule for each in lists for one in each for rule in one.rules]))


def _together(lists: Sequence[list[Choice]]) -> Iterator[list[Choice]]:
    """One choice of each list: those of the first list change last, as their guards come first.

    The guard of a rule that several states have in common holds for all of them, or for none.
    """
    chosen: list[Choice] = []
    stack = [iter(lists[0])]
    while stack:
        one = next(stack[-1], None)
        if one is None:
            stack.pop()
            if chosen:
                chosen.pop()
            continue
        chosen[len(stack) - 1 :] = [one]
        if len(stack) < len(lists):
            stack.append(iter(_possible(lists[len(stack)], lists, chosen)))
        else:
            yield list(chosen)


def _possible(
    own: list[Choice], lists: Sequence[list[Choice]], chosen: Sequence[Choice]
) -> list[Choice]:
    """The choices that are left when it is known which guards hold."""
    holding = {rule for one in chosen for rule in one.guards}
    failing: set[Rule] = set()
    for one, choices in zip(chosen, lists, strict=False):
        place = choices.index(one)
        failing |= {rule for each in choices[:place] for rule in each.guards}
    left = [one for one in own if not failing & set(one.guards)]
    certain = next((n for n, one in enumerate(left) if set(one.guards) <= holding), len(left) - 1)
    if not left[certain].guards:
        return left
    return left[: certain + 1]
