"""Routines: code stays small, and never deeper or longer than what a reader takes."""

from collections.abc import Iterable

import pytest
from carried_out import check
from choosing import CONTRACT, whole
from machine_texts import lowered, read, shown

from castle.aigr import EventHandler, Method, copy, walk
from castle.transformers.fsm.determinise import DeterminiseTransformer
from castle.transformers.fsm.flatten import FlattenTransformer
from castle.transformers.fsm.routines import RoutinesTransformer

REST = "A + e.b -> ; A + e.c -> ; A + e.d -> ;"


def code(body: str, events: Iterable[str]) -> str:
    """What a machine becomes as source; and that does what the machine does."""
    program = read(whole(body, list(events)), CONTRACT)
    check(copy(program))
    flat = lowered(program, [FlattenTransformer(), DeterminiseTransformer()])
    return shown(lowered(flat, [RoutinesTransformer()]))


def layers(count: int) -> str:
    """States in pairs, each of which is over at once and leads to both of the next pair."""
    names = [f"{side}{n}" for n in range(1, count + 1) for side in "LR"]
    ends = " ".join(f"state {n} {{ state: I{n} := F{n}; final F{n}; }}" for n in names)
    rules = [
        f"{name} + done [.m % 2 == 0] -> L{n + 1}, up({n}); {name} + done -> R{n + 1}, up(1);"
        for n in range(1, count)
        for name in (f"L{n}", f"R{n}")
    ]
    last = f"L{count} + done -> A, o.do(1, .m); R{count} + done -> A, o.do(2, .m);"
    return f"""
        state: A, {", ".join(names)} := A; int m := 0; up(int:by) {{ .m := (.m + by) % 64; }}
        {ends} A + e.a(n) -> L1, up(n); {" ".join(rules)} {last} {REST}
        """


def test_ways_that_meet_again_are_written_once() -> None:
    """With three times as many states that are passed through, the code is three times as long."""
    events = [f"a({n}, 0)" for n in range(4)]
    small, large = (code(layers(count), events) for count in (4, 12))
    assert len(large) < 3 * len(small)


@pytest.mark.parametrize("count", [20, 62, 98, 400])
def test_a_long_way_is_taken_in_parts(count: int) -> None:
    """States that are passed through, each only if a guard holds, do not nest without end."""
    rules = [f"S{n} + instantly [.m > 0] -> S{n + 1}, {{ .m -= 1; }};" for n in range(count)]
    made = code(
        f"""
        state: A, {", ".join(f"S{n}" for n in range(count + 1))} := A; int m;
        A + e.a(n) -> S0, {{ .m := n; }}; {" ".join(rules)}
        S{count} + e.b -> A, o.do(1, .m); {REST}
        """,
        ["b(1)", f"a({count + 7}, 0)", "b(2)", f"a({count - 9}, 0)", "b(3)", "b(4)"],
    )
    assert max(len(line) - len(line.lstrip()) for line in made.splitlines()) <= 4 * 40


def test_a_long_choice_is_made_in_parts() -> None:
    """A hundred rules for one event, with guards, are more than one `if` may have branches."""
    rules = [f"A + e.a(n) [n == {n}] -> , o.do({n}, .m + n);" for n in range(100)]
    made = code(
        f"state: A := A; int m := 3; {' '.join(rules)} A + e.a(x, y) -> , o.do(y, x); {REST}",
        [f"a({n}, 8)" for n in (0, 35, 36, 37, 99, 100)],
    )
    assert "otherwise(x, y);" in made


def test_a_long_choice_may_end_in_another() -> None:
    """A block that is one long `if` goes on with the choice, as far as that may be."""
    block = " else ".join(f"if (n == {n}) {{ .m := {n} + 100; }}" for n in range(60))
    guarded = [f"A + e.a(n) [n == {n} + 3] -> , {{ .m := n; }};" for n in range(10)]
    rules = f"{' '.join(guarded)} A + e.a(n) -> , {{ {block} }}; A + e.b(n) -> , o.do(n, .m);"
    code(
        f"state: A := A; int m; {rules} A + e.c -> ; A + e.d -> ;",
        [event for n in (1, 3, 12, 13, 59, 60) for event in (f"a({n}, 8)", f"b({n})")],
    )


def test_regions_that_choose_make_a_long_choice() -> None:
    """Seven regions with a guard each are 128 choices."""
    regions = " ".join(
        f"region R{n} {{ state: B{n} := B{n}; B{n} + e.a(x) [x > {n}] -> , o.do({n}, x); }}"
        for n in range(7)
    )
    code(f"state: A := A; state A {{ {regions} }} {REST}", ["a(9, 0)", "a(3, 0)", "a(0, 0)"])


@pytest.mark.parametrize("depth", [10, 30, 50, 60])
def test_deep_blocks_stay_within_what_may_be_nested(depth: int) -> None:
    """What is nested as deeply as may be is a method, with what it needs of the event."""
    block = f"if (n > {depth}) {{" * depth + ".o.do(1, n); n := 7;" + "}" * depth
    ways = [f"S{n} + instantly [.m < {n + 50}] -> S{n + 1};" for n in range(20)]
    code(
        f"""
        state: A, {", ".join(f"S{n}" for n in range(21))} := A; int m;
        A + e.a(n) [n > 3] -> S0, {{ {block} }}, o.do(2, n); {" ".join(ways)}
        A + e.a(n) -> , {{ {block} }}; S20 + e.b -> A; {REST}
        """,
        ["a(61, 1)", "b(1)", "a(2, 2)"],
    )


@pytest.mark.parametrize("depth", [10, 40, 55, 60])
def test_deep_expressions_stay_within_what_may_be_nested(depth: int) -> None:
    """Guards and arguments with as many parentheses as there may be."""
    value = "n + (" * depth + ".m" + ")" * depth
    code(
        f"""
        state: A := A; int m := 1; A + e.a(n) [n > 8] -> , o.do(n, {value});
        A + e.a(n) [{value} > 5] -> , o.do(1, n); A + e.a(n) [n > 3] -> , o.do(2, {value});
        A + e.a -> , o.do(3, .m); {REST}
        """,
        ["a(9, 0)", "a(7, 0)", "a(0, 0)", "a(1, 0)"],
    )


def test_handlers_do_not_name_parameters_like_methods() -> None:
    """An event may carry a value that is called like a method that is made."""
    contract = CONTRACT.replace("a(int:n, int:k)", "a(int:otherwise, int:begin)")
    contract = contract.replace("b(int:n)", "b(int:block)")
    rules = [f"A + e.a(n) [n == {n}] -> , o.do({n}, 1);" for n in range(70)]
    body = f"""
        state: A := A; entry A : o.do(9, 9); {" ".join(rules)} A + e.a(n) -> , o.do(n, 2);
        A + e.b -> , {{ if (.m > 3) {{ return; }} .m += 1; .o.do(3, .m); }}; int m;
        A + e.c -> ; A + e.d -> ;
        """
    program = read(whole(body, ["a(1, 2)", "a(71, 3)", "b(4)"]), contract)
    made = lowered(program, [FlattenTransformer(), RoutinesTransformer()])
    handlers = [each for each in walk(made) if isinstance(each, EventHandler)]
    named = {name.name for each in handlers for name in each.parameters}
    methods = {each.name for each in walk(made) if isinstance(each, Method)}
    assert len(methods) == 3
    assert named.isdisjoint(methods)
