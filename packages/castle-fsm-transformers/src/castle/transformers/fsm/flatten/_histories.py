"""What is remembered of a state when it is left."""

from collections.abc import Iterator
from typing import NamedTuple

from castle.aigr import History
from castle.transformers.fsm.flatten._selection import Configuration
from castle.transformers.fsm.flatten._tree import Place, Tree


class Key(NamedTuple):
    """A history that some rule leads to."""

    place: Place
    """The state whose history it is."""
    deep: bool
    """Whether the states within its states are remembered too."""

    def value(self, configuration: Configuration) -> Configuration:
        """What is remembered when the state is left."""
        inner = [atom for atom in configuration if atom.is_inside(self.place)]
        if self.deep:
            return tuple(inner)
        depth = self.place.depth + (2 if self.place.is_parallel else 1)
        return tuple(dict.fromkeys(atom.path[depth] for atom in inner))


class Recorded(NamedTuple):
    """An action: the history of a state is remembered."""

    key: Key
    """Which history."""
    value: Configuration
    """The states that are remembered."""


class Remembered(NamedTuple):
    """A guard: this is what a history remembers."""

    key: Key
    """Which history."""
    value: Configuration
    """The states that are remembered."""


class Histories:
    """The histories of a machine, and all that they may remember."""

    def __init__(self, tree: Tree) -> None:
        self.known: dict[Key, dict[Configuration, None]] = {}
        """What each history has been seen to remember."""
        rules = [
            rule
            for place in tree.all
            for mine in place.rules.values()
            for rule in (*mine.guarded, *mine.plain)
        ]
        for rule in rules:
            if isinstance(rule.target, History):
                self.known[Key(tree.target(rule.target), rule.target.deep)] = {}

    def recorded(self, left: set[Place], configuration: Configuration) -> Iterator[Recorded]:
        """What is remembered as these places are left."""
        for key, values in self.known.items():
            if key.place in left:
                value = key.value(configuration)
                values[value] = None
                yield Recorded(key, value)

    def size(self) -> int:
        """How much is known, which grows while the machine is explored."""
        return sum(len(values) for values in self.known.values())
