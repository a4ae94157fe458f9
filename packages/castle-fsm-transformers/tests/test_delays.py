"""Determinising: what waits means the same as it would have meant at once, or is refused."""

import os
from random import Random

import pytest
import threads
from choosing import CONTRACT as CHOOSING
from choosing import choosing
from elements import inputs, the_machine
from interpreter import run
from machine_texts import lines, read, shown

from castle.aigr import DiagnosticError, Forest, copy, equal
from castle.transformers.fsm.determinise import DeterminiseTransformer
from castle.transformers.fsm.flatten import FlattenTransformer

EXAMPLES = 16 * int(os.environ.get("CASTLE_MACHINE_EXAMPLES", "15"))
FIRST = int(os.environ.get("CASTLE_MACHINE_FIRST", "0"))
CONTRACT = """
protocol In { a(int:n); b(); c(); }
protocol Out { o(int:n); t(float:n); u(str:n); v(bool:n); int: ask(); }
component F { }
component Thing { port In<in>:e; port Out<out>:o; }
"""
MEMBERS = """
    int m; int[] xs; str text; float x; sub F:f; alias F:best; cons SEVEN := 7; cons NONE := 0;
    set() { .best := .f; } make() { .f := F(); } more() { append(.xs, 1); } again() { more(); }
    say(bool:yes) { .o.v(yes); }
    state: A, B, C := A;
"""


def late(action: str, guard: str = "") -> Forest:
    """A program in which an action waits for what tells whether it was to be done."""
    asked = f"[ {guard} ]" if guard else ""
    rules = f"""A + e.a(n) -> B, {action}; A + e.a -> C; B + e.b {asked} -> A;
                C + e.c -> A;"""
    text = f"implement F {{ }} @FSM implement Thing {{ {MEMBERS} {rules} }}"
    return FlattenTransformer().transform(read(text, CONTRACT))


def refusal(program: Forest) -> str | None:
    """The help of why a machine is refused, and then nothing was changed; None when it is not."""
    before = copy(program)
    try:
        DeterminiseTransformer().transform(program)
    except DiagnosticError as error:
        assert equal(program, before)
        [problem] = error.diagnostics
        assert problem.code == "CAS0623"
        return problem.help
    return None


@pytest.mark.parametrize(
    ("action", "guard"),
    [
        ("set()", ".best == Ground"),
        ("make()", ".f == Ground"),
        ("more()", "len(.xs) > 0"),
        ("again()", ".xs == [1]"),
    ],
)
def test_a_call_that_a_guard_observes_does_not_wait(action: str, guard: str) -> None:
    """Whether it changes an alias, a sub or a list, and whoever it calls to do so."""
    assert refusal(late(action, guard))
    assert refusal(late(action, ".m > 3")) is None


@pytest.mark.parametrize(
    "actions",
    ["set(), say(.best == Ground)", "make(), say(.f == Ground)", "again(), o.o(len(.xs))"],
)
def test_an_argument_that_a_waiting_call_changes(actions: str) -> None:
    """It would be kept from before the call, and is refused."""
    assert refusal(late(actions))


@pytest.mark.parametrize(
    "value",
    [
        "o.o(10 / .m)",
        "o.o(n % .m)",
        "o.o(n / NONE)",
        "o.o(2 ** n)",
        "o.o(n ** -1)",
        "o.o(.xs[0])",
        "o.o(int(.text))",
        "o.o(int(.x))",
        "o.t(float(.text))",
        "o.t(.x / 0.0)",
        "o.o(.o.ask())",
    ],
)
def test_an_argument_that_may_stop_the_program_is_not_kept(value: str) -> None:
    """It would be computed where the rule may turn out not to have been taken."""
    assert refusal(late(value))


@pytest.mark.parametrize(
    "value",
    [
        "o.o(n / 2)",
        "o.o(n % -SEVEN)",
        "o.o(n ** 2)",
        "o.o(n + .m)",
        "o.t(float(n))",
        "o.u(str(.m))",
        "o.o(max(n, .m))",
        "o.o(10 / 3)",
    ],
)
def test_an_argument_that_goes_on_is_kept(value: str) -> None:
    """What is divided by a number that is written there, and all sums."""
    assert refusal(late(value)) is None


def test_an_argument_that_may_stop_stands_where_nothing_waits() -> None:
    """Where it is known which rule is taken, anything may be computed."""
    rules = (
        "A + e.a(n) -> B, o.o(10 / n); A + e.a(n) -> C, o.o(10 / n); B + e.b -> A; C + e.c -> A;"
    )
    text = f"implement F {{ }} @FSM implement Thing {{ {MEMBERS} {rules} }}"
    made = FlattenTransformer().transform(read(text, CONTRACT))
    made = DeterminiseTransformer().transform(made)
    assert "A + e.a(n) -> B_or_C, o.o(10 / n);" in lines(shown(made))


def test_nothing_tells_that_it_waited() -> None:
    """A machine that is not refused has sent what each way that is left would have sent at once."""
    refused = decided = 0
    for seed in range(FIRST, FIRST + EXAMPLES):
        random = Random(seed)
        text = choosing(random, random.randrange(1, 3), 30, changing=True)
        program = FlattenTransformer().transform(read(text, CHOOSING))
        ways = threads.run(the_machine(program), inputs(program)[:8])
        try:
            made = DeterminiseTransformer(max_states=200).transform(program)
        except DiagnosticError:
            refused += 1
            continue
        sent = run(the_machine(made), inputs(made)[:8], flat=True)
        found = [each for step in sent for each in step]
        assert all(way[: len(found)] == found for way in ways)
        if len(ways) == 1:
            assert ways == [found]
            decided += 1
    assert decided >= EXAMPLES // 10
    assert refused >= EXAMPLES // 10
