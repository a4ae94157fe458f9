"""Flattening: rules 1 to 8 of the language, for each what comes out."""

from pathlib import Path

import pytest
from flattening import CONTRACT, flat, machine, refused
from machine_texts import lines, lowered, read, shown

from castle.aigr import DiagnosticError, StateMachine, read_codes, verify, walk
from castle.transformers.fsm import flatten
from castle.transformers.fsm.flatten import FlattenTransformer

CODES = Path(flatten.__file__).with_name("diagnostics.toml")


def test_entry_and_leave_actions_become_part_of_rules() -> None:
    """First what is done when states are left, then what the rule does, then what entering does."""
    assert flat(
        """
        state: A, P := A;
        entry P : o.do(1); leave P : o.do(2); leave A : o.do(3);
        A + e.a(n) -> Y, o.told(4, n); P + e.b -> A, o.do(5); P + e.c -> , o.do(6);
        state P { state: X, Y := X; entry Y : o.do(7); leave Y : o.do(8); Y + e.c -> X; }
        """
    ) == [
        "state: A, X, Y := A;",
        "A + e.a(n) -> Y, o.do(3), o.told(4, n), o.do(1), o.do(7);",
        "X + e.b -> A, o.do(2), o.do(5);",
        "X + e.c -> , o.do(6);",
        "Y + e.c -> X, o.do(8);",
        "Y + e.b -> A, o.do(8), o.do(2), o.do(5);",
    ]


def test_what_is_done_at_first_waits_for_the_first_event() -> None:
    """A state of its own comes before; what is done then is the entering, and all that follows."""
    assert flat(
        """
        state: P, Z := P; entry P : o.do(3);
        state P { state: I := I; final F; I + instantly -> F, o.do(1); }
        P + done -> Z, o.do(2);
        Z + e.a -> P; Z + e.b -> ; Z + e.c -> ;
        """
    ) == [
        "state: Start, Z := Start;",
        "Start + instantly -> Z, o.do(3), o.do(1), o.do(2);",
        "Z + e.a -> Z, o.do(3), o.do(1), o.do(2);",
        "Z + e.b -> ;",
        "Z + e.c -> ;",
    ]


def test_a_guard_in_the_middle_of_a_step_sees_what_was_done_before() -> None:
    """The choice stays, in a state that is left in the same step."""
    assert flat(
        """
        state: A, P, Z := A; int m := 0;
        A + e.a -> P; A + e.b -> ; A + e.c -> ; Z + e.c -> A;
        state P { state: Q := Q; final F; Q + e.a(n) -> F, { .m += n; }; leave F : o.do(2); }
        P + done [ .m > 3 ] -> Z, o.do(3); P + done -> A, o.do(4);
        """
    ) == [
        "state: A, Q, F_then, Z := A;",
        "int m := 0;",
        "A + e.a -> Q;",
        "A + e.b -> ;",
        "A + e.c -> ;",
        "Q + e.a(n) -> F_then, { .m += n; };",
        "F_then + done [ .m > 3 ] -> Z, o.do(2), o.do(3);",
        "F_then + done -> A, o.do(2), o.do(4);",
        "Z + e.c -> A;",
    ]


def test_regions_are_in_lock_step() -> None:
    """Each region has its say; an inner rule that holds comes before an outer one."""
    assert flat(
        """
        state: P, Z := P;
        P + e.b -> Z; Z + e.b -> P; P + e.c -> , o.do(9);
        state P {
            region X { state: X1, X2 := X1; X1 + e.a(n) [ n > 2 ] -> X2, o.do(n); }
            region Y { state: Y1, Y2 := Y1; Y1 + e.a(j, k) [ k > 3 ] -> Y2; Y2 + e.c -> Y1; }
        }
        """
    ) == [
        "state: X1_Y1, X1_Y2, X2_Y1, X2_Y2, Z := X1_Y1;",
        "X1_Y1 + e.a(j, k) [ j > 2 and k > 3 ] -> X2_Y2, o.do(j);",
        "X1_Y1 + e.a(n) [ n > 2 ] -> X2_Y1, o.do(n);",
        "X1_Y1 + e.a(j, k) [ k > 3 ] -> X1_Y2;",
        "X1_Y1 + e.b -> Z;",
        "X1_Y1 + e.c -> , o.do(9);",
        "X1_Y2 + e.a(n) [ n > 2 ] -> X2_Y2, o.do(n);",
        "X1_Y2 + e.b -> Z;",
        "X1_Y2 + e.c -> X1_Y1, o.do(9);",
        "X2_Y1 + e.b -> Z;",
        "X2_Y1 + e.c -> , o.do(9);",
        "X2_Y1 + e.a(j, k) [ k > 3 ] -> X2_Y2;",
        "X2_Y2 + e.b -> Z;",
        "X2_Y2 + e.c -> X2_Y1, o.do(9);",
        "Z + e.b -> X1_Y1;",
    ]


def test_from_region_to_region_all_is_left() -> None:
    """No state is around both, and so what has the regions is left and entered again."""
    assert flat(
        """
        state: P := P; entry P : o.do(1); leave P : o.do(2);
        P + e.a -> ; P + e.c -> ;
        state P {
            region X { state: X1, X2 := X2; X2 + e.b -> Y2; leave X2 : o.do(5); }
            region Y { state: Y1, Y2 := Y1; entry Y2 : o.do(7); }
        }
        """
    ) == [
        "state: Start, X2_Y1, X2_Y2 := Start;",
        "Start + instantly -> X2_Y1, o.do(1);",
        "X2_Y1 + e.b -> X2_Y2, o.do(5), o.do(2), o.do(1), o.do(7);",
        "X2_Y1 + e.a -> ;",
        "X2_Y1 + e.c -> ;",
        "X2_Y2 + e.b -> X2_Y2, o.do(5), o.do(2), o.do(1), o.do(7);",
        "X2_Y2 + e.a -> ;",
        "X2_Y2 + e.c -> ;",
    ]


def test_history_is_a_member() -> None:
    """It is asked for what was remembered; what was remembered just now is known."""
    assert flat(
        """
        state: A, P := A;
        A + e.a -> P.history; P + e.b -> P.history, o.do(1); P + e.c -> A;
        state P { state: B, D := B; B + e.a -> D; entry P : o.do(2); entry D : o.do(3); }
        """
    ) == [
        "state: A, B, D := A;",
        "enum PHistory { Never, B, D }",
        "PHistory p_history := PHistory.Never;",
        "A + e.a [ .p_history == PHistory.B ] -> B, o.do(2);",
        "A + e.a [ .p_history == PHistory.D ] -> D, o.do(2), o.do(3);",
        "A + e.a -> B, o.do(2);",
        "B + e.a -> D, o.do(3);",
        "B + e.b -> B, { .p_history := PHistory.B; }, o.do(1), o.do(2);",
        "B + e.c -> A, { .p_history := PHistory.B; };",
        "D + e.b -> D, { .p_history := PHistory.D; }, o.do(1), o.do(2), o.do(3);",
        "D + e.c -> A, { .p_history := PHistory.D; };",
    ]


def test_deep_history_remembers_what_is_inside() -> None:
    """A shallow one begins anew within what it remembers."""
    made = flat(
        """
        state: A, P := A;
        A + e.a -> P.deep_history; A + e.b -> P.history; P + e.c -> A;
        state P { state: B, D := D; state D { state: D1, D2 := D1; D1 + e.a -> D2; } D + e.b -> B; }
        """
    )
    assert "enum PDeepHistory { Never, B, D1, D2 }" in made
    assert "enum PHistory { Never, B, D }" in made
    assert "A + e.a [ .p_deep_history == PDeepHistory.D2 ] -> D2;" in made
    assert "A + e.b [ .p_history == PHistory.D ] -> D1;" in made


def test_each_final_state_ends_its_parent() -> None:
    """Two at once end it twice; nobody waits for the end of the machine."""
    made = flat(
        """
        state: A, P := A; A + e.a -> P; A + e.c -> ;
        state P {
            region X { state: X1 := X1; final XF; X1 + e.b -> XF; }
            region Y { state: Y1 := Y1; final YF; Y1 + e.b -> YF; }
        }
        P + done -> , o.do(1);
        """
    )
    assert made[3] == "X1_Y1 + e.b -> XF_YF, o.do(1), o.do(1);"


def test_what_nothing_reaches_is_not_there() -> None:
    """But each event stays one that the machine waits for."""
    assert flat("state: A, B := A; A + e.a -> A; B + e.b -> A, o.do(1); B + e.c -> A;") == [
        "state: A := A;",
        "A + e.a -> A;",
        "A + e.b -> ;",
        "A + e.c -> ;",
    ]


def test_a_machine_in_several_files() -> None:
    """What refines a state elsewhere is taken in, with its members."""
    text = (
        "@FSM implement Thing { state: A, P := A; A + e.a -> P; P + e.b -> A; P + e.c -> ; }"
        "@FSM implement Thing.P { state: X, Y := X; int m; X + e.a(n) -> Y, { .m := n; }; }"
    )
    forest = lowered(read(text, CONTRACT), [FlattenTransformer()])
    assert len([one for one in walk(forest) if isinstance(one, StateMachine)]) == 1
    assert lines(shown(forest))[2:6] == [
        "state: A, X, Y := A;",
        "int m;",
        "A + e.a -> X;",
        "X + e.a(n) -> Y, { .m := n; };",
    ]


def test_places_are_kept() -> None:
    """Each state and rule is where what it comes from was written."""
    forest = lowered(
        machine("state: A := A; A + e.a -> ; A + e.b -> ; A + e.c -> ;"), [FlattenTransformer()]
    )
    made = next(one for one in walk(forest) if isinstance(one, StateMachine))
    assert all(item.location is not None for item in made.body.items)


def test_too_many_states_are_refused() -> None:
    """It is said which regions multiply."""
    body = """
        state: P := P; P + e.b -> ; P + e.c -> ;
        state P {
            region X { state: X1, X2 := X1; X1 + e.a(n) [ n > 2 ] -> X2; }
            region Y { state: Y1, Y2 := Y1; Y1 + e.a(n) [ n > 3 ] -> Y2; }
        }
        """
    assert refused(body, 3) == ["CAS0611"]
    assert len(flat(body)) > 1
    with pytest.raises(DiagnosticError) as error:
        FlattenTransformer(max_states=3).transform(machine(body))
    notes = [note.message for note in error.value.diagnostics[0].notes]
    assert notes == ["the regions `X` (2 states), `Y` (2 states) multiply"]


def test_a_step_without_an_end_is_refused() -> None:
    """The end of a state may not lead to its end."""
    body = """
        state: P := P; P + done -> F; P + e.b -> ; P + e.c -> ;
        state P { state: Q := Q; final F; Q + e.a -> F; }
        """
    assert refused(body) == ["CAS0612"]


@pytest.mark.parametrize("choice", ["P + epsilon -> A;", "P + e.c -> A; P + e.c -> P;"])
def test_a_choice_beside_history_is_refused(choice: str) -> None:
    """Nobody could tell later what was to be remembered."""
    body = f"state: A, P := A; state P {{ state: X, Y := X; X + e.a -> Y; }} {choice}"
    rest = "A + e.a -> P.history; A + e.b -> ; A + e.c -> ;"
    assert refused(body + rest) == ["CAS0613"]


@pytest.mark.parametrize("code", ["CAS0612", "CAS0613"])
def test_examples_of_codes(code: str) -> None:
    """The example is refused with the code, and the cure is not."""
    entry = {one.code: one for one in read_codes(CODES)}[code]
    contract = "protocol Keys { pressed(); released(); } component Lamp { port Keys<in>:key; }"
    ignored = "Off + key.pressed -> ; Off + key.released -> ; }"
    for text, wanted in ((entry.example, [code]), (entry.cure, [])):
        whole = text.strip().removesuffix("}") + ignored.replace("Off + key.pressed -> ;", "")
        forest = read(whole, contract)
        found = []
        try:
            assert verify(FlattenTransformer().transform(forest)) == []
        except DiagnosticError as error:
            found = [one.code for one in error.diagnostics]
        assert found == wanted


def test_guards_that_multiply_are_refused() -> None:
    """Thirty regions with a guard each would take a thousand million rules for one event."""
    regions = " ".join(
        f"region R{n} {{ state: A{n}, B{n} := A{n}; A{n} + e.a(k) [ k > {n} ] -> B{n}; }}"
        for n in range(30)
    )
    body = f"state: P := P; P + e.b -> ; P + e.c -> ; state P {{ {regions} }}"
    assert refused(body, 10) == ["CAS0611"]


def test_ends_that_become_more_are_refused() -> None:
    """Each end of the state would be two more of them."""
    body = """
        state: Z, P := Z; Z + e.a -> P; Z + e.b -> ; Z + e.c -> ; P + done -> P;
        state P { region X { state: X1 := X1; final XF; X1 + instantly -> XF; }
                  region Y { state: Y1 := Y1; final YF; Y1 + instantly -> YF; } }
        """
    assert refused(body) == ["CAS0612"]


def test_many_events_do_not_make_a_machine_too_large() -> None:
    """What is counted are states, and what multiplies."""
    events = [f"e{n}" for n in range(100)]
    contract = (
        f"protocol In {{ {' '.join(f'{name}();' for name in events)} }}"
        "component Thing { port In<in>:e; }"
    )
    rules = " ".join(f"A + e.{name} -> B;" for name in events)
    text = f"@FSM implement Thing {{ state: A, B, C := A; {rules} }}"
    made = lowered(read(text, contract), [FlattenTransformer(max_states=2)])
    assert len(lines(shown(made))) > len(events)
