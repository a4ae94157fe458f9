"""What a step does: rules 4 to 6 of state machines."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from castle.aigr import FinalState, History, Rule
from castle.transformers.fsm.flatten._histories import Histories, Key, Recorded, Remembered
from castle.transformers.fsm.flatten._selection import Configuration, Selection
from castle.transformers.fsm.flatten._tree import Action, Place, Tree

Done = Action | Recorded


class Step(NamedTuple):
    """A way from one configuration to another."""

    guards: tuple[Remembered, ...]
    """What histories must remember for this way to be taken."""
    actions: tuple[Done, ...]
    """What is done, in order."""
    configuration: Configuration
    """Where it leads."""
    ended: tuple[Place, ...]
    """The states that are done, in the order in which their final states were entered."""


class Steps:
    """Takes selected rules together."""

    def __init__(self, tree: Tree, selection: Selection, histories: Histories) -> None:
        self._tree = tree
        self._selection = selection
        self._histories = histories
        self._inner: dict[tuple[Rule, Configuration], set[Place]] = {}
        """What is entered by each rule that leads to certain places."""

    def first(self) -> Step:
        """Enter the initial states."""
        return self._entered((), [], set(), self._with_inner(set(), [self._tree.root]))

    def of(self, configuration: Configuration, rules: Sequence[Rule]) -> Iterator[Step]:
        """Take rules; where histories are entered there is a step for each thing remembered."""
        left = {p for rule in rules for p in self._selection.exits(configuration, rule)}
        before: list[Done] = [*self._histories.recorded(left, configuration)]
        for place in sorted(left, key=lambda each: -each.order):
            before += place.leave
        for rule in rules:
            before += rule.actions
        leading = [rule for rule in rules if rule.target is not None]
        if not leading:
            yield Step((), tuple(before), configuration, ())
            return
        stays = {atom for atom in configuration if atom not in left}
        for ways in product(*(self._ways(rule, configuration, left) for rule in leading)):
            guards = tuple(dict.fromkeys(guard for guard, _ in ways if guard is not None))
            entered: set[Place] = set()
            for rule, (_, targets) in zip(leading, ways, strict=True):
                entered |= self._entered_by(rule, targets)
            yield self._entered(guards, before, stays, entered)

    def _ways(
        self, rule: Rule, configuration: Configuration, left: set[Place]
    ) -> list[tuple[Remembered | None, Configuration]]:
        """The places that a rule may lead to: several for a history, the initial ones at last."""
        if rule.target is None:
            return []
        target = self._tree.target(rule.target)
        if not isinstance(rule.target, History):
            return [(None, (target,))]
        key = Key(target, rule.target.deep)
        if target in left:
            return [(None, key.value(configuration))]
        known = sorted(self._histories.known[key], key=lambda each: [p.order for p in each])
        return [*((Remembered(key, value), value) for value in known), (None, (target,))]

    def _entered_by(self, rule: Rule, targets: Configuration) -> set[Place]:
        """The places that are entered, the domain of the rule not among them."""
        found = self._inner.get((rule, targets))
        if found is None:
            domain = self._selection.domain(rule)
            entered = {place for one in targets for place in one.path[domain.depth + 1 :]}
            found = self._with_inner(entered, [domain, *entered]) - {domain}
            self._inner[rule, targets] = found
        return found

    def _with_inner(self, entered: set[Place], pending: list[Place]) -> set[Place]:
        """Enter what is active inside of places, where it is not said which of it."""
        filled = {place.path[-2] for place in entered}
        while pending:
            place = pending.pop()
            if place.is_parallel:
                inner = [child for child in place.children if child not in entered]
            elif place.initial is None or place in filled:
                inner = []
            else:
                inner = [place.initial]
            entered.update(inner)
            pending += inner
        return entered

    def _entered(
        self,
        guards: tuple[Remembered, ...],
        before: Sequence[Done],
        stays: set[Place],
        entered: set[Place],
    ) -> Step:
        ordered = sorted(entered, key=lambda each: each.order)
        actions = (*before, *(action for place in ordered for action in place.entry))
        finals = [place.domain() for place in ordered if isinstance(place.state, FinalState)]
        atoms = {place for place in ordered if not place.children} | stays
        configuration = tuple(sorted(atoms, key=lambda each: each.order))
        ended = tuple(place for place in finals if place is not None)
        return Step(guards, actions, configuration, ended)
