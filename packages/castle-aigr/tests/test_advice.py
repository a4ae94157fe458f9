"""What is allowed in state machines, and hardly meant."""

from collections.abc import Callable
from typing import Any

import pytest

from castle.aigr import (
    Argument,
    Body,
    Compare,
    ComparisonOperator,
    Connection,
    Constant,
    DoneTrigger,
    EntryAction,
    EpsilonTrigger,
    EventTrigger,
    Expression,
    FinalState,
    HandlerParameter,
    History,
    Identifier,
    Init,
    InstantTrigger,
    MachineBody,
    MachineItem,
    NamedType,
    Region,
    Rule,
    SendEvent,
    Severity,
    SourceNS,
    State,
    StateList,
    StateMachine,
    StateName,
    SuperState,
    Trigger,
    advise,
    verify,
)

World = Any
Told = Callable[..., list[tuple[str, str]]]


def use(state: State) -> StateName:
    """The use of a state."""
    return StateName(state.name, state)


def rule(source: State, trigger: Trigger, target: State | None = None, *actions: Any) -> Rule:
    """A rule without a guard."""
    return Rule(use(source), trigger, None, use(target) if target else None, list(actions))


def states(*names: str) -> StateList:
    """States of which the first is the initial one."""
    made = [State(one) for one in names]
    return StateList(made, made[0])


def inside(state: State, *items: Any) -> SuperState:
    """What a state is made of."""
    return SuperState(use(state), MachineBody(list(items)))


@pytest.fixture
def go(world: World) -> Callable[..., EventTrigger]:
    """A function that makes a trigger for the only event of the in-port."""

    def make(*names: str) -> EventTrigger:
        named = [HandlerParameter(n, p) for n, p in zip(names, world.go.parameters, strict=False)]
        return EventTrigger(world.own(world.entry), "go", world.go, named)

    return make


@pytest.fixture
def told(world: World) -> Told:
    """A function that puts items into a sound machine, and gives the warnings about it.

    Each of them says what to do.
    """

    def run(*items: MachineItem | State | Region) -> list[tuple[str, str]]:
        world.machine(*items)
        assert verify(world.forest) == []
        found = advise(world.forest)
        assert {each.severity for each in found} <= {Severity.WARNING}
        assert all(each.help for each in found)
        return [(each.code, each.message) for each in found]

    return run


def codes(found: list[tuple[str, str]]) -> list[str]:
    """The codes alone."""
    return [code for code, _ in found]


def test_nothing_is_said_of_a_sensible_machine(told: Told, go: Any) -> None:
    """Superstates, regions, history and final states are all of use."""
    outer, left, right = states("Off", "On"), states("L", "M"), states("R")
    (off, on), (k, m), (r,) = outer.states, left.states, right.states
    end = FinalState("End")
    regions = [
        Region("A", MachineBody([left, rule(k, go(), m)])),
        Region("B", MachineBody([right, end, rule(r, EpsilonTrigger(), end)])),
    ]
    back = Rule(use(off), go(), None, History(use(on), True))
    done = rule(on, DoneTrigger(), off)
    assert told(outer, inside(on, *regions), back, rule(on, go(), off), done) == []


def test_a_state_is_reached_through_its_target_alone(told: Told, go: Any) -> None:
    """Rules of states that are not reached lead nowhere; what is inside of such is not told."""
    outer, inner = states("A", "B", "C", "D"), states("E", "F")
    a, b, c, d = outer.states
    found = told(outer, inside(c, inner), rule(a, go(), b), rule(c, go(), d))
    assert found == [
        ("CAS0602", "the state `C` is never reached"),
        ("CAS0602", "the state `D` is never reached"),
    ]


def test_a_state_in_a_superstate_is_reached_from_elsewhere(told: Told, go: Any) -> None:
    """Then the states around it are reached, and the initial ones of the regions beside it."""
    outer, left, right = states("A", "P"), states("L", "M"), states("R", "S")
    a, p = outer.states
    regions = [Region("X", MachineBody([left])), Region("Y", MachineBody([right]))]
    found = told(outer, inside(p, *regions), rule(a, go(), left.states[1]))
    assert found == [
        ("CAS0602", "the state `L` is never reached"),
        ("CAS0602", "the state `S` is never reached"),
    ]


def test_a_rule_that_waits_for_the_end_is_taken_when_there_is_one(told: Told, go: Any) -> None:
    """A final state that is never reached does not end its parent; without one nothing does."""
    outer, inner = states("A", "B"), states("C")
    (a, b), (c,) = outer.states, inner.states
    end = FinalState("End")
    done = rule(a, DoneTrigger(), b)
    items = [outer, inside(a, inner, end), done]
    assert codes(told(*items, rule(c, go()))) == ["CAS0602", "CAS0602"]
    assert told(*items, rule(c, go(), end)) == []
    items[1] = inside(a, inner)
    assert codes(told(*items, rule(c, go()))) == ["CAS0602", "CAS0606"]


def test_a_guard_that_is_false_leads_nowhere(told: Told, go: Any) -> None:
    """Of any other guard it is thought that it may hold."""
    outer = states("A", "B")
    a, b = outer.states
    leads = rule(a, go(), b)
    leads.guard = Constant(False)
    assert codes(told(outer, leads)) == ["CAS0602", "CAS0604"]


def test_an_event_without_a_rule_is_told_once(world: World, told: Told, go: Any) -> None:
    """A rule in any state is enough, and so is handing the port to a sub-element."""
    outer = states("A")
    assert told(outer) == [("CAS0603", "no rule of the machine waits for `entry.go`")]
    assert told(outer, rule(outer.states[0], go())) == []
    handed = Connection(world.own(world.entry), world.of(world.sub, world.inlet))
    assert told(outer, world.sub, Init(Body([handed]))) == []


def test_the_rules_of_refinements_elsewhere_count(world: World, told: Told, go: Any) -> None:
    """A machine is one, in however many files it stands."""
    outer, inner = states("A"), states("B", "C")
    body = MachineBody([inner, rule(inner.states[0], go(), inner.states[1])])
    world.machine(outer)
    more = StateMachine("Thing", NamedType("Thing", world.thing), body, use(outer.states[0]))
    world.forest.namespaces.append(SourceNS("more", [more], "more.Castle"))
    assert verify(world.forest) == []
    assert advise(world.forest) == []


def guarded(source: State, trigger: EventTrigger, target: State, limit: int | bool) -> Rule:
    """A rule whose guard compares what the event carries, or is a constant."""
    guard: Expression = Constant(limit)
    if not isinstance(limit, bool):
        (given,) = trigger.parameters
        sides = [Identifier(given.name, given), Constant(limit)]
        guard = Compare((ComparisonOperator.LESS,), sides)
    return Rule(use(source), trigger, guard, use(target))


def test_a_guard_hides_the_same_guard_behind_it(told: Told, go: Any) -> None:
    """One guard is enough; another may hold when the first does not, and so may none."""
    outer = states("A", "B", "C")
    a, b, c = outer.states
    items = [outer, guarded(a, go("x"), b, 3), guarded(a, go("x"), c, 4), rule(a, go(), c)]
    assert told(*items) == []
    items[2] = guarded(a, go("x"), c, 3)
    message = "this rule is never taken: another one always is in its place"
    assert ("CAS0604", message) in told(*items)


def test_a_guard_that_is_true_hides_all_behind_it(told: Told, go: Any) -> None:
    """And each rule without a guard, wherever that stands; a guard before it may hold first."""
    outer = states("A", "B")
    a, b = outer.states
    first, always = guarded(a, go("x"), b, 3), guarded(a, go("x"), b, limit=True)
    assert codes(told(outer, first, always)) == []
    assert codes(told(outer, rule(a, go(), a), first, always)) == ["CAS0604"]
    assert codes(told(outer, always, first)) == ["CAS0604"]


def test_two_rules_that_say_the_same_are_one(told: Told, go: Any) -> None:
    """What differs, if by actions alone, is non-determinism, and legal."""
    outer = states("A", "B")
    a, b = outer.states
    assert codes(told(outer, rule(a, go(), b), rule(a, go(), b))) == ["CAS0604"]
    assert told(outer, rule(a, go(), b), rule(a, go(), a)) == []


def test_a_rule_is_hidden_by_those_of_all_states_inside(told: Told, go: Any) -> None:
    """Each of them must have one without a guard."""
    outer, inner = states("A", "B"), states("C", "D")
    (a, b), (c, d) = outer.states, inner.states
    items = [outer, inside(a, inner), rule(a, go(), b), rule(c, go(), d)]
    assert told(*items) == []
    assert codes(told(*items, rule(d, go(), c))) == ["CAS0604"]
    assert codes(told(*items, guarded(d, go("x"), c, 3))) == []


def test_a_rule_that_does_nothing_is_told(world: World, told: Told, go: Any) -> None:
    """Unless it hides another rule, or is the only one to name its event."""
    outer, inner = states("A", "B"), states("C")
    a, b = outer.states
    leads, idle = rule(a, go(), b), rule(b, go())
    assert told(outer, rule(a, EpsilonTrigger(), b), idle) == []
    assert codes(told(outer, leads, idle)) == ["CAS0605"]
    assert codes(told(outer, leads, rule(b, go(), b))) == ["CAS0605"]
    assert codes(told(outer, leads, rule(b, go(), None, Body()))) == ["CAS0605"]
    assert codes(told(outer, leads, rule(b, EpsilonTrigger()))) == ["CAS0605"]
    assert told(outer, inside(a, inner), leads, rule(inner.states[0], EpsilonTrigger(), b)) == []
    hides = rule(inner.states[0], go())
    more = rule(inner.states[0], EpsilonTrigger(), b)
    assert codes(told(outer, inside(a, inner), leads, hides, more)) == ["CAS0604"]


def test_what_leads_to_itself_may_be_noticed(world: World, told: Told, go: Any) -> None:
    """By actions of its own, by those of the state, and by the states inside, which begin anew."""
    outer, inner = states("A"), states("C", "D")
    (a,), (c, d) = outer.states, inner.states
    send = SendEvent(world.own(world.exit), "go", world.go, [Argument(Constant(1))])
    again, other = rule(a, go(), a), guarded(a, go("x"), a, 3)
    assert told(outer, rule(a, go(), a, send)) == []
    assert told(outer, again, other, EntryAction(use(a), [Body()])) == []
    assert codes(told(outer, again, rule(a, EpsilonTrigger(), a))) == ["CAS0605"]
    assert told(outer, inside(a, inner, rule(c, EpsilonTrigger(), d)), again) == []


def test_a_machine_may_begin_in_what_is_left_at_once(told: Told, go: Any) -> None:
    """Such a rule is taken as any other."""
    outer = states("A", "B")
    a, b = outer.states
    assert told(outer, rule(a, InstantTrigger(), b), rule(b, go())) == []
