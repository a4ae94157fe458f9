"""Files that are read by themselves, their names as they are written."""

from pathlib import Path

import pytest

from castle.aigr import DiagnosticError, EventProtocol, ImportFrom, SourceNS
from castle.readers.source import SourceReader


def parsed(folder: Path, text: str) -> SourceNS:
    """Read a text alone."""
    (folder / "main.Castle").write_text(text)
    forest = SourceReader(files=[folder / "main.Castle"]).parse([])
    (space,) = forest.namespaces
    assert isinstance(space, SourceNS)
    return space


def test_what_is_imported_need_not_be_there(tmp_path: Path) -> None:
    """Neither are names resolved, nor is anything said of them."""
    space = parsed(tmp_path, "from nowhere import P; implement X { Y y; P.go() on .p { .z(); } }")
    (one,) = space.imports
    assert isinstance(one, ImportFrom)
    assert one.names[0].target is None


def test_errors_of_syntax_are_told(tmp_path: Path) -> None:
    """As they are when all is read, dots behind a missing semicolon included."""
    with pytest.raises(DiagnosticError, match="CAS0101"):
        parsed(tmp_path, "protocol { }")
    with pytest.raises(DiagnosticError, match="expected `;` here"):
        parsed(tmp_path, "implement X { f() { .x := 1\n.y := 2; } }")


@pytest.mark.parametrize(
    ("before", "given", "wanted"),
    [
        ("", "x:int", "int:x"),
        ("", "x:other.Color", "other.Color:x"),
        ("from other import Color;", "x:Color", "Color:x"),
        ("from other import Colour as Color;", "x:Color", "Color:x"),
        ("component Color { }", "x:Color", "Color:x"),
        ("component Color { }", "Color:x", "Color:x"),
        ("component Color { } component x { }", "x:Color", "x:Color"),
        ("", "x:Color", "x:Color"),
        ("implement X { enum Color { red } }", "x:Color", "Color:x"),
        ("@FSM implement X { enum Color { red } f(y:Color) { } }", "x:Color", "Color:x"),
    ],
)
def test_the_side_that_names_a_type_is_known_or_stays(
    tmp_path: Path, before: str, given: str, wanted: str
) -> None:
    """What the file itself defines or imports tells; two unknown names stay as they are."""
    space = parsed(tmp_path, f"{before} protocol P {{ go({given}); }}")
    protocol = space.declarations[-1]
    assert isinstance(protocol, EventProtocol)
    parameter = protocol.events[0].parameters[0]
    kind = getattr(parameter.type, "name", None) or "int"
    assert f"{kind}:{parameter.name}" == wanted
