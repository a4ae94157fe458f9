"""Flattening: machines that would become too large are refused soon, and say what multiplies."""

import time

import pytest
from machine_texts import read

from castle.aigr import Diagnostic, DiagnosticError, copy, equal
from castle.transformers.fsm.flatten import FlattenTransformer

SECONDS = 20
"""Far more than it takes; without the bounds it would be minutes."""
CONTRACT = """
protocol In { a(int:k); b(); c(); TOGGLES }
protocol Out { o(int:n); }
component Thing { port In<in>:e; port Out<out>:o; }
"""
MOVING = "state: A{0}, B{0} := A{0}; A{0} + e.a [.k == {0}] -> B{0}; B{0} + e.b -> A{0};"
STAYING = "state: A{0} := A{0}; A{0} + e.a [.k == {0}] -> , o.o({0});"
TOGGLING = "state: A{0}, B{0} := A{0}; A{0} + e.t{0} -> B{0}; B{0} + e.t{0} -> A{0};"
PASSING = "state: A{0}, B{0} := A{0}; A{0} + e.a -> B{0}; B{0} + instantly [.k == {0}] -> A{0};"


def refused(region: str, count: int, most: int = 4096, more: str = "") -> Diagnostic | None:
    """Why a machine of so many regions is refused, within the time that there is for that."""
    regions = " ".join(f"region R{n} {{ {region.format(n)} }}" for n in range(count))
    ignored = " ".join(f"P + e.{event} -> ;" for event in "abc")
    body = f"int k; state: P := P; {ignored} {more} state P {{ {regions} }}"
    toggles = " ".join(f"t{n}();" for n in range(count) if region is TOGGLING)
    program = read(f"@FSM implement Thing {{ {body} }}", CONTRACT.replace("TOGGLES", toggles))
    before = copy(program)
    begin = time.process_time()
    try:
        FlattenTransformer(max_states=most).transform(program)
    except DiagnosticError as error:
        assert time.process_time() - begin < SECONDS
        assert equal(program, before)
        [problem] = error.diagnostics
        assert problem.code == "CAS0611"
        return problem
    return None


@pytest.mark.parametrize(("region", "count"), [(MOVING, 12), (MOVING, 20), (STAYING, 16)])
def test_guards_that_multiply_are_named(region: str, count: int) -> None:
    """In one state, or over many; it is said for which event there are too many of them."""
    problem = refused(region, count)
    assert problem is not None
    assert [note.message for note in problem.notes[:2]] == ["this guard multiplies"] * 2
    assert all(note.location is not None for note in problem.notes[:8])
    assert "let fewer regions have guards for `a`" in str(problem.help)


@pytest.mark.parametrize(("region", "count"), [(TOGGLING, 20), (PASSING, 16)])
def test_regions_that_multiply_are_named(region: str, count: int) -> None:
    """Also where it is states that are only passed through."""
    problem = refused(region, count)
    assert problem is not None
    assert any("multiply" in note.message for note in problem.notes)
    assert "max_states" in str(problem.help)


@pytest.mark.parametrize(("region", "count", "most"), [(MOVING, 5, 32), (STAYING, 6, 1)])
def test_few_guards_are_few_whatever_is_allowed(region: str, count: int, most: int) -> None:
    """A small number of states is no reason to refuse what a few guards do."""
    assert refused(region, count, most) is None


def test_a_guard_that_regions_share_is_one() -> None:
    """Of the rules of the state around them, each holds for all regions or for none."""
    shared = "P + e.a [.k == 100] -> , o.o(1); P + e.a [.k == 101] -> , o.o(2);"
    region = "state: A{0} := A{0}; A{0} + e.b -> , o.o({0});"
    assert refused(region, 20, more=shared) is None
