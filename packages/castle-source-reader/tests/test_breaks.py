"""Lines that lack their semicolon, where the next line begins with a dot."""

from collections.abc import Callable

import pytest

from castle.aigr import DiagnosticError, Forest

BodyErrors = Callable[[str], list[str]]
InBody = Callable[[str], Forest]

FORGOTTEN = [
    ("print(x)", ".exit.go(x);"),
    ("nothing()", ".n += 1;"),
    (".n := x", ".n := 3;"),
    (".n := .n", ".n := 3;"),
    (".n += 1", ".f := 3.0;"),
    (".n := 1 + twice(2)", ".n := 3;"),
    ('.s := "text"', ".n := 3;"),
    (".n, x := 1, .n", ".n, x := 2, 3;"),
    (".part.outlet = .part.inlet", ".exit.go(1);"),
    (".part.outlet = .part.inlet", ".far.outlet = .far.inlet;"),
    ("int i := .n", ".n += 1;"),
    ("Other o := .part", ".far := o;"),
    (".exit.go(1)", ".exit.go(2);"),
    (".exit.more(1.5, true)", ".part.inlet.go(2);"),
    (".far := .part", ".exit.go(2);"),
    ("if (x > 1) { return", ".n := 3; }"),
    ("print(x)", ".part\n.inlet\n.go(1);"),
]


@pytest.mark.parametrize(("line", "after"), FORGOTTEN)
def test_a_semicolon_that_is_missing_before_a_dot_is_told(
    body_errors: BodyErrors, line: str, after: str
) -> None:
    """Behind the last token of the line; the rest is read as the statement that it is."""
    column = 9 + len(line)
    wanted = [f"{column}: CAS0102 expected `;` here, before `.`"]
    assert body_errors(f"{line}   // so far\n\n    {after}") == wanted


def test_each_missing_semicolon_is_told(errors: Callable[..., list[str]]) -> None:
    """Also when several lines in a row lack theirs, and the last does so at a brace."""
    text = "component A { } implement A { int n; f() {\n.n := 1\n.n := 2\n.n := .n\n} }"
    assert errors(text) == [
        "main.Castle:2:8: CAS0102 expected `;` here, before `.`",
        "main.Castle:3:8: CAS0102 expected `;` here, before `.`",
        "main.Castle:4:9: CAS0102 expected `;` here, before `}`",
    ]


def test_what_else_is_wrong_is_told_too(body_errors: BodyErrors) -> None:
    """In both statements, and elsewhere: names are looked up as if the semicolon stood there."""
    found = body_errors("print(y)\n.exit.go(z);\nu := 1;")
    assert [each.rpartition("12:")[2].partition(" ")[2][:30] for each in found] == [
        "CAS0201 nothing is called `y` ",
        "CAS0102 expected `;` here, bef",
        "CAS0201 nothing is called `z` ",
        "CAS0201 nothing is called `u` ",
    ]


@pytest.mark.parametrize(
    "chain",
    [
        ".part\n.inlet.go(1);",
        ".part\n    .inlet\n    .go(1);",
        ".part.outlet = .part\n.inlet;",
        '.n := .part\n.inlet.ask("s");',
        "print(x,\n.n);",
    ],
)
def test_a_chain_that_makes_sense_goes_on(in_body: InBody, chain: str) -> None:
    """White space means nothing, where the dot stands included."""
    in_body(chain)


@pytest.mark.parametrize(
    ("chain", "told"),
    [
        (".part\n.inlte.go(1);", "CAS0201 the component `Other` has no port `inlte`"),
        (".part\n.inlet.go(z);", "CAS0201 nothing is called `z` here"),
        ('.n := .part\n.inlte.ask("s");', "CAS0201 the component `Other` has no port `inlte`"),
        ("print(.n\n.x);", "CAS0201 `int` has no part `x`"),
    ],
)
def test_a_chain_with_another_error_is_told_that(
    body_errors: BodyErrors, chain: str, told: str
) -> None:
    """A semicolon is missed only where it would help."""
    (found,) = body_errors(chain)
    assert found.endswith(told)


def test_the_line_is_written_out_and_the_dot_is_noted(in_body: InBody) -> None:
    """The help can be typed; the note tells why the line is not over."""
    with pytest.raises(DiagnosticError) as caught:
        in_body("print(x)  // shown\n.exit.go(x);")
    (found,) = caught.value.diagnostics
    assert found.help == "write `print(x);`"
    (note,) = found.notes
    assert str(note.location) == "main.Castle:13:1"
    assert note.message == "without it, this goes on with the line before"


def test_a_thousand_missing_semicolons_are_told_soon(errors: Callable[..., list[str]]) -> None:
    """The first hundred of them, as of all errors."""
    found = errors("component A { } implement A { int n; f() {" + "\n.n := 1" * 1000 + "; } }")
    assert len(found) == 101
    assert all("CAS0102" in each for each in found)


def test_long_chains_are_no_burden(errors: Callable[..., list[str]]) -> None:
    """However many dots could begin a statement, few attempts are made."""
    chain = ".n := .n" + "\n.n" * 20_000
    found = errors("component A { } implement A { int n; f() { " + chain + "; } }")
    assert "CAS0110" in found[-1]
    assert len(found) <= 2
