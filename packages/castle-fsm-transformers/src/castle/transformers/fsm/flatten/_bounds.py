"""How much a machine may become: what multiplies is refused before it takes long."""

from collections.abc import Sequence

from castle.aigr import Rule

_FEWEST = 64
"""However few states there may be, so many combinations of guards are looked at."""
_RULES, _MULTIPLIED = 32, 16
"""How many rules there may be for each state that there may be: all, and those of combinations."""


class TooManyError(Exception):
    """There are more configurations, or ways between them, than are allowed."""

    def __init__(self, rules: Sequence[Rule] = ()) -> None:
        super().__init__(rules)
        self.rules = list(rules)
        """The rules whose guards multiply, where it is these."""


class Bounds:
    """Counts what is found of a machine."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._room = max(most, _FEWEST)
        self._stable = self._passing = self._ways = self._multiplied = 0

    def point(self, *, is_passing: bool) -> None:
        """Count a point.

        Raises:
            TooManyError: there are too many.
        """
        self._stable += not is_passing
        self._passing += is_passing
        if self._stable > self._most or self._passing > _MULTIPLIED * self._room:
            raise TooManyError

    def way(self, place: int, rules: Sequence[Rule]) -> None:
        """Count a choice, which is in this place among those of rules that are looked at together.

        So many as there are rules, and one more, are there without any combination.

        Raises:
            TooManyError: there are too many.
        """
        self._ways += 1
        self._multiplied += place > len(rules)
        if place > self._room + len(rules) or self._multiplied > _MULTIPLIED * self._room:
            raise TooManyError([rule for rule in rules if rule.guard is not None])
        if self._ways > _RULES * self._room:
            raise TooManyError
