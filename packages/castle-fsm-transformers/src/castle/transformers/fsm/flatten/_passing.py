"""Points that a machine only passes through."""

from collections.abc import Iterator, Mapping

from castle.transformers.fsm.flatten._exploring import (
    PASSING,
    EndlessError,
    Exploration,
    Point,
    Way,
)


class Passing:
    """Lets ways lead past points that have only one way out."""

    def __init__(self, exploration: Exploration) -> None:
        self._ways = exploration.ways
        for cycle in _cycles(exploration.ways):
            raise EndlessError([rule for way in cycle for rule in way.rules])
        self.first = self._past(exploration.first)
        """What is done before the first event, and where that leads."""
        self.ways: dict[Point, dict[object, list[Way]]] = {}
        """The ways from each point that is left."""
        pending = [self.first.target]
        while pending:
            point = pending.pop()
            if point in self.ways:
                continue
            found = self._ways[point].items()
            self.ways[point] = {key: [self._past(way) for way in ways] for key, ways in found}
            pending += [way.target for ways in self.ways[point].values() for way in ways]

    def _past(self, way: Way) -> Way:
        """The way that leads on to where there is a choice, or where an event is awaited."""
        actions = [*way.actions]
        target = way.target
        while target.is_passing:
            out = self._ways[target][PASSING]
            if len(out) != 1 or out[0].guards:
                break
            actions += out[0].actions
            target = out[0].target
        return Way(way.guards, tuple(actions), target, way.rules)


def _cycles(ways: Mapping[Point, Mapping[object, list[Way]]]) -> Iterator[list[Way]]:
    """The circles of points that are all passed through."""
    done: set[Point] = set()
    for first in ways:
        if not first.is_passing or first in done:
            continue
        path: dict[Point, Way | None] = {first: None}
        rest = [iter(ways[first][PASSING])]
        while rest:
            way = next((one for one in rest[-1] if one.target.is_passing), None)
            if way is None:
                rest.pop()
                done.add(path.popitem()[0])
            elif way.target in path:
                around = list(path)[list(path).index(way.target) + 1 :]
                yield [one for point in around if (one := path[point]) is not None] + [way]
            elif way.target not in done:
                path[way.target] = way
                rest.append(iter(ways[way.target][PASSING]))
