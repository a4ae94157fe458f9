"""The states of one machine, wherever they stand."""

from castle.aigr._node import Node
from castle.aigr._nodes.machines import (
    FinalState,
    InstantTrigger,
    MachineBody,
    Region,
    Rule,
    State,
    StateList,
    StateMachine,
    SuperState,
)


class Machine:
    """All that belongs to one machine: what refines it in other files is looked at as well."""

    def __init__(self) -> None:
        self.states: dict[int, State] = {}
        """Its states, by `id`."""
        self.named: dict[str, State] = {}
        """The first state of each name."""
        self.repeated: list[tuple[State, State]] = []
        """Each state that has the name of one before it, and that one."""
        self.bodies: dict[int, MachineBody] = {}
        """The body in which each state is declared, by the state's `id`."""
        self.refined: dict[int, Node] = {}
        """The first superstate or machine that refines each state, by the state's `id`."""
        self.within: dict[int, State | None] = {}
        """The state that each body refines, by the body's `id`; None for a whole machine."""
        self.rules: dict[int, list[Rule]] = {}
        """The rules of each state, by the state's `id`."""
        self.inner: set[int] = set()
        """The states that have states or regions inside, by `id`."""
        self._inside: dict[int, list[MachineBody]] = {}

    def add(self, body: MachineBody, stands_for: Node) -> None:
        """Take in a body; the bodies around it come before."""
        refined = _refined(stands_for)
        if refined is not None:
            self.refined.setdefault(id(refined), stands_for)
        self._nest(body, stands_for, refined)
        self._inside.setdefault(id(self.within[id(body)]), []).append(body)
        for state in declared_states(body):
            self.states[id(state)] = state
            first = self.named.setdefault(state.name, state)
            if first is not state:
                self.repeated.append((state, first))
            self.bodies[id(state)] = body
        for item in body.items:
            if isinstance(item, Rule) and item.source.target is not None:
                self.rules.setdefault(id(item.source.target), []).append(item)

    def _nest(self, body: MachineBody, stands_for: Node, refined: State | None) -> None:
        outer = self.within.get(id(body))  # a region's body is within what the region is in
        self.within[id(body)] = refined if refined is not None else outer
        for item in body.items:
            if isinstance(item, Region):
                self.within[id(item.body)] = self.within[id(body)]
        if refined is not None and (declared_states(body) or regions(body)):
            self.inner.add(id(refined))

    def parent(self, state: State) -> State | None:
        """The state that a state is inside of."""
        body = self.bodies.get(id(state))
        return self.within.get(id(body))

    def inside(self, state: State | None) -> list[MachineBody]:
        """The bodies that a state is made of, regions included; for None, those of the machine."""
        return self._inside.get(id(state), [])

    def all_bodies(self) -> list[MachineBody]:
        """All bodies, those in other files included."""
        return [body for bodies in self._inside.values() for body in bodies]

    def circles(self) -> list[State]:
        """The states that are inside themselves, of each circle the first."""
        found: list[State] = []
        done: set[int] = set()
        for state in self.states.values():
            path: dict[int, State] = {}
            current: State | None = state
            while current is not None and id(current) not in done and id(current) not in path:
                path[id(current)] = current
                current = self.parent(current)
            if current is not None and id(current) in path:
                found.append(current)
            done.update(path)
        return found


def declared_states(body: MachineBody) -> list[State]:
    """The states that a body declares itself, final ones included."""
    found: list[State] = []
    for item in body.items:
        if isinstance(item, StateList):
            found += item.states
        elif isinstance(item, State):
            found.append(item)
    return found


def regions(body: MachineBody) -> list[Region]:
    """The regions of a body."""
    return [item for item in body.items if isinstance(item, Region)]


def initial_of(body: MachineBody) -> State | None:
    """The state of a body that is entered first; None when its regions say so, or nothing does."""
    lists = [item for item in body.items if isinstance(item, StateList)]
    return next((each.initial for each in lists if each.initial is not None), None)


def is_instant(rule: Rule) -> bool:
    """Whether a rule is taken at once."""
    return isinstance(rule.trigger, InstantTrigger)


def is_final(state: State | None) -> bool:
    """Whether a state is a final one."""
    return isinstance(state, FinalState)


def _refined(stands_for: Node) -> State | None:
    match stands_for:
        case SuperState(state=name) | StateMachine(refines=name) if name is not None:
            return name.target
    return None
