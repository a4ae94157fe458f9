"""Files: where they go, and what is refused."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from castle.aigr import (
    BindPort,
    Body,
    ComponentImplementation,
    ComponentInterface,
    Constant,
    Diagnostic,
    DiagnosticError,
    EventProtocol,
    Expression,
    Forest,
    Identifier,
    Member,
    Method,
    NamedType,
    NameSpace,
    Part,
    Return,
    Scalar,
    ScalarType,
    Self,
    SourceNS,
    Statement,
    load,
    predefined,
    save,
)
from castle.monorail.diagnostics import listening
from castle.readers.source import SourceReader
from castle.writers.source import SourceWriter

SOURCE = "// kept\nprotocol P { go(); }\n"


def contracts(name: str, source: str = "") -> SourceNS:
    """A namespace with one protocol."""
    return SourceNS(name, [EventProtocol(f"P{name}")], source)


def written(folder: Path, *spaces: NameSpace) -> list[str]:
    """Write some namespaces; name the files."""
    paths = SourceWriter().write(Forest([predefined(), *spaces]), folder)
    return sorted(path.relative_to(folder).as_posix() for path in paths)


def refused(folder: Path, *spaces: NameSpace) -> Diagnostic:
    """Try to write some namespaces; give what is said, once nothing was written."""
    with pytest.raises(DiagnosticError) as caught:
        written(folder, *spaces)
    assert not folder.exists()
    (found,) = caught.value.diagnostics
    return found


def test_files_keep_their_folders(tmp_path: Path) -> None:
    """The predefined namespace is none of them; one without a file gets one of its name."""
    spaces = [contracts("a", "lib/a.Moat"), contracts("b", "b.Castle"), NameSpace("c")]
    assert written(tmp_path / "out", *spaces) == ["b.Castle", "c.Moat", "lib/a.Moat"]


def test_files_from_outside_come_together(tmp_path: Path) -> None:
    """Nothing is written outside of the target, and imports find all."""
    spaces = [contracts("a", "../../lib/a.Moat"), contracts("b", "below/b.Moat")]
    assert written(tmp_path / "out", *spaces) == ["a.Moat", "b.Moat"]


def test_an_implementation_without_a_file_gets_one(tmp_path: Path) -> None:
    """Its name ends as that of an implementation does."""
    code = ComponentImplementation("X", NamedType("X"))
    assert written(tmp_path / "out", NameSpace("x", [code])) == ["x.Castle"]


@pytest.mark.parametrize(
    ("spaces", "message"),
    [
        ([contracts("a", "b.Moat")], "the namespace `a` cannot stand in a file called 'b.Moat'"),
        ([contracts("a", "a.txt")], "the namespace `a` cannot stand in a file called 'a.txt'"),
        ([contracts("a", "a.Moat")] * 2, "two namespaces would be written to the file a.Moat"),
        (
            [SourceNS("a", [ComponentImplementation("X", NamedType("X"))], "a.Moat")],
            "the file a.Moat holds contracts, and cannot hold implementations",
        ),
    ],
)
def test_names_of_files_are_those_of_namespaces(
    tmp_path: Path, spaces: list[SourceNS], message: str
) -> None:
    """Else they could not be read again."""
    copies = [SourceNS(one.name, one.declarations, one.source) for one in spaces]
    found = refused(tmp_path / "out", *copies)
    assert (found.code, found.message) == ("CAS0723", message)


def _doing(statement: Statement) -> SourceNS:
    method = Method("m", Body([statement]))
    return SourceNS("x", [ComponentImplementation("X", NamedType("X"), [method])], "x.Castle")


def _giving(value: Expression) -> SourceNS:
    return _doing(Return(value))


@pytest.mark.parametrize(
    ("space", "message"),
    [
        (_giving(Constant(float("inf"))), "this Constant: no number is written inf"),
        (_giving(Constant(2**63)), "this Constant: 9223372036854775808 does not fit `int`"),
        (_giving(Constant("\udc00")), "this Constant: half of a surrogate pair is no character"),
        (_giving(Identifier("two words")), "this Identifier: 'two words' is no name"),
        (_giving(Identifier("if")), "this Identifier: `if` is a keyword, and no name here"),
        (
            _doing(BindPort(Part(Self(), "a"), Part(Self(), "b"))),
            "this BindPort: it is no statement of the language",
        ),
        (
            SourceNS("x", [EventProtocol("P", documentation='a"""b')], "x.Moat"),
            "this EventProtocol: its documentation has a text that no docstring can have",
        ),
        (
            SourceNS("x", [EventProtocol("P", documentation="  a")], "x.Moat"),
            "this EventProtocol: its documentation is indented as no docstring can be",
        ),
    ],
)
def test_what_castle_cannot_say_is_named(tmp_path: Path, space: SourceNS, message: str) -> None:
    """By the kind of node, and by the reason; nothing is written."""
    found = refused(tmp_path / "out", contracts("a"), space)
    assert (found.code, found.message) == ("CAS0721", f"Castle cannot say {message}")


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (-5, "-5"),
        (-0.5, "-0.5"),
        (1e300, "1e+300"),
        (True, "true"),
        ('a"\\\n\t\x00\u2028é', '"a\\"\\\\\\n\\t\\u0000\\u2028é"'),
    ],
)
def test_values_without_a_source(tmp_path: Path, value: float | str, wanted: str) -> None:
    """They are written in one way, which means the same."""
    member = Member("x", ScalarType(Scalar.INT), Constant(value))
    code = ComponentImplementation("X", NamedType("X"), [member])
    assert written(tmp_path / "out", SourceNS("x", [code], "x.Castle")) == ["x.Castle"]
    assert f"int x := {wanted};" in (tmp_path / "out" / "x.Castle").read_text(encoding="utf-8")


Loaded = Callable[[], Forest]


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    """A function that reads a file with a comment, and gives its graph as another process would."""

    def run() -> Forest:
        (tmp_path / "p.Moat").write_text(SOURCE, encoding="utf-8")
        stream = io.BytesIO()
        save(SourceReader(files=[tmp_path / "p.Moat"]).read([]), stream)
        stream.seek(0)
        forest = load(stream)
        assert isinstance(forest, Forest)
        return forest

    return run


def test_comments_that_a_graph_lacks_are_told(tmp_path: Path, loaded: Loaded) -> None:
    """The file is written without them."""
    with listening() as found:
        SourceWriter().write(loaded(), tmp_path / "out")
    assert [warning.code for warning in found] == ["CAS0726"]
    assert (tmp_path / "out" / "p.Moat").read_text() == "protocol P {\n    go();\n}\n"


def test_a_file_with_comments_is_not_replaced_by_one_without(
    tmp_path: Path, loaded: Loaded
) -> None:
    """It may be the very source."""
    with pytest.raises(DiagnosticError, match="CAS0725"):
        SourceWriter().write(loaded(), tmp_path)
    assert (tmp_path / "p.Moat").read_text() == SOURCE


def test_in_one_process_comments_are_kept(tmp_path: Path) -> None:
    """And the source itself can be replaced."""
    (tmp_path / "p.Moat").write_text(SOURCE, encoding="utf-8")
    SourceWriter().write(SourceReader(files=[tmp_path / "p.Moat"]).read([]), tmp_path)
    assert (tmp_path / "p.Moat").read_text() == "// kept\nprotocol P {\n    go();\n}\n"


def test_what_was_changed_keeps_the_other_comments(tmp_path: Path) -> None:
    """A comment of a declaration that is gone stays where it stood."""
    text = "// one\nprotocol P { }\n// two\nprotocol Q { }  // behind\n// three\ncomponent C { }\n"
    (tmp_path / "p.Moat").write_text(text, encoding="utf-8")
    forest = SourceReader(files=[tmp_path / "p.Moat"]).read([])
    (space,) = (space for space in forest.namespaces if space.name == "p")
    space.declarations[1:2] = [ComponentInterface("New")]
    SourceWriter().write(forest, tmp_path / "out")
    assert (tmp_path / "out" / "p.Moat").read_text() == (
        "// one\nprotocol P { }\n\ncomponent New { }\n\n// two\n// behind\n// three\n"
        "component C { }\n"
    )
