from castle.aigr import Diagnostic, Location, Note, Severity, SourceFile, render, to_json

FILE = SourceFile("main.Castle", "implement Main {\n\t.x = 3;\n}\n")
ASSIGN = Diagnostic(
    "CAS0103",
    Severity.ERROR,
    "expected a port",
    Location(FILE, 18, 20),
    (Note("declared here", Location(FILE, 0, 9)),),
    "write `:=` to assign",
)


def test_a_diagnostic_shows_the_place_the_line_and_a_caret() -> None:
    """The caret stands under the place, tabs kept, and as wide as the place."""
    assert render(ASSIGN).splitlines() == [
        "main.Castle:2:2: error[CAS0103]: expected a port",
        "2 | \t.x = 3;",
        "  | \t^^",
        "  note: main.Castle:1:1: declared here",
        "1 | implement Main {",
        "  | ^^^^^^^^^",
        "  help: write `:=` to assign",
    ]


def test_colour_changes_nothing_but_colour() -> None:
    """Without its escapes, coloured text is the plain text."""
    coloured = render(ASSIGN, color=True)
    assert "\x1b[" in coloured
    assert coloured.replace("\x1b[1;31m", "").replace("\x1b[0m", "") == render(ASSIGN)


def test_wide_characters_move_the_caret() -> None:
    """A character that takes two columns on a terminal takes two before the caret."""
    file = SourceFile("a.Castle", "// 本 x")
    lines = render(Diagnostic("CAS0101", Severity.ERROR, "m", Location(file, 5, 6))).splitlines()
    assert lines[2] == "  | " + " " * 6 + "^"


def test_control_characters_do_not_reach_the_terminal() -> None:
    """What a source holds cannot change the terminal."""
    file = SourceFile("a.Castle", "\x1b[2J")
    assert "\x1b" not in render(Diagnostic("CAS0101", Severity.ERROR, "\x1b", Location(file, 0, 1)))


def test_json_names_the_place_in_full() -> None:
    """Tools get file, first and last line and column as numbers."""
    place = to_json(ASSIGN)["location"]
    assert place == {"file": "main.Castle", "line": 2, "column": 2, "end_line": 2, "end_column": 4}
