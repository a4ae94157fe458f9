"""Locals that are elements, and where they surely are."""

from collections.abc import Callable

import pytest

WORLD = """protocol P { go(); } component B { port P<in>:i; port P<out>:o; }
implement B { P.go() on .i { } } component A { port P<out>:o; } implement A { alias B:far;
"""

FINE = [
    "B b := B(); .o = b.i;",
    "B b; b := B(); .o = b.i;",
    "B b; if (x > 0) { b := B(); } else { b := .far; } .o = b.i;",
    "B b; if (x > 0) { b := B(); } else { return; } .o = b.i;",
    "B b; match x { case 1: { b := B(); } else: { b := .far; } } .o = b.i;",
    "B b; while (true) { b := B(); if (x > 0) { break; } } .o = b.i;",
    "B b; while (true) { if (x > 0) { b := B(); break; } } .o = b.i;",
    "for (n in [1, 2]) { B b; if (n < 0) { continue; } else { b := B(); } .o = b.i; }",
    "B b; B c; b, c := .far, B(); .o = b.i; .o = c.i;",
    "B b; b := B(); while (x > 0) { .o = b.i; x -= 1; } .o = b.i;",
    "B b; print(b == Ground); .far := b;",
    "local B b; .o = b.i;",
    "B b; return; .o = b.i;",
    "g(Ground);",
]


@pytest.mark.parametrize("body", FINE)
def test_a_local_is_used_where_it_is_assigned(
    errors: Callable[[str], list[str]], body: str
) -> None:
    """On each way that leads there."""
    assert errors(f"{WORLD}f(int:x) {{ {body} }} g(B:b) {{ .o = b.i; }} }}") == []


WRONG = [
    ("B b; .o = b.i;", 22),
    ("B b := Ground; .o = b.i;", 32),
    ("B b; b := Ground; .o = b.i;", 35),
    ("B b; if (x > 0) { b := B(); } .o = b.i;", 47),
    ("B b; if (x > 0) { b := B(); } else if (x < 0) { } else { b := B(); } .o = b.i;", 86),
    ("B b; match x { case 1: { b := B(); } } .o = b.i;", 56),
    ("B b; while (x > 0) { b := B(); } .o = b.i;", 50),
    ("B b; for (n in [1]) { b := B(); } .o = b.i;", 51),
    ("B b; while (true) { if (x > 0) { break; } b := B(); } .o = b.i;", 71),
    ("for (n in [1, 2]) { B b; if (n > 1) { .o = b.i; } b := B(); }", 55),
]


@pytest.mark.parametrize(("body", "column"), WRONG)
def test_a_local_that_may_be_ground_is_told_once(
    errors: Callable[[str], list[str]], body: str, column: int
) -> None:
    """Where its port is used."""
    found = errors(f"{WORLD}f(int:x) {{ {body} }} }}")
    message = "CAS0239 `b` may be `Ground` here, which has no `i`"
    assert found == [f"main.Castle:3:{column}: {message}"]
