"""The sets of states that a machine may be in, as far as they can be reached."""

from collections.abc import Hashable, Iterable
from typing import NamedTuple

from castle.aigr import Diagnostic, DiagnosticError, EpsilonTrigger, Expression, Rule, type_of
from castle.transformers.fsm.determinise._lists import Lists, Slot, Wait
from castle.transformers.fsm.determinise._problems import (
    ambiguous,
    choosing,
    passing,
    refuse,
    too_many,
    unfit,
    waiting,
)
from castle.transformers.fsm.determinise._table import Choice, Move, Table
from castle.transformers.plugins.fsm import FlatMachine


class Path(NamedTuple):
    """A state that the machine may be in, and what was not done yet on the way to it."""

    state: int
    waits: tuple[Wait, ...]


Paths = tuple[Path, ...]
"""All that the machine may be in, by the number of the state."""


class Keep(NamedTuple):
    """An argument that is kept for later."""

    slot: Slot
    rule: Rule
    argument: Expression


class Step(NamedTuple):
    """One rule of the deterministic machine."""

    key: Hashable
    """The event."""
    choice: Choice
    """The guards that must hold, and the rules that are taken."""
    run: tuple[Wait, ...]
    """What is done."""
    keeps: tuple[Keep, ...]
    """What is kept for later."""
    target: int | None
    """The number of the set that it leads to, or None to stay."""


class Sets:
    """Finds the sets, from the first on, and the steps between them."""

    def __init__(self, machine: FlatMachine, most: int) -> None:
        self.machine = machine
        self.lists = Lists([r for state in machine.states for r in machine.rules_of(state)])
        self.table = Table(machine, self.lists, most)
        self.late: dict[Rule, None] = {}
        """The rules whose actions wait for a later event."""
        self._most = most
        self._numbers: dict[Paths, int] = {}
        self.found: list[Paths] = []
        """The sets, in the order in which they were found; the machine begins in the first."""
        first, _, keeps = self._settled(self.table.closure(self.table.initial))
        for keep in keeps[:1]:
            refuse(unfit(keep.rule, "an argument of what may be done at the very beginning"))
        self._number(first)
        self.steps: list[list[Step]] = []
        """The steps of each set."""
        while len(self.steps) < len(self.found):
            self.steps.append(self._steps(self.found[len(self.steps)]))

    def _steps(self, paths: Paths) -> list[Step]:
        states = [path.state for path in paths]
        return [step for key in self.table.keys(states) for step in self._on(paths, key)]

    def _on(self, paths: Paths, key: Hashable) -> list[Step]:
        """What is done on an event: as many steps as there are choices between guards."""
        choices = self.table.product(
            [
                Choice(choice.guards, tuple(self._after(path, move) for move in choice.moves))
                for choice in self.table.choices(path.state, key)
            ]
            if path.waits
            else self.table.choices(path.state, key)
            for path in paths
        )
        while choices and not choices[-1].moves:
            choices.pop()  # an event that nothing takes is dropped
        return [self._step(key, choice) for choice in choices]

    def _after(self, path: Path, move: Move) -> Move:
        return Move(path.waits + move.before, move.rule)

    def _step(self, key: Hashable, choice: Choice) -> Step:
        if not choice.moves:
            return Step(key, choice, (), (), None)
        found: dict[int, tuple[Wait, ...]] = {}
        for move in choice.moves:
            ends = self.table.closure(self.table.target(move.rule))
            if len(choice.moves) == len(ends) == 1:
                return self._alone(key, choice, move)
            done = move.before + self.lists.fresh([move.rule])
            for state, more in ends.items():
                if found.setdefault(state, done + more) != done + more:
                    rules = [each.rule for each in choice.moves]
                    refuse(ambiguous(rules, self.table.states[state]))
        paths, run, keeps = self._settled(found)
        self._watch(choice, paths)
        return Step(key, choice, run, keeps, self._number(paths))

    def _alone(self, key: Hashable, choice: Choice, move: Move) -> Step:
        """Take the only path there is, and do all that there is to do."""
        run = (*move.before, Wait(move.rule)) if move.rule.actions else move.before
        target = self._number((Path(self.table.target(move.rule), ()),))
        return Step(key, choice, run, (), target)

    def _settled(
        self, found: dict[int, tuple[Wait, ...]]
    ) -> tuple[Paths, tuple[Wait, ...], tuple[Keep, ...]]:
        """Run at once what all paths have to run, and let the rest wait."""
        if not any(found.values()):
            return tuple(Path(state, ()) for state in sorted(found)), (), ()
        run = _common(list(found.values()))
        rest = {state: waits[len(run) :] for state, waits in sorted(found.items())}
        for waits in rest.values():
            self.lists.check(waits)
        homes, keeps = self._kept(rest.values())
        paths = tuple(
            Path(state, tuple(homes.get(wait, wait) for wait in waits))
            for state, waits in rest.items()
        )
        return paths, run, keeps

    def _kept(self, rest: Iterable[tuple[Wait, ...]]) -> tuple[dict[Wait, Wait], tuple[Keep, ...]]:
        """Find places where arguments of what begins to wait are kept."""
        waits = dict.fromkeys(wait for each in rest for wait in each)
        busy = {slot for wait in waits for slot in wait.slots or ()}
        homes: dict[Wait, Wait] = {}
        keeps: list[Keep] = []
        for wait in waits:
            if wait.slots is None:
                own = [Keep(_free(e, busy), wait.rule, e) for e in self.lists.kept(wait.rule)]
                homes[wait] = Wait(wait.rule, tuple(keep.slot for keep in own))
                keeps += own
        return homes, tuple(keeps)

    def _watch(self, choice: Choice, paths: Paths) -> None:
        """Note what waits past an event: epsilon may be taken as late as one likes."""
        waits = {wait.rule for path in paths for wait in path.waits}
        for move in choice.moves if waits else ():
            taken = [*(wait.rule for wait in move.before), *_firsts(self.lists, move.rule)]
            self.late.update(dict.fromkeys(rule for rule in taken if rule in waits))

    def _number(self, paths: Paths) -> int:
        number = self._numbers.get(paths)
        if number is None:
            number = self._numbers[paths] = len(self.found)
            self.found.append(paths)
            self._check(paths)
        return number

    def _check(self, paths: Paths) -> None:
        if len(self.found) > self._most:
            refuse(too_many(self.machine, self._most, "sets of states that it may be in"))
        for path in paths if len(paths) > 1 else ():
            state = self.table.states[path.state]
            if self.machine.is_passing(state):
                refuse(passing(state, choosing(self.machine)))


def check_late(sets: Sets, *, strict: bool) -> list[Diagnostic]:
    """The warnings about what waits past an event.

    Raises:
        DiagnosticError: with `strict`, when there are any.
    """
    found = [waiting(rule, strict=strict) for rule in sets.late]
    if found and strict:
        raise DiagnosticError(found)
    return found


def _firsts(lists: Lists, rule: Rule) -> list[Rule]:
    if isinstance(rule.trigger, EpsilonTrigger):
        return []
    return [wait.rule for wait in lists.fresh([rule])]


def _common(lists: list[tuple[Wait, ...]]) -> tuple[Wait, ...]:
    """What all lists begin with."""
    count = 0
    for column in zip(*lists, strict=False):
        if any(wait != column[0] for wait in column):
            break
        count += 1
    return lists[0][:count]


def _free(argument: Expression, busy: set[Slot]) -> Slot:
    """A place for a value that nothing else is kept in."""
    kind, number = type_of(argument), 0
    while (kind, number) in busy:
        number += 1
    busy.add((kind, number))
    return kind, number
