"""State machines of any origin."""

from typing import Any

import pytest

from castle.aigr import (
    Argument,
    Body,
    Call,
    Constant,
    DefaultHandler,
    DoneTrigger,
    EntryAction,
    EpsilonTrigger,
    EventTrigger,
    FinalState,
    HandlerParameter,
    History,
    Identifier,
    InstantTrigger,
    MachineBody,
    Method,
    NamedType,
    Region,
    Rule,
    Scalar,
    ScalarType,
    SendEvent,
    SourceNS,
    State,
    StateList,
    StateMachine,
    StateName,
    SuperState,
    Trigger,
    check_machines,
    verify,
)

World = Any


def name(state: State | None) -> StateName:
    """The use of a state."""
    return StateName(state.name if state else "Nowhere", state)


def rule(source: State | None, trigger: Trigger, target: Any = None, *actions: Any) -> Rule:
    """A rule without a guard."""
    leads = name(target) if isinstance(target, State) else target
    return Rule(name(source), trigger, None, leads, list(actions))


def states(*names: str) -> StateList:
    """States of which the first is the initial one."""
    made = [State(one) for one in names]
    return StateList(made, made[0])


def event(world: World, *names: str) -> EventTrigger:
    """A trigger that waits for `go` at the own in-port."""
    named = [HandlerParameter(n, p) for n, p in zip(names, world.go.parameters, strict=False)]
    return EventTrigger(world.own(world.entry), "go", world.go, named)


@pytest.fixture
def turnstile(world: World) -> StateMachine:
    """A machine with two states, a rule from the first to the second, and an action."""
    both = states("Locked", "Unlocked")
    send = SendEvent(world.own(world.exit), "go", world.go, [Argument(Constant(1))])
    opens = rule(both.states[0], event(world), both.states[1], send)
    made: StateMachine = world.machine(both, opens)
    return made


def first(machine: StateMachine) -> StateList:
    """The states of the machine."""
    found = machine.body.items[0]
    assert isinstance(found, StateList)
    return found


def test_a_machine_is_sound(world: World, turnstile: StateMachine) -> None:
    """Nothing is wrong with what is used as it is meant."""
    assert world.codes() == []


def test_a_large_machine_is_sound(world: World, turnstile: StateMachine) -> None:
    """Superstates, regions, history, final states and members go together."""
    outer, inner = first(turnstile), states("Boot", "Run")
    left, right = states("L"), states("R")
    done = FinalState("Done")
    on = SuperState(name(outer.states[0]), MachineBody([inner, done]))
    both = MachineBody([Region("A", MachineBody([left])), Region("B", MachineBody([right]))])
    turnstile.body.items += [
        on,
        SuperState(name(outer.states[1]), both),
        rule(inner.states[0], EpsilonTrigger(), done),
        rule(outer.states[0], DoneTrigger(), outer.states[1]),
        rule(outer.states[1], event(world, "x"), History(name(outer.states[0]))),
        EntryAction(name(left.states[0]), [Body()]),
    ]
    assert world.codes() == []


def test_the_parameters_of_an_event_are_known_in_its_rule(world: World) -> None:
    """In guard and actions; trailing ones may be left out, there are no more than it carries."""
    both = states("A")
    trigger = event(world, "x")
    given = Identifier("x", trigger.parameters[0])
    one = rule(both.states[0], trigger)
    one.actions.append(SendEvent(world.own(world.exit), "go", world.go, [Argument(given)]))
    world.machine(both, one)
    assert world.codes() == []
    one.trigger = event(world)
    assert world.codes() == ["CAS0301"]
    one.trigger = trigger
    trigger.parameters.append(HandlerParameter("y", world.go.parameters[0]))
    assert world.codes() == ["CAS0312"]


def test_a_state_that_does_not_exist_is_reported(world: World, turnstile: StateMachine) -> None:
    """As source, target, in actions and history."""
    turnstile.body.items.append(rule(None, event(world), History(name(None))))
    assert world.codes() == ["CAS0320"]


def test_a_state_of_another_machine_is_reported(world: World, turnstile: StateMachine) -> None:
    """Machines share nothing."""
    strange = states("Strange")
    other = StateMachine("Other", NamedType("Other", world.other), MachineBody([strange]))
    world.space.declarations.append(other)
    turnstile.body.items.append(rule(strange.states[0], event(world)))
    assert world.codes() == ["CAS0321"]


def test_a_state_s_name_is_unique_in_the_machine(world: World, turnstile: StateMachine) -> None:
    """Superstates do not help."""
    inside = MachineBody([states("Unlocked")])
    turnstile.body.items.append(SuperState(name(first(turnstile).states[0]), inside))
    assert world.codes() == ["CAS0322"]


def test_an_event_that_does_not_exist_is_reported(world: World, turnstile: StateMachine) -> None:
    """A machine waits for events of its in-ports."""
    trigger = EventTrigger(world.own(world.entry), "more", world.more)
    turnstile.body.items.append(rule(first(turnstile).states[0], trigger))
    assert world.codes() == ["CAS0305"]
    trigger.port, trigger.event = world.own(world.exit), world.go
    assert world.codes() == ["CAS0306"]


def test_an_action_that_does_not_exist_is_reported(world: World, turnstile: StateMachine) -> None:
    """A call names a method."""
    turnstile.body.items.append(
        rule(first(turnstile).states[0], event(world), None, Call(Identifier("nothing")))
    )
    assert world.codes() == ["CAS0307"]


def test_one_state_is_entered_first(world: World, turnstile: StateMachine) -> None:
    """In each body that has states: one, and one of its own."""
    own = first(turnstile)
    own.initial = None
    assert world.codes() == ["CAS0323"]
    own.initial = own.states[1]
    more = states("More")
    turnstile.body.items.append(more)
    (found,) = verify(world.forest)
    assert (found.code, found.help) == ("CAS0324", "leave `:= More` out of this list")
    more.initial = None
    inside = states("Inside")
    turnstile.body.items.append(SuperState(name(own.states[0]), MachineBody([inside])))
    assert world.codes() == []
    inside.initial = own.states[0]
    (found,) = verify(world.forest)
    assert (found.code, found.help) == (
        "CAS0324",
        "name a state that stands in a list of this body",
    )


def test_a_machine_without_states_is_reported(world: World) -> None:
    """There is nothing that could be entered."""
    machine = world.machine()
    assert world.codes() == ["CAS0323"]
    machine.body.items.append(Region("A", MachineBody()))
    assert world.codes() == ["CAS0323"]
    machine.body.items[0].body.items.append(states("A"))
    assert world.codes() == []


def test_instantly_is_the_only_rule_of_its_state(world: World, turnstile: StateMachine) -> None:
    """The other rules could never be taken."""
    at_once = rule(first(turnstile).states[0], InstantTrigger(), first(turnstile).states[1])
    turnstile.body.items.append(at_once)
    (found,) = verify(world.forest)
    assert (found.code, len(found.notes)) == ("CAS0325", 1)
    assert found.help == "remove the other rules, or let this one wait for an event"
    at_once.source, at_once.target = (name(state) for state in first(turnstile).states[::-1])
    assert world.codes() == []


@pytest.mark.parametrize("guard", [None, Constant(False)], ids=["plain", "guarded"])
def test_instantly_comes_to_an_end(world: World, guard: Any) -> None:
    """A circle of such rules is an error, as is one that leads nowhere; guards do not help."""
    outer, inner = states("A", "B"), states("C", "D")
    a, b, c, d = *outer.states, *inner.states
    there = rule(a, InstantTrigger(), b)
    there.guard = guard
    inside = SuperState(name(b), MachineBody([inner]))
    world.machine(outer, inside, there, rule(d, InstantTrigger(), a))
    assert world.codes() == []
    inner.initial = d
    (found,) = verify(world.forest)
    assert (found.code, found.message) == (
        "CAS0601",
        "`instantly` leads from `A` back to `A`, without an end",
    )
    assert len(found.notes) == 1
    inner.initial, there.target = c, None
    assert world.codes() == ["CAS0601"]


def test_instantly_into_the_state_itself_is_a_circle(world: World) -> None:
    """What leads from a state to one inside of it leaves the state and enters it again."""
    outer, inner = states("A"), states("B")
    inside = SuperState(name(outer.states[0]), MachineBody([inner]))
    world.machine(outer, inside, rule(outer.states[0], InstantTrigger(), inner.states[0]))
    assert world.codes() == ["CAS0601"]


def test_what_is_entered_beside_the_target_counts(world: World) -> None:
    """The other regions of the state around the target begin anew, and may lead back."""
    outer, left, right = states("A", "P"), states("L", "M"), states("R", "S")
    a, p = outer.states
    regions = [Region("X", MachineBody([left])), Region("Y", MachineBody([right]))]
    there = rule(a, InstantTrigger(), left.states[1])
    back = rule(right.states[0], InstantTrigger(), a)
    world.machine(outer, SuperState(name(p), MachineBody([*regions])), there, back)
    assert world.codes() == ["CAS0601"]
    there.target, back.source = name(right.states[1]), name(right.states[0])
    assert world.codes() == []


def test_the_machines_alone_can_be_checked(world: World, turnstile: StateMachine) -> None:
    """Names that name nothing are not told again, nor is anything about a broken structure."""
    own = first(turnstile)
    turnstile.body.items.append(rule(None, event(world), History(name(own.states[0]))))
    assert [found.code for found in check_machines(world.forest)] == ["CAS0326"]
    turnstile.body.items.append(own)
    assert check_machines(world.forest) == []


def test_a_machine_has_rules_and_no_handlers(world: World, turnstile: StateMachine) -> None:
    """Of any kind."""
    turnstile.body.items.append(world.handler(world.own(world.entry), world.go))
    turnstile.body.items.append(DefaultHandler("e", world.own(world.entry), Body()))
    assert [found.code for found in verify(world.forest)] == ["CAS0607", "CAS0607"]


def test_a_rule_gives_no_value_back(world: World, turnstile: StateMachine) -> None:
    """It waits for events that ask for none."""
    world.go.returns = ScalarType(Scalar.INT)
    assert world.codes() == ["CAS0608"]


def test_history_is_of_a_state_with_states_inside(world: World, turnstile: StateMachine) -> None:
    """There is nothing to remember of any other."""
    own = first(turnstile)
    turnstile.body.items.append(rule(own.states[1], event(world), History(name(own.states[0]))))
    (found,) = verify(world.forest)
    assert found.code == "CAS0326"
    assert str(found.help).startswith(f"lead to `{own.states[0].name}`, or write states into it")


def test_a_final_state_has_no_rules(world: World, turnstile: StateMachine) -> None:
    """It is where its parent ends."""
    done = FinalState("Done")
    turnstile.body.items += [done, rule(done, event(world), first(turnstile).states[0])]
    assert world.codes() == ["CAS0327"]


def test_a_state_is_refined_once_and_where_it_is_declared(
    world: World, turnstile: StateMachine
) -> None:
    """Not twice, not elsewhere, and a final state not at all."""
    own = first(turnstile)
    inside = states("Inside")
    turnstile.body.items.append(SuperState(name(own.states[0]), MachineBody([inside])))
    assert world.codes() == []
    turnstile.body.items.append(SuperState(name(own.states[0]), MachineBody([states("B")])))
    assert world.codes() == ["CAS0328"]
    turnstile.body.items[-1] = SuperState(name(inside.states[0]), MachineBody([states("B")]))
    assert world.codes() == ["CAS0328"]
    done = FinalState("Done")
    turnstile.body.items[-1:] = [done, SuperState(name(done), MachineBody([states("B")]))]
    assert world.codes() == ["CAS0328"]


def refine(world: World, state: State, body: MachineBody) -> StateMachine:
    """A refinement of a state in a file of its own."""
    made = StateMachine("Thing", NamedType("Thing", world.thing), body, name(state))
    world.forest.namespaces.append(SourceNS(f"file{len(world.forest.namespaces)}", [made]))
    return made


def test_a_state_may_be_refined_in_another_file(world: World, turnstile: StateMachine) -> None:
    """It is one machine: its rules may name all states, and history counts the refinement."""
    own, inside = first(turnstile), states("Inside")
    back = rule(inside.states[0], event(world), own.states[1])
    remember = rule(own.states[1], event(world), History(name(own.states[0])))
    refine(world, own.states[0], MachineBody([inside, back, remember]))
    assert world.codes() == []
    refine(world, own.states[0], MachineBody([states("Again")]))
    assert world.codes() == ["CAS0328"]


def test_no_state_is_inside_itself(world: World, turnstile: StateMachine) -> None:
    """Refinements in two files may go round in a circle."""
    one, other = states("One"), states("Other")
    refine(world, other.states[0], MachineBody([one]))
    refine(world, one.states[0], MachineBody([other]))
    assert world.codes() == ["CAS0332"]


def test_states_do_not_stand_beside_regions(world: World, turnstile: StateMachine) -> None:
    """It would not be known what is active beside what."""
    turnstile.body.items.append(Region("A", MachineBody([states("A")])))
    assert world.codes() == ["CAS0329"]


def test_regions_of_one_body_have_different_names(world: World) -> None:
    """Like all that is declared."""
    world.machine(*(Region("A", MachineBody([states(n)])) for n in ("One", "Two")))
    assert world.codes() == ["CAS0304"]


def test_a_guard_only_looks(world: World, turnstile: StateMachine) -> None:
    """It sends nothing, calls no method and makes no element; built-in functions are fine."""
    one = turnstile.body.items[1]
    assert isinstance(one, Rule)
    size = Call(Identifier("len", world.builtins["len"]), [Argument(Constant("a"))])
    one.guard = size
    assert world.codes() == []
    method = Method("ask", Body())
    turnstile.body.items.append(method)
    one.guard = Call(Identifier("ask", method))
    assert world.codes() == ["CAS0330"]
    one.guard = SendEvent(world.own(world.exit), "go", world.go, [Argument(Constant(1))])
    assert world.codes() == ["CAS0330"]
