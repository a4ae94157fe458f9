"""Determinising: rule 9 of the language."""

from itertools import pairwise
from pathlib import Path

import pytest
from machine_texts import LAMP, lines, lowered, read, shown

from castle.aigr import (
    ComponentInterface,
    DiagnosticError,
    Event,
    EventProtocol,
    EventTrigger,
    Forest,
    MachineBody,
    NamedType,
    Part,
    Port,
    PortDirection,
    Rule,
    Self,
    SourceNS,
    State,
    StateList,
    StateMachine,
    StateName,
    copy,
    equal,
    predefined,
    read_codes,
    verify,
)
from castle.monorail.diagnostics import listening
from castle.transformers.fsm import determinise
from castle.transformers.fsm.determinise import DeterminiseTransformer
from castle.transformers.fsm.flatten import FlattenTransformer

CODES = Path(determinise.__file__).with_name("diagnostics.toml")
IN = """
protocol In { ea(int:n); eb(); ec(int:k); }
protocol Out { a1(int:n); a2(); a3(); a4(int:k); }
component Thing { port In<in>:e; port Out<out>:o; }
"""
LADDER = "protocol Keys { a(); b(); } component Ladder { port Keys<in>:k; }"


def deterministic(rules: str, contract: str = IN, **options: object) -> list[str]:
    """The lines of a machine that was read, flattened and determinised."""
    text = f"@FSM implement Thing {{ int m := 0; state: A, B, C, D := A; {rules} }}"
    last = DeterminiseTransformer(**options)  # type: ignore[arg-type]  # pydantic checks
    return lines(shown(lowered(read(text, contract), [FlattenTransformer(), last])))[2:-1]


def test_example_of_rule_9() -> None:
    """What is done waits for the event that tells which rule was taken, in order."""
    made = deterministic(
        "A + e.eb -> B, o.a2(); A + e.eb -> C, o.a3();"
        "B + e.ea(n) -> D, o.a1(n); C + e.ec(k) -> D, o.a4(k);"
    )
    assert made == [
        "state: A, B_or_C, D := A;",
        "int m := 0;",
        "A + e.eb -> B_or_C;",
        "B_or_C + e.ea(n) -> D, o.a2(), o.a1(n);",
        "B_or_C + e.ec(k) -> D, o.a3(), o.a4(k);",
    ]


def test_states_of_a_choice_stay_where_something_else_leads() -> None:
    """`B` and `B_or_C` are different states."""
    made = deterministic(
        "A + e.eb -> B; A + e.eb -> C; B + e.ea -> D; C + e.ec -> D; D + e.eb -> B;"
    )
    assert made[0] == "state: A, B, B_or_C, D := A;"
    assert "D + e.eb -> B;" in made
    assert "B + e.ea -> D;" in made


def test_ladder() -> None:
    """A set that is what a state leads to by epsilon keeps the state's name; `dwn6` goes."""
    ups = [f"up{n} + k.a -> up{n + 1};" for n in range(1, 6)]
    epsilons = [f"up{n} + epsilon -> dwn{n};" for n in range(2, 7)]
    downs = [f"dwn{n} + k.b -> dwn{n - 1};" for n in range(6, 1, -1)]
    states = ", ".join(["start", *(f"{way}{n}" for way in ("up", "dwn") for n in range(1, 7))])
    rules = ["start + k.a -> up1;", *ups, *epsilons, *downs, "dwn1 + k.b -> start;"]
    text = f"@FSM implement Ladder {{ state: {states} := start; {' '.join(rules)} }}"
    made = lowered(read(text, LADDER), [FlattenTransformer(), DeterminiseTransformer()])
    kept = states.replace(", dwn6", "")
    instead = [f"up{n} + k.b -> dwn{n - 1};" for n in range(2, 7)]
    expected = ["start + k.a -> up1;", *ups, *instead, *downs[1:], "dwn1 + k.b -> start;"]
    shown_rules = lines(shown(made))[2:-1]
    assert shown_rules[0] == f"state: {kept} := start;"
    assert sorted(shown_rules[1:]) == sorted(expected)


def test_equal_lists_run_at_once() -> None:
    """What all paths do is not delayed, whatever the parameters are called."""
    with listening() as warnings:
        made = deterministic(
            "A + e.ea(n) -> B, o.a1(n); A + e.ea(k) -> C, o.a1(k); B + e.eb -> D; C + e.ec -> D;"
        )
    assert "A + e.ea(n) -> B_or_C, o.a1(n);" in made
    assert warnings == []


def test_arguments_are_those_of_before() -> None:
    """What an action was to be given is kept until it is done."""
    made = deterministic(
        "A + e.ea(n) -> B, o.a1(n + .m); A + e.ea -> C, o.a2(), o.a4(7);"
        "B + e.eb -> D, o.a3(); C + e.ec(k) -> D, o.a4(k);"
    )
    assert made == [
        "state: A, B_or_C, D := A;",
        "int m := 0;",
        "int waiting_1;",
        "A + e.ea(n) -> B_or_C, { .waiting_1 := n + .m; };",
        "B_or_C + e.eb -> D, o.a1(.waiting_1), o.a3();",
        "B_or_C + e.ec(k) -> D, o.a2(), o.a4(7), o.a4(k);",
    ]


def test_kept_arguments_do_not_disturb_each_other() -> None:
    """Values that are kept at one time are kept in different members."""
    made = deterministic(
        "A + e.ea(n) -> A, o.a1(n); A + e.ea -> B; A + e.eb -> A; B + e.ea(n) -> C, o.a1(n);"
        "C + e.ec -> D;",
        max_states=50,
    )
    assert "int waiting_2;" in made
    assert any("o.a1(.waiting_1), o.a1(.waiting_2)" in line for line in made)


def test_warning_and_strict() -> None:
    """An action that waits past its event is warned of, and refused with `strict`."""
    rules = "A + e.eb -> B, o.a2(); A + e.eb -> C; B + e.ea -> D; C + e.ec -> D;"
    with listening() as warnings:
        deterministic(rules)
    assert [each.code for each in warnings] == ["CAS0621"]
    with pytest.raises(DiagnosticError) as refused:
        deterministic(rules, strict=True)
    assert [each.code for each in refused.value.diagnostics] == ["CAS0622"]


def test_epsilon_is_taken_as_late_as_can_be() -> None:
    """What epsilon does is done when the next event shows that it was taken: nothing is late."""
    with listening() as warnings:
        made = deterministic(
            "A + epsilon -> B, o.a2(); B + e.eb -> C; A + e.ec -> D; A + e.ea -> D;", strict=True
        )
    assert "A + e.eb -> C, o.a2();" in made
    assert warnings == []


def test_epsilon_beyond_an_event_is_late() -> None:
    """Where the event does not show whether epsilon was taken, its actions wait on."""
    rules = "A + epsilon -> B, o.a2(); A + e.ea -> C; B + e.ea -> D; C + e.eb -> A; D + e.ec -> A;"
    with listening() as warnings:
        made = deterministic(rules)
    assert [each.code for each in warnings] == ["CAS0621"]
    assert "C_or_D + e.ec -> A, o.a2();" in made


def test_guards_decide_together() -> None:
    """Each path looks at its own guards; the first that hold decide."""
    made = deterministic(
        "A + e.eb -> B; A + e.eb -> C; B + e.ea(n) [n > 3] -> D; C + e.ea(k) [k > 5] -> A;"
        "C + e.ea -> B; D + e.ec -> A;"
    )
    assert [line for line in made if line.startswith("B_or_C +")] == [
        "B_or_C + e.ea(n) [ n > 3 and n > 5 ] -> A_or_D;",
        "B_or_C + e.ea(n) [ n > 3 ] -> B_or_D;",
        "B_or_C + e.ea(k) [ k > 5 ] -> A;",
        "B_or_C + e.ea -> B;",
    ]


def test_guarded_epsilon() -> None:
    """Its guard is looked at when the next event comes."""
    made = deterministic(
        "A + epsilon [.m > 2] -> B, o.a2(); B + e.eb -> C, o.a3(); A + e.ea -> D;"
        "C + e.ec -> A, { .m += 1; };"
    )
    assert "A + e.eb [ .m > 2 ] -> C, o.a2(), o.a3();" in made


def test_an_event_without_rules_is_dropped() -> None:
    """An event that only states which go were about keeps a rule that does nothing."""
    made = deterministic("A + e.eb -> B; A + e.eb -> C; B + e.ea -> A; D + e.ec -> A;")
    assert "A + e.ec -> ;" in made


def test_deterministic_machines_stay() -> None:
    """Where nothing is to be done, nothing is."""
    text = """@FSM implement Thing { state: A, B := A;
        A + e.eb -> B; B + e.ea(n) [n > 3] -> A; B + e.ec -> A; }"""
    program = FlattenTransformer().transform(read(text, IN))
    assert equal(DeterminiseTransformer().transform(copy(program)), program)


def test_twice_is_once() -> None:
    """What comes out is deterministic."""
    text = """@FSM implement Thing { state: A, B := A;
        A + e.eb -> B; A + e.eb -> ; B + e.ec -> A; B + e.ea -> ; }"""
    once = lowered(read(text, IN), [FlattenTransformer(), DeterminiseTransformer()])
    assert equal(DeterminiseTransformer().transform(copy(once)), once)


@pytest.mark.parametrize("refused", ["{ .m += 1; }", "change()", "o.a1(told())", "append(.xs, 3)"])
def test_what_cannot_wait(refused: str) -> None:
    """A block, a call that a guard could observe and the like are refused; nothing changes."""
    rules = f"A + e.eb -> B, {refused}; A + e.eb -> C; B + e.ea -> D; C + e.ec [.m > 3] -> D;"
    more = "int[] xs; change() { deeper(); } deeper() { .m := 3; } int: told() { return 3; }"
    text = f"@FSM implement Thing {{ int m; {more} state: A, B, C, D := A; {rules} }}"
    program = FlattenTransformer().transform(read(text, IN))
    before = copy(program)
    with pytest.raises(DiagnosticError) as found:
        DeterminiseTransformer().transform(program)
    assert [each.code for each in found.value.diagnostics] == ["CAS0623"]
    assert equal(program, before)


def test_a_call_that_nothing_depends_on_waits() -> None:
    """A method that changes nothing that guards look at is called later."""
    text = """@FSM implement Thing { int m; int n; change() { .n := 3; } state: A, B, C := A;
        A + e.eb -> B, change(); A + e.eb -> C; B + e.ea -> A; C + e.ec [.m > 3] -> A; }"""
    made = shown(lowered(read(text, IN), [FlattenTransformer(), DeterminiseTransformer()]))
    assert "B_or_C + e.ea -> A, change();" in lines(made)


def test_an_argument_that_a_waiting_call_changes() -> None:
    """It would have another value than it has on the path, and is refused."""
    text = """@FSM implement Thing { int n; change() { .n := 3; } state: A, B, C := A;
        A + e.eb -> B, change(), o.a1(.n); A + e.eb -> C; B + e.ea -> A; C + e.ec -> A; }"""
    with pytest.raises(DiagnosticError, match="CAS0623"):
        lowered(read(text, IN), [FlattenTransformer(), DeterminiseTransformer()])


def test_too_many_sets() -> None:
    """The rules that leave a choice are named, and nothing is changed."""
    program = _counting(8)
    before = copy(program)
    with pytest.raises(DiagnosticError) as found:
        DeterminiseTransformer(max_states=127).transform(program)
    [problem] = found.value.diagnostics
    assert problem.code == "CAS0620"
    assert len(problem.notes) == 2
    assert equal(program, before)
    made = DeterminiseTransformer(max_states=128).transform(program)
    assert verify(made) == []


def test_as_many_sets_as_are_allowed() -> None:
    """4,096 sets are found of 13 states."""
    made = DeterminiseTransformer().transform(_counting(13))
    machine = made.namespaces[1].declarations[-1]
    assert isinstance(machine, StateMachine)
    [states] = [item for item in machine.body.items if isinstance(item, StateList)]
    assert len(states.states) == 4096


@pytest.mark.parametrize("trigger", ["epsilon [ .count > 3 ]", "epsilon", "key.pressed"])
def test_a_choice_that_is_left_at_once(trigger: str) -> None:
    """A state of guarded `instantly` rules is refused where it may not have been reached."""
    also = "" if trigger == "epsilon" else "Off + key.pressed -> On;"
    program = read(
        f"""
        @FSM
        implement Lamp {{
            state: Off, Asked, On := Off;
            int count := 0;
            Off + {trigger} -> Asked; {also}
            Asked + instantly [ .count > 5 ] -> On;
            On + key.released -> Off; On + key.pressed -> ;
        }}
        """,
        LAMP,
    )
    with pytest.raises(DiagnosticError) as error:
        DeterminiseTransformer().transform(FlattenTransformer().transform(program))
    assert {found.code for found in error.value.diagnostics} == {"CAS0626"}


def _codes() -> list[object]:
    entries = [entry for entry in read_codes(CODES) if entry.language == "castle"]
    return [pytest.param(entry, id=entry.code) for entry in entries]


@pytest.mark.parametrize("entry", _codes())
def test_examples_of_codes(entry: object) -> None:
    """The example of each code gives that code alone, its cure gives none."""
    assert _found(entry.example) == {entry.code}  # type: ignore[attr-defined]  # an entry
    assert _found(entry.cure) == set()  # type: ignore[attr-defined]  # an entry


def _found(text: str) -> set[str]:
    program = read(text, LAMP)
    with listening() as warnings:
        try:
            DeterminiseTransformer().transform(FlattenTransformer().transform(program))
        except DiagnosticError as error:
            return {each.code for each in error.diagnostics}
    return {each.code for each in warnings}


def _counting(count: int) -> Forest:
    """A machine that guesses when only so many events are still to come."""
    events = [Event("a"), Event("b")]
    keys = EventProtocol("Keys", None, events)
    port = Port("k", PortDirection.IN, NamedType("Keys", keys))
    thing = ComponentInterface("Thing", None, [port])
    states = [State(f"s{n}") for n in range(count)]

    def rule(source: State, event: Event, target: State) -> Rule:
        trigger = EventTrigger(Part(Self(), "k", port), event.name, event)
        goal = StateName(target.name, target)
        return Rule(StateName(source.name, source), trigger, None, goal)

    rules = [rule(states[0], event, states[0]) for event in events]
    rules.append(rule(states[0], events[1], states[1]))
    pairs = pairwise(states[1:])
    rules += [rule(one, event, other) for one, other in pairs for event in events]
    body = MachineBody([StateList(states, states[0]), *rules])
    machine = StateMachine("Thing", NamedType("Thing", thing), body)
    return Forest([predefined(), SourceNS("program", [keys, thing, machine], "program.Castle")])
