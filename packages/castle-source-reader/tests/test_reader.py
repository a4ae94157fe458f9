"""The plugin, and files that cannot be read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from castle.aigr import Diagnostic, DiagnosticError, Forest, SourceNS, equal
from castle.monorail.loader import build
from castle.readers.source import SourceReader
from castle.TESTDOUBLES.aigr.sieve import sieve

BASIC = Path(__file__).parents[3] / "docs" / "examples" / "sieve" / "basic"


def fail(*paths: Path) -> list[Diagnostic]:
    """Read files, and give what is reported."""
    with pytest.raises(DiagnosticError) as caught:
        SourceReader(files=list(paths)).read(paths)
    return list(caught.value.diagnostics)


def test_the_basic_sieve_equals_the_one_built_by_hand() -> None:
    """Reading the example gives the test double, node by node."""
    forest = SourceReader(files=[BASIC / "main.Castle"]).read([])
    assert equal(forest, sieve())


def test_a_configuration_builds_the_reader(tmp_path: Path) -> None:
    """The loader finds it under its short name, with files and roots."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "a.Moat").write_text("protocol P { }")
    (tmp_path / "main.Castle").write_text("import a;")
    files, roots = [str(tmp_path / "main.Castle")], [str(tmp_path / "lib")]
    reader = build("readers", {"module": "source", "files": files, "roots": roots})
    assert isinstance(reader, SourceReader)
    assert [space.name for space in reader.read([]).namespaces] == ["castle", "a", "main"]


def test_the_files_that_are_asked_for_win_over_the_configured(tmp_path: Path) -> None:
    """`read` with sources reads these."""
    (tmp_path / "a.Moat").write_text("")
    forest = SourceReader(files=[tmp_path / "b.Moat"]).read([tmp_path / "a.Moat"])
    assert [space.name for space in forest.namespaces] == ["castle", "a"]


def test_no_files_at_all_are_an_error() -> None:
    """There is nothing that could be read."""
    assert [each.message for each in fail()] == ["there are no files to read"]


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    """The message names the file; there is no place in it."""
    (found,) = fail(tmp_path / "none.Castle")
    assert (found.code, found.location) == ("CAS0121", None)
    assert "none.Castle: No such file or directory" in found.message


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """Also when its name ends like a file's."""
    (tmp_path / "a.Castle").mkdir()
    for path in (tmp_path, tmp_path / "a.Castle"):
        (found,) = fail(path)
        assert found.code == "CAS0121"
        assert found.message.endswith("it is a folder")


def test_a_folder_that_holds_files_suggests_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The help names what a program most likely begins with."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").mkdir()
    assert fail(Path("a"))[0].help == "name a file that ends in .Moat or .Castle"
    for name in ("b.Moat", "a.Castle", "main.Castle"):
        (tmp_path / "a" / name).write_text("")
    (found,) = fail(Path("a"))
    assert found.message == "cannot read a: it is a folder"
    assert found.help == "name a file in it, such as a/main.Castle"


def test_a_file_of_another_kind_is_an_error(tmp_path: Path) -> None:
    """Castle files are told by their names."""
    (tmp_path / "a.txt").write_text("")
    (found,) = fail(tmp_path / "a.txt")
    assert (found.code, found.help) == ("CAS0122", "their names end in .Moat or .Castle")


@pytest.mark.parametrize("name", ["nowhere", "nowhere.txt", "nowhere.Castle"])
def test_a_file_that_is_not_there_is_an_error(tmp_path: Path, name: str) -> None:
    """Whatever its name, that is what is wrong with it."""
    (found,) = fail(tmp_path / name)
    assert found.code == "CAS0121"
    assert "No such file" in found.message


@pytest.mark.parametrize("name", ["a\0b", "a\0b.Castle"])
def test_a_name_that_no_file_can_have_is_an_error(tmp_path: Path, name: str) -> None:
    """It is told as one of the files."""
    (found,) = fail(tmp_path / name)
    assert found.code in ("CAS0121", "CAS0122")


@pytest.mark.parametrize("name", ["my-file", "2nd", "castle"])
def test_a_file_whose_stem_can_be_no_namespace_is_an_error(tmp_path: Path, name: str) -> None:
    """It is a name, and not that of the predefined namespace."""
    (tmp_path / f"{name}.Castle").write_text("")
    (found,) = fail(tmp_path / f"{name}.Castle")
    assert found.code == "CAS0122"


def test_a_file_that_is_not_utf_8_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The place is that of the first byte that is none, in characters."""
    monkeypatch.chdir(tmp_path)
    Path("a.Moat").write_bytes("// é\n/* é ".encode() + b"\xff */")
    (found,) = fail(Path("a.Moat"))
    assert str(found) == "a.Moat:2:6: error[CAS0120]: the file is not UTF-8: byte 0xFF"


def test_an_imported_file_that_cannot_be_read_is_told_at_the_import(
    read: Callable[..., Forest], tmp_path: Path
) -> None:
    """The bytes are told at their place in the imported file."""
    (tmp_path / "a.Moat").write_bytes(b"\xff")
    with pytest.raises(DiagnosticError) as caught:
        read({"main.Castle": "import a;"})
    assert [str(each.location) for each in caught.value.diagnostics] == ["a.Moat:1:1"]


def test_a_mark_at_the_head_of_the_file_is_no_part_of_it(
    read: Callable[..., Forest],
) -> None:
    """A byte order mark is skipped, and line ends may be those of Windows."""
    (space,) = read("\ufeffprotocol P {\r\n    go();\r\n}\r\n").namespaces[1:]
    assert space.declarations[0].location is not None
    assert space.declarations[0].location.start == 0


def test_paths_are_shown_as_the_user_knows_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Relative to the working folder below it, else as they were given."""
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "a.Moat").write_text("oops")
    monkeypatch.chdir(inside)
    for given, seen in [
        (inside / "a.Moat", "a.Moat"),
        (Path("../outside/a.Moat"), "../outside/a.Moat"),
        (outside / "a.Moat", (outside / "a.Moat").as_posix()),
    ]:
        (found,) = fail(given)
        assert found.location is not None
        assert found.location.file.path == seen


def test_sources_are_relative_to_the_first_file(read: Callable[..., Forest]) -> None:
    """Wherever the program is read from, the graph is the same."""
    files = {"deep/main.Castle": "import a;", "deep/a.Moat": ""}
    spaces = [each for each in read(files).namespaces if isinstance(each, SourceNS)]
    assert [each.source for each in spaces] == ["a.Moat", "main.Castle"]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    """Also by different ways to it."""
    path = tmp_path / "a.Moat"
    path.write_text("protocol P { }")
    other = tmp_path / "x" / ".." / "a.Moat"
    (tmp_path / "x").mkdir()
    assert len(SourceReader(files=[path, other]).read([]).namespaces) == 2
