"""Minimising: states that cannot be told apart become one."""

from itertools import pairwise

import pytest
from machine_texts import lines, lowered, read, shown

from castle.aigr import DiagnosticError, copy, equal
from castle.transformers.fsm.flatten import FlattenTransformer
from castle.transformers.fsm.minimise import MinimiseTransformer

IN = """
protocol In { ea(int:n); eb(); }
protocol Out { a1(int:n); a2(); }
component Thing { port In<in>:e; port Out<out>:o; }
"""


def minimal(states: str, rules: str) -> list[str]:
    """The lines of a machine that was read, flattened and minimised."""
    text = f"@FSM implement Thing {{ int m := 0; state: {states} := A; {rules} }}"
    made = lowered(read(text, IN), [FlattenTransformer(), MinimiseTransformer()])
    return lines(shown(made))[2:-1]


def test_equal_states_become_one() -> None:
    """The first stays; parameters may be called differently."""
    made = minimal(
        "A, B, C",
        "A + e.eb -> B; B + e.ea(n) [n > 3] -> A, o.a1(n); B + e.eb -> C;"
        "C + e.ea(k) [k > 3] -> A, o.a1(k); C + e.eb -> B;",
    )
    assert made == [
        "state: A, B := A;",
        "int m := 0;",
        "A + e.eb -> B;",
        "B + e.ea(n) [ n > 3 ] -> A, o.a1(n);",
        "B + e.eb -> B;",
    ]


@pytest.mark.parametrize(
    "difference", ["[n > 4] -> A, o.a1(n)", "[n > 3] -> A, o.a1(1)", "[n > 3] -> B, o.a1(n)"]
)
def test_different_states_stay(difference: str) -> None:
    """Guards, actions and targets tell states apart."""
    made = minimal(
        "A, B, C",
        "A + e.eb -> B, o.a2(); B + e.ea(n) [n > 3] -> A, o.a1(n); B + e.eb -> C;"
        f"C + e.ea(n) {difference}; C + e.eb -> B;",
    )
    assert "state: A, B, C := A;" in made


def test_chains_are_told_apart_from_their_ends() -> None:
    """States whose difference lies many events ahead stay."""
    count = 40
    names = ["A", *(f"S{n}" for n in range(1, count))]
    rules = [f"{one} + e.eb -> {two};" for one, two in pairwise(names)]
    made = minimal(", ".join(names), " ".join([*rules, f"{names[-1]} + e.ea -> A, o.a2();"]))
    assert sum(" + " in line for line in made) == count


def test_rules_without_effect_do_not_tell_apart() -> None:
    """An event that is dropped is one that nothing is said about; each keeps a rule."""
    made = minimal("A, B", "A + e.eb -> B; B + e.eb -> ; A + e.ea -> ; B + e.ea -> B;")
    assert made == ["state: A := A;", "int m := 0;", "A + e.eb -> A;", "A + e.ea -> ;"]


def test_states_that_nothing_leads_to_go() -> None:
    """An event that only they were about keeps a rule that does nothing."""
    made = minimal("A, B, C", "A + e.eb -> B, o.a2(); B + e.eb -> A; C + e.ea -> A;")
    assert made[0] == "state: A, B := A;"
    assert "A + e.ea -> ;" in made


def test_minimal_machines_stay() -> None:
    """Where nothing is to be done, nothing is."""
    text = """@FSM implement Thing { state: A, B := A;
        A + e.eb -> B; B + e.ea(n) [n > 3] -> A; }"""
    program = FlattenTransformer().transform(read(text, IN))
    assert equal(MinimiseTransformer().transform(copy(program)), program)


@pytest.mark.parametrize("choice", ["A + e.eb -> A;", "A + epsilon -> B;"])
def test_non_determinism_is_refused(choice: str) -> None:
    """Nothing is changed."""
    text = f"@FSM implement Thing {{ state: A, B := A; A + e.eb -> B; B + e.ea -> A; {choice} }}"
    program = FlattenTransformer().transform(read(text, IN))
    before = copy(program)
    with pytest.raises(DiagnosticError, match="CAS0630"):
        MinimiseTransformer().transform(program)
    assert equal(program, before)
