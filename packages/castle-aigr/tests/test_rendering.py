import json

import pytest

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


def rendered(file: SourceFile, start: int, end: int) -> list[str]:
    """An error at a place, as lines."""
    found = Diagnostic("CAS0101", Severity.ERROR, "m", Location(file, start, end))
    return render(found).splitlines()


def test_a_place_of_several_lines_is_marked_to_the_end_of_the_first() -> None:
    """One line shows where it begins; the rest follows it in the editor."""
    assert rendered(FILE, 10, 26) == [
        "main.Castle:1:11: error[CAS0101]: m",
        "1 | implement Main {",
        "  |           ^^^^^^",
    ]


def test_a_place_that_begins_at_a_line_s_end_has_one_caret() -> None:
    """Behind the last character, where something is missing."""
    assert rendered(FILE, 16, 20)[1:] == ["1 | implement Main {", "  |                 ^"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "component A",
            ["a.Castle:1:12: error[CAS0101]: m", "1 | component A", "  |            ^"],
        ),
        ("component A {\n", ["a.Castle:2:1: error[CAS0101]: m", "2 |", "  | ^"]),
        ("", ["a.Castle:1:1: error[CAS0101]: m", "1 |", "  | ^"]),
    ],
)
def test_the_end_of_the_file_is_a_place(text: str, lines: list[str]) -> None:
    """Of no width, and with a caret all the same."""
    assert rendered(SourceFile("a.Castle", text), len(text), len(text)) == lines


def test_a_file_without_text_has_places_without_lines() -> None:
    """A graph that was loaded knows where its nodes stood, and not what stood there."""
    file = SourceFile("a.Castle", line_starts=[0, 10, 20])
    assert rendered(file, 12, 15) == ["a.Castle:2:3: error[CAS0101]: m"]


def test_tabs_before_the_place_are_kept() -> None:
    """A terminal then sets the caret where it sets the character."""
    assert rendered(SourceFile("a.Castle", "\tif\t(x)"), 4, 7)[2] == "  | \t  \t^^^"


def test_the_end_of_a_long_line_is_shown() -> None:
    """Of a line that fills pages, what is around the place."""
    lines = rendered(SourceFile("a.Castle", "x" * 10_000 + "?" + "y" * 10_000), 10_000, 10_001)
    assert len(lines[1]) < 250
    assert lines[1][lines[2].index("^")] == "?"


def test_notes_and_help_stand_below_in_order() -> None:
    """A note without a place is a line of its own."""
    notes = (Note("first", Location(FILE, 0, 9)), Note("second"), Note("third"))
    found = Diagnostic("CAS0101", Severity.WARNING, "m", None, notes, "do this")
    assert render(found).splitlines() == [
        "warning[CAS0101]: m",
        "  note: main.Castle:1:1: first",
        "1 | implement Main {",
        "  | ^^^^^^^^^",
        "  note: second",
        "  note: third",
        "  help: do this",
    ]


@pytest.mark.parametrize("color", [False, True])
def test_no_part_of_a_diagnostic_changes_the_terminal(color: bool) -> None:
    """Not the path of a file either, which may come from a file of somebody else."""
    evil = "\x1b]0;evil\x07\n\u202e\ud800"
    place = Location(SourceFile(evil, evil), 0, 3)
    found = Diagnostic("CAS0101", Severity.NOTE, evil, place, (Note(evil, place),), evil)
    shown = render(found, color=color).replace("\x1b[1;36m", "").replace("\x1b[0m", "")
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert len(shown.splitlines()) == 7


@pytest.mark.parametrize(
    ("severity", "escape"),
    [(Severity.ERROR, "31"), (Severity.WARNING, "33"), (Severity.NOTE, "36")],
)
def test_each_severity_has_its_colour(severity: Severity, escape: str) -> None:
    """Red, yellow, cyan."""
    shown = render(Diagnostic("CAS0101", severity, "m"), color=True)
    assert shown == f"\x1b[1;{escape}m{severity.value}[CAS0101]\x1b[0m: m"


def test_json_has_all_there_is() -> None:
    """Also where there is no place, no note and no help; it is plain JSON."""
    assert to_json(Diagnostic("CAS0101", Severity.NOTE, "m")) == {
        "code": "CAS0101",
        "severity": "note",
        "message": "m",
        "location": None,
        "notes": [],
        "help": None,
    }
    both = json.loads(json.dumps(to_json(ASSIGN)))
    assert both["notes"][0]["message"] == "declared here"
    assert both["notes"][0]["location"]["end_column"] == 10
    assert both["help"] == "write `:=` to assign"
