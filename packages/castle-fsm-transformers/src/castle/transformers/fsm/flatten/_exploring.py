"""All configurations that a machine can get into, and the ways between them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from castle.aigr import EpsilonTrigger, InstantTrigger, Rule
from castle.transformers.fsm.flatten._bounds import Bounds
from castle.transformers.fsm.flatten._histories import Histories, Remembered
from castle.transformers.fsm.flatten._selection import Choice, Configuration, Selection, rules_of
from castle.transformers.fsm.flatten._steps import Done, Steps
from castle.transformers.fsm.flatten._tree import Ended, Place, Tree

Guard = Rule | Remembered
"""The guard of a rule, or what a history must remember."""
PASSING = object()
"""The key of ways that are taken at once."""


class Point(NamedTuple):
    """Where a machine is."""

    configuration: Configuration
    """The active states."""
    ended: tuple[Place, ...] = ()
    """The states that are done, and whose rules have not been looked at yet."""
    instantly: bool = False
    """Whether rules that are taken at once have still to be looked at."""

    @property
    def is_passing(self) -> bool:
        """Whether it is left in the step that leads there."""
        return bool(self.ended) or self.instantly


class Way(NamedTuple):
    """How a machine gets from one point to another."""

    guards: tuple[Guard, ...]
    """What must hold."""
    actions: tuple[Done, ...]
    """What is done, in order."""
    target: Point
    """Where it leads."""
    rules: tuple[Rule, ...]
    """The rules that are taken, in the order selected."""


class EndlessError(Exception):
    """A step would never end; `rules` are those that are taken again and again."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__(rules)
        self.rules = list(rules)


class Exploration:
    """The points of a machine that can be reached, in the order they are found."""

    def __init__(self, tree: Tree, most: int) -> None:
        self._histories = Histories(tree)
        self._selection = Selection(tree)
        self._steps = Steps(tree, self._selection, self._histories)
        self._most = most
        # What is done waits for its turn: more at once than this, and ever more would come.
        self._longest = 64 + 4 * len(tree.all)
        self._instant = {p for p in tree.all if any(InstantTrigger in o.rules for o in p.path)}
        self._keys: dict[Place, list[object]] = {}
        first = self._steps.first()
        begin = self._arrived(first.configuration, first.ended)
        self.first = Way((), first.actions, begin, ())
        """What is done before the first event, and where that leads."""
        self.ways: dict[Point, dict[object, list[Way]]] = {}
        """The ways from each point, for each event."""
        size = -1
        while size < self._histories.size():
            size = self._histories.size()
            self._explore()

    def _explore(self) -> None:
        self.ways = {self.first.target: {}}
        pending = [self.first.target]
        self._bounds = Bounds(self._most)
        self._bounds.point(is_passing=self.first.target.is_passing)
        while pending:
            point = pending.pop()
            found = self.ways[point] = self._from(point)
            for way in (way for ways in found.values() for way in ways):
                if way.target not in self.ways:
                    self._bounds.point(is_passing=way.target.is_passing)
                    self.ways[way.target] = {}
                    pending.append(way.target)

    def _from(self, point: Point) -> dict[object, list[Way]]:
        if point.instantly:
            return {PASSING: list(self._ways(point, InstantTrigger, point.ended))}
        if point.ended:
            return {PASSING: list(self._ways(point, Ended(point.ended[0]), point.ended[1:]))}
        keys = dict.fromkeys(key for atom in point.configuration for key in self._waits_for(atom))
        return {key: list(self._ways(point, key, ())) for key in keys}

    def _ways(self, point: Point, key: object, ended: tuple[Place, ...]) -> Iterator[Way]:
        lists = self._selection.lists(point.configuration, key)
        rules = rules_of(lists)
        for place, choice in enumerate(self._selection.choices(point.configuration, lists)):
            self._bounds.way(place, rules)
            if choice.rules:
                yield from self._taken(point, choice, ended)
            elif point.is_passing:
                yield Way((), (), Point(point.configuration, ended), ())

    def _taken(self, point: Point, choice: Choice, ended: tuple[Place, ...]) -> Iterator[Way]:
        for step in self._steps.of(point.configuration, choice.rules):
            target = self._arrived(step.configuration, (*ended, *step.ended))
            if len(target.ended) > self._longest:
                raise EndlessError(choice.rules)
            yield Way((*choice.guards, *step.guards), step.actions, target, choice.rules)

    def _arrived(self, configuration: Configuration, ended: tuple[Place, ...]) -> Point:
        instantly = not self._instant.isdisjoint(configuration)
        return Point(configuration, ended, instantly)

    def _waits_for(self, atom: Place) -> list[object]:
        """The events, or `epsilon`, that rules of a state and of those around it are about."""
        found = self._keys.get(atom)
        if found is None:
            every = [key for place in reversed(atom.path) for key in place.rules]
            found = self._keys[atom] = [key for key in every if _is_awaited(key)]
        return found


def _is_awaited(key: object) -> bool:
    return key is EpsilonTrigger or (key is not InstantTrigger and not isinstance(key, Ended))
