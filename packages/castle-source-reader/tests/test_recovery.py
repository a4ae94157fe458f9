"""Several errors in one run, and none of them an echo."""

from collections.abc import Callable

import pytest

from castle.aigr import DiagnosticError, Forest

Errors = Callable[..., list[str]]

PROGRAM = """\
protocol P {
    go(int:x)
    int stop();
}
component A {
    port P<in>:a
    port P<inn>:b;
    port P<out>:c;
}
implement A {
    int n = 3;
    P.go(x) on .a {
        if x > 3 { .n := 1; } else { .n := 2; }
        while (x > 3) { .n := ; x := 2 +; }
        .n := 3
        x := 1;
    }
    go) { }
    last() { x := 1; }
}
"""


def test_independent_errors_are_told_in_one_run(errors: Errors) -> None:
    """After each error reading goes on with the next statement or declaration."""
    assert [each.split(" ")[0] for each in errors(PROGRAM)] == [
        "main.Castle:2:14:",
        "main.Castle:3:9:",
        "main.Castle:6:17:",
        "main.Castle:7:12:",
        "main.Castle:11:11:",
        "main.Castle:13:12:",
        "main.Castle:14:31:",
        "main.Castle:14:41:",
        "main.Castle:15:16:",
        "main.Castle:18:7:",
    ]


def test_errors_of_several_files_are_told_in_one_run(errors: Errors) -> None:
    """A file with an error does not hide those of the files that it imports."""
    files = {"main.Castle": "import a; oops", "a.Castle": "protocol { }"}
    assert errors(files) == [
        "main.Castle:1:11: CAS0101 expected an import, a protocol, a component or an "
        "implementation, found `oops`",
        "a.Castle:1:10: CAS0101 expected the name of a protocol, found `{`",
    ]


def test_a_missing_semicolon_is_told_behind_the_last_token(errors: Errors) -> None:
    """Not where the next line begins."""
    text = "component A { } implement A { f() {\n    int x := 1   // one\n\n    x := 2;\n} }"
    assert errors(text) == ["main.Castle:2:15: CAS0102 expected `;` here, before `x`"]


@pytest.mark.parametrize(
    "tail", ["", "\ncomponent B { }", "\ncomponent B { } implement B { }", "\nprotocol P { }"]
)
def test_a_brace_that_is_never_closed_is_noted(errors: Errors, tail: str) -> None:
    """One error where the closing brace was expected, however deep in braces."""
    found = errors("component A { } implement A { f() { if (1 < 2) {" + tail)
    assert [each.partition(" ")[2][:7] for each in found] == ["CAS0113"]


@pytest.mark.parametrize("text", ["/* no end { }", '"""no end { }', '.s := "no end { };\n}'])
def test_a_text_without_an_end_gives_one_error(errors: Errors, text: str) -> None:
    """What it swallowed is not missed."""
    found = errors("component A { } implement A { str s; f() {\n" + text)
    assert [each.partition(" ")[2][:7] for each in found] == ["CAS0104"]


def test_after_a_hundred_errors_reading_stops(errors: Errors) -> None:
    """The last diagnostic says so."""
    found = errors("component A { } implement A { f() {" + "print(x);\n" * 500 + "} }")
    assert len(found) == 101
    assert found[-1].endswith("there are more errors; these are the first 100")


def test_a_missing_import_does_not_hide_unknown_names(errors: Errors) -> None:
    """What has nothing to do with the missing file is still checked."""
    found = errors("import a; component A { } implement A { f() { x := 1; } }")
    assert [each.partition(" ")[2][:7] for each in found] == ["CAS0203", "CAS0201"]


def test_the_error_carries_all_diagnostics(read: Callable[..., Forest]) -> None:
    """They are raised together, with notes and help."""
    with pytest.raises(DiagnosticError) as caught:
        read("implement A { } protocol P : P { }")
    assert [each.code for each in caught.value.diagnostics] == ["CAS0201", "CAS0208"]
