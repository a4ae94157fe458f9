"""The states of a generated machine: superstates, regions and final states."""

from random import Random

from castle.aigr import (
    Declaration,
    FinalState,
    MachineBody,
    MachineItem,
    Region,
    State,
    StateList,
    StateName,
    SuperState,
)

_DEPTH = 3
_WIDTH = 4


class States:
    """A tree of states, without rules."""

    def __init__(self, random: Random, count: int, *, nested: bool) -> None:
        self.all: list[State] = []
        """All states but the final ones, outer ones first."""
        self.finals: list[FinalState] = []
        """The final states."""
        self.outer: dict[State, State | None] = {}
        """The state that each state stands in."""
        self.home: dict[State, MachineBody] = {}
        """The body that each state stands in."""
        self.compound: set[State] = set()
        """The states with states inside."""
        self.ending: set[State] = set()
        """The states with a final state directly inside."""
        self._random = random
        self._left = count
        self._regions = 0
        self.body = MachineBody()
        """What the machine is made of."""
        self._fill(self.body, None, 0 if nested else _DEPTH)

    def spread(self, items: list[tuple[State, MachineItem]]) -> None:
        """Put what is said of states where it may stand: beside the state, or outermost."""
        for state, item in items:
            body = self.body if self._random.randrange(2) else self.home[state]
            body.items.append(item)

    def _fill(self, body: MachineBody, around: State | None, depth: int) -> None:
        """Give a body states, some with states inside; the outermost gets all that remain."""
        states: list[State] = []
        refined: list[SuperState] = []
        most = self._random.randint(1, _WIDTH)
        while len(states) < most if around else self._left > 0:
            state = self._state(body, around)
            states.append(state)
            if depth < _DEPTH and self._left > 0 and self._random.randrange(2):
                inside = self._inside(state, depth + 1)
                refined.append(SuperState(StateName(state.name, state), inside))
        cut = self._random.randint(1, len(states))
        lists = [StateList(part) for part in (states[:cut], states[cut:]) if part]
        self._random.choice(lists).initial = self._random.choice(states)
        body.items += [*lists, *refined]

    def _state(self, body: MachineBody, around: State | None) -> State:
        state = State(f"S{len(self.all)}")
        self._left -= 1
        self.all.append(state)
        self.outer[state], self.home[state] = around, body
        return state

    def _inside(self, state: State, depth: int) -> MachineBody:
        body = MachineBody()
        self.compound.add(state)
        if self._random.randrange(3):
            self._fill(body, state, depth)
            self._end(body, state)
            return body
        regions: list[MachineItem | Declaration] = []
        for _ in range(2):
            region = Region(f"R{self._regions}", MachineBody())
            self._regions += 1
            self._fill(region.body, state, depth)
            self._end(region.body, state)
            regions.append(region)
        body.items += regions
        return body

    def _end(self, body: MachineBody, state: State) -> None:
        if self._random.randrange(2):
            final = FinalState(f"F{len(self.finals)}")
            self.finals.append(final)
            self.outer[final], self.home[final] = state, body
            self.ending.add(state)
            body.items.append(final)
