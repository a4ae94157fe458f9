"""Which states are entered together: section 7 of the language, as far as checks need it."""

from collections.abc import Iterable
from itertools import pairwise

from castle.aigr._nodes.machines import History, MachineBody, Rule, State
from castle.aigr._verification._states import Machine, initial_of


def at_first(machine: Machine) -> list[State]:
    """The states that a machine begins in."""
    return with_inner(machine, _initial(machine.inside(None)))


def with_inner(machine: Machine, states: Iterable[State]) -> list[State]:
    """States, and those inside that are entered with them."""
    found: dict[int, State] = {}
    pending = list(states)
    while pending:
        state = pending.pop()
        if id(state) not in found:
            found[id(state)] = state
            pending += _initial(machine.inside(state))
    return list(found.values())


def entered_by(machine: Machine, rule: Rule) -> list[State]:
    """The states that a rule enters: its target, and what is around, beside and inside of that.

    None for a rule without a target. Of a history, the states entered when there is none yet.
    """
    source, target = rule.source.target, target_of(rule)
    if source is None or target is None:
        return []
    around = {id(body) for body in _bodies_around(machine, source)}
    found = with_inner(machine, [target])
    for outer, body in _outwards(machine, target):
        if id(body) in around:
            break
        beside = [each for each in machine.inside(outer) if each is not body]
        found += [outer, *with_inner(machine, _initial(beside))]
    return list({id(state): state for state in found}.values())


def target_of(rule: Rule) -> State | None:
    """The state that a rule leads to; of a history, the state whose history it is."""
    use = rule.target.state if isinstance(rule.target, History) else rule.target
    return use.target if use is not None else None


def ancestors(machine: Machine, state: State) -> list[State]:
    """The states that a state is inside of, the innermost first."""
    found: dict[State, None] = {}
    current = machine.parent(state)
    while current is not None and current not in found:
        found[current] = None
        current = machine.parent(current)
    return list(found)


def _initial(bodies: Iterable[MachineBody]) -> list[State]:
    return [state for body in bodies if (state := initial_of(body)) is not None]


def _bodies_around(machine: Machine, state: State) -> list[MachineBody]:
    """The bodies that a state stands in, the innermost first."""
    around = [machine.bodies.get(id(one)) for one in (state, *ancestors(machine, state))]
    return [body for body in around if body is not None]


def _outwards(machine: Machine, state: State) -> list[tuple[State, MachineBody | None]]:
    """The ancestors of a state, the innermost first, each with the body that lies inside of it."""
    inner = [state, *ancestors(machine, state)]
    return [(outer, machine.bodies.get(id(one))) for one, outer in pairwise(inner)]
