"""The states of a machine, wherever they stand, by their names."""

from collections.abc import Iterable, Iterator

from castle.aigr import (
    MachineBody,
    MachineItem,
    Note,
    Region,
    State,
    StateList,
    StateMachine,
    StateName,
    SuperState,
)
from castle.readers.source._closest import closest, did_you_mean
from castle.readers.source._meaning._scopes import Program
from castle.readers.source._problems import Code


class States:
    """The states of one machine: all of its files together."""

    def __init__(self, name: str, parts: Iterable[StateMachine], program: Program) -> None:
        self._name = name
        self._problems = program.problems
        self._states: dict[str, State] = {}
        bodies = [body for part in parts for body in bodies_of(part.body)]
        for body in bodies:
            for state in _declared(body):
                first = self._states.setdefault(state.name, state)
                if first is not state:
                    program.report_twice(state.name, state.location, first)
        for body in bodies:
            self._begin(body)

    def resolve(self, use: StateName) -> None:
        """Find the state that a name means; report when there is none."""
        use.target = self._states.get(use.name)
        if use.target is None:
            self._report(use)

    def _begin(self, body: MachineBody) -> None:
        """Find the initial states of a body, its own before those of other bodies."""
        own = {state.name: state for state in _declared(body)}
        for item in body.items:
            if isinstance(item, StateList) and item.initial is not None:
                named = item.initial
                item.initial = own.get(named.name) or self._states.get(named.name)
                if item.initial is None:
                    self._report(named)
                    item.initial = item.states[0]

    def _report(self, use: StateName | State) -> None:
        near = closest(use.name, self._states)
        notes = [
            Note(f"`{name}` is declared here", self._states[name].location)
            for name in near
            if self._states[name].location is not None
        ]
        message = f"the machine `{self._name}` has no state `{use.name}`"
        help_ = did_you_mean(use.name, self._states) or f"write `{use.name}` into a `state:` list"
        self._problems.report(Code.UNKNOWN, message, use.location, *notes, help=help_)


def bodies_of(body: MachineBody) -> Iterator[MachineBody]:
    """A body and all bodies in it, in the order of the text."""
    stack = [body]
    while stack:
        one = stack.pop()
        yield one
        stack += [i.body for i in one.items[::-1] if isinstance(i, SuperState | Region)]


def items_of(machine: StateMachine, kind: type[MachineItem]) -> Iterator[MachineItem]:
    """All items of a kind in one file of a machine."""
    for body in bodies_of(machine.body):
        yield from (item for item in body.items if isinstance(item, kind))


def _declared(body: MachineBody) -> list[State]:
    found: list[State] = []
    for item in body.items:
        if isinstance(item, StateList):
            found += item.states
        elif isinstance(item, State):
            found.append(item)
    return found
