"""Routines: handlers that do what a flat machine does, as ordinary Castle."""

from random import Random

import pytest
from machine_texts import lines, lowered, read, shown

from castle.aigr import (
    ComponentImplementation,
    DiagnosticError,
    EventHandler,
    Forest,
    StateMachine,
    copy,
    equal,
    walk,
)
from castle.monorail.abcs import TransformerABC
from castle.TESTDOUBLES.aigr.programs import machine as any_machine
from castle.transformers.fsm.flatten import FlattenTransformer
from castle.transformers.fsm.minimise import MinimiseTransformer
from castle.transformers.fsm.routines import RoutinesTransformer

CONTRACT = """
protocol In { a(int:n, int:k); b(); c(); }
protocol Out { do(int:what); }
component Thing { port In<in>:e; port Out<out>:o; }
"""


def machine(body: str) -> Forest:
    """A program with a machine."""
    return read(f"@FSM implement Thing {{ {body} }}", CONTRACT)


def routines(body: str) -> list[str]:
    """The lines of what a machine becomes."""
    return lines(shown(lowered(machine(body), [FlattenTransformer(), RoutinesTransformer()])))[1:-1]


def test_a_turnstile_is_what_a_person_would_write() -> None:
    """An enumeration, a member, and a handler for each event; the state changes at last."""
    assert routines(
        """
        state: Locked, Unlocked := Locked;
        Locked + e.b -> Unlocked, o.do(1);
        Unlocked + e.b -> , o.do(2);
        Unlocked + e.c -> Locked;
        Locked + e.a -> ;
        """
    ) == [
        "enum State { Locked, Unlocked }",
        "State state := State.Locked;",
        "In.b() on .e {",
        "match .state {",
        "case State.Locked: {",
        ".o.do(1);",
        ".state := State.Unlocked;",
        "}",
        "case State.Unlocked: {",
        ".o.do(2);",
        ".state := State.Unlocked;",
        "}",
        "}",
        "}",
        "In.a(n, k) on .e { }",
        "In.c() on .e {",
        "match .state {",
        "case State.Unlocked: {",
        ".state := State.Locked;",
        "}",
        "}",
        "}",
    ]


def test_guards_are_looked_at_in_order() -> None:
    """The first that holds decides; then the rule without one."""
    made = routines(
        """
        state: A := A; int m := 0;
        A + e.a(x) [ x > 1 ] -> , { .m := x; };
        A + e.a(x, y) [ y > 2 ] -> , { .m := y; };
        A + e.a -> , { .m := 0; };
        A + e.b -> ; A + e.c -> ;
        """
    )
    assert made[made.index("case State.A: {") + 1 : -4][:7] == [
        "if (x > 1) {",
        ".m := x;",
        "} else if (y > 2) {",
        ".m := y;",
        "} else {",
        ".m := 0;",
        "}",
    ]


def test_names_do_not_meet() -> None:
    """What a machine calls its own is called something else here."""
    made = routines(
        """
        state: A, B := A; enum State { open, shut } State state := State.shut; cons n := 5;
        entry A : { begin(n); };
        A + e.a(k) -> , { int n := k; .o.do(n); }; A + e.b -> B; B + e.c -> A;
        begin(int:x) { .o.do(x); }
        """
    )
    assert made[:2] == ["enum State_2 { Start, A, B }", "State_2 state_2 := State_2.Start;"]
    assert "begin_2();" in made
    assert "In.a(k, k_2) on .e {" in made


def test_a_choice_is_refused() -> None:
    """Nothing is changed then."""
    for rules in ("A + e.b -> B; A + e.b -> A;", "A + e.b -> B; A + epsilon -> B;"):
        forest = machine(f"state: A, B := A; {rules} B + e.a -> ; B + e.c -> A;")
        with pytest.raises(DiagnosticError) as error:
            RoutinesTransformer().transform(forest)
        assert [one.code for one in error.value.diagnostics] == ["CAS0614"]
        assert any(isinstance(one, StateMachine) for one in walk(forest))


def test_what_is_not_flat_is_refused() -> None:
    """It is said which transformer has to come before."""
    forest = machine("state: A := A; A + e.b -> ; A + e.a -> ; A + e.c -> ; entry A : o.do(1);")
    with pytest.raises(DiagnosticError) as error:
        RoutinesTransformer().transform(forest)
    assert [one.code for one in error.value.diagnostics] == ["CAS0610"]
    assert "fsm.flatten" in str(error.value.diagnostics[0].help)


@pytest.mark.parametrize("transformer", [MinimiseTransformer(), RoutinesTransformer()])
@pytest.mark.parametrize(
    ("rules", "line"),
    [
        ("A + done -> B;\nA + e.b -> ;", 1),
        ("A + e.b -> B;\nB + done -> A; A + done -> B;", 2),
        ("A + done -> A;\nB + e.b -> A;", 1),
        ("A + e.b -> B;\nB + instantly [1 > 2] -> A;", 2),
        ("A + e.b -> B;\nB + done [1 > 2] -> A;", 2),
        ("A + e.b -> B,\n{ local int n; n += 1; }; B + e.b -> A;", 2),
    ],
)
def test_what_flat_machines_do_not_have_is_refused(
    transformer: TransformerABC, rules: str, line: int
) -> None:
    """In a machine that was not flattened it means something else; it is shown where it is."""
    text = f"@FSM implement Thing {{ state: A, B, C := C; C + e.a -> ; C + e.c -> ;\n{rules} }}"
    forest = read(text, CONTRACT)
    before = copy(forest)
    with pytest.raises(DiagnosticError) as error:
        transformer.transform(forest)
    [problem] = error.value.diagnostics
    assert problem.code == "CAS0610"
    places = [note.location for note in problem.notes]
    assert [place and text.count("\n", 0, place.start) for place in places] == [line]
    assert equal(forest, before)


def test_only_states_that_a_machine_may_wait_in_have_a_value() -> None:
    """What is passed through is no state that one could be in."""
    made = routines(
        """
        state: A, B, C := A; int m;
        A + e.a(n) -> B, { .m := n; }; B + instantly [ .m > 3 ] -> C, o.do(1); C + e.b -> A;
        C + e.c -> B, o.do(2);
        """
    )
    assert made[0] == "enum State { A, B, C }"
    assert made[made.index("leave_B_then() {") :][:7] == [
        "leave_B_then() {",
        "if (.m > 3) {",
        ".o.do(1);",
        ".state := State.C;",
        "} else {",
        ".state := State.B;",
        "}",
    ]
    assert made.count("leave_B_then();") > 1


@pytest.mark.parametrize("seed", range(20))
def test_what_is_written_is_read_again(seed: int) -> None:
    """It is ordinary Castle: the reader finds nothing wrong, and writes the same again."""
    forest = any_machine(Random(seed), states=6)
    text = shown(lowered(forest, [FlattenTransformer(), RoutinesTransformer()]))
    assert [type(one).__name__ for one in walk(forest) if isinstance(one, StateMachine)] == []
    again = read(text)
    assert shown(again) == text


def test_each_event_has_one_handler() -> None:
    """Whichever states have rules about it."""
    forest = lowered(
        any_machine(Random(7), states=9), [FlattenTransformer(), RoutinesTransformer()]
    )
    thing = next(
        one
        for one in walk(forest)
        if isinstance(one, ComponentImplementation) and one.name == "Thing"
    )
    handled = [one.event for one in thing.members if isinstance(one, EventHandler)]
    assert len(handled) == len(set(handled)) == 3
