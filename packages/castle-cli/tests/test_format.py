"""`castle format`, with a reader and a writer of the imagination in the places of the real ones."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Castle, Project

READER = '''
    """Reads a file of words, none of them bad, and refuses to follow imports."""
    class Reader(ModuleModel, ReaderABC):
        suffixes: ClassVar = (".Moat", ".Castle")
        files: list[Path] = []
        def _read(self, sources):
            raise AssertionError("a formatter parses")
        def _parse(self, sources):
            (source,) = sources
            file = SourceFile(source.as_posix(), source.read_bytes().decode())
            place = Location(file, 0, len(file.text))
            if "bad" in file.text:
                raise DiagnosticError([Diagnostic("CAS0101", Severity.ERROR, "no good", place)])
            return Forest([SourceNS(source.stem, source=source.name, location=place)])
'''
WRITER = '''
    """Writes each word on a line of its own."""
    class Writer(ModuleModel, WriterABC):
        target: Path = Path("source")
        def _write(self, forest, target):
            target.mkdir(parents=True, exist_ok=True)
            for space in forest.namespaces:
                words = space.location.file.text.split()
                (target / space.source).write_bytes("".join(f"{w}\\n" for w in words).encode())
            return [target / space.source for space in forest.namespaces]
'''


def piped(project: "Project", given: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Format standard input in the project's folder."""
    code = "import castle_launcher; castle_launcher.main()"
    return subprocess.run(
        [sys.executable, "-c", code, "format", "-", *arguments],
        env={**os.environ, "PYTHONPATH": str(project.site)},
        cwd=project.folder,
        input=given,
        capture_output=True,
        check=False,
    )


@pytest.fixture(autouse=True)
def formatter(project: "Project", monkeypatch: pytest.MonkeyPatch) -> None:
    """A formatter, and a folder with files for it."""
    for name in list(sys.modules):
        if name.startswith(("castle.readers.source", "castle.writers.source")):
            monkeypatch.delitem(sys.modules, name)
    project.plugin("readers.source", READER)
    project.plugin("writers.source", WRITER)
    (project.folder / "one.Castle").write_text("a b\n")
    (project.folder / "two.Castle").write_text("c\n")
    below = project.folder / "below" / "far"
    below.mkdir(parents=True)
    (below / "three.Moat").write_text("d  e")
    (below / "notes.txt").write_text("f  g")
    (below.parent / ".hidden").mkdir()
    (below.parent / ".hidden" / "four.Moat").write_text("h  i")


def test_files_and_folders_are_formatted(castle: "Castle", project: "Project") -> None:
    """Only source files, none of them hidden; what was changed is told on standard error."""
    ran = castle("format", "project")
    assert (ran.returncode, ran.stdout) == (0, "")
    told = [Path(line.removeprefix("formatted ")).as_posix() for line in ran.stderr.splitlines()]
    assert told == ["project/one.Castle", "project/below/far/three.Moat"]
    assert (project.folder / "one.Castle").read_text() == "a\nb\n"
    assert (project.folder / "below/far/three.Moat").read_text() == "d\ne\n"
    assert (project.folder / "below/far/notes.txt").read_text() == "f  g"
    assert (project.folder / "below/.hidden/four.Moat").read_text() == "h  i"
    again = castle("format", "project")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_files_in_style_are_not_touched(castle: "Castle", project: "Project") -> None:
    """Not even their times change."""
    file = project.folder / "two.Castle"
    os.utime(file, ns=(1, 1))
    before = file.stat()
    assert castle("format", "project/two.Castle").returncode == 0
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_check_names_files_and_changes_none(castle: "Castle", project: "Project") -> None:
    """The exit status is 1 when there are some, and 0 when there are none."""
    ran = castle("format", "--check", "project/one.Castle", "project/two.Castle")
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "project/one.Castle\n", "")
    assert (project.folder / "one.Castle").read_text() == "a b\n"
    ran = castle("format", "--check", "project/two.Castle")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


@pytest.mark.parametrize(("check", "status"), [((), 0), (("--check",), 1)])
def test_a_difference_is_shown(
    castle: "Castle", project: "Project", check: tuple[str, ...], status: int
) -> None:
    """As tools expect it; nothing is changed."""
    ran = castle("format", "--diff", *check, "project/one.Castle")
    assert ran.returncode == status
    assert ran.stdout.splitlines() == [
        "--- project/one.Castle",
        "+++ project/one.Castle (formatted)",
        "@@ -1 +1,2 @@",
        "-a b",
        "+a",
        "+b",
    ]
    assert (project.folder / "one.Castle").read_text() == "a b\n"


def test_one_broken_file_keeps_no_other_from_it(castle: "Castle", project: "Project") -> None:
    """It is left as it is, and told; the exit status is 1."""
    (project.folder / "a.Castle").write_text("bad  word\n")
    ran = castle("format", "project/a.Castle", "project/one.Castle", "project/gone.Castle")
    assert ran.returncode == 1
    assert "project/a.Castle:1:1: error[CAS0101]: no good" in ran.stderr
    assert "gone.Castle" in ran.stderr
    assert (project.folder / "a.Castle").read_text() == "bad  word\n"
    assert (project.folder / "one.Castle").read_text() == "a\nb\n"


def test_json_for_tools(castle: "Castle", project: "Project") -> None:
    """What was changed, or would be, and what is wrong."""
    (project.folder / "a.Castle").write_text("bad\n")
    ran = castle("format", "--json", "--check", "project/a.Castle", "project/one.Castle")
    answer = json.loads(ran.stdout)
    assert answer["changed"] == ["project/one.Castle"]
    assert [found["code"] for found in answer["diagnostics"]] == ["CAS0101"]


def test_standard_input_goes_to_standard_output(project: "Project") -> None:
    """Whether it was changed or not."""
    for given, wanted in ((b"a b", b"a\nb\n"), (b"a\n", b"a\n"), (b"", b"")):
        ran = piped(project, given)
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, wanted, b"")


def test_errors_of_standard_input_have_the_name_it_is_given(project: "Project") -> None:
    """An editor knows what it sent."""
    ran = piped(project, b"bad", "--stdin-filename", "lib/main.Moat")
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert ran.stderr.startswith(b"lib/main.Moat:1:1: error[CAS0101]: no good")
    ran = piped(project, b"bad", "--stdin-filename", "other.Moat")
    assert ran.stderr.startswith(b"other.Moat:1:1: error[CAS0101]: no good")
    ran = piped(project, b"a b", "--check")
    assert (ran.returncode, ran.stdout) == (1, b"stdin.Castle\n")


def test_standard_input_stands_alone(castle: "Castle") -> None:
    """With files beside it, it could not be told what is written where."""
    ran = castle("format", "-", "project/one.Castle")
    assert ran.returncode == 2
    assert "stands alone" in ran.stderr


def test_line_ends_are_those_of_the_first_line(castle: "Castle", project: "Project") -> None:
    """Files of one system stay files of that system."""
    file = project.folder / "one.Castle"
    file.write_bytes(b"a b\r\nc\n")
    assert castle("format", "project/one.Castle").returncode == 0
    assert file.read_bytes() == b"a\r\nb\r\nc\r\n"


def test_links_and_permissions_stay(castle: "Castle", project: "Project") -> None:
    """What a link leads to is replaced, and can be run as before."""
    file, link = project.folder / "one.Castle", project.folder / "link.Castle"
    file.chmod(0o751)
    link.symlink_to("one.Castle")
    assert castle("format", "project/link.Castle").returncode == 0
    assert link.is_symlink()
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("a\nb\n", 0o751)
    assert sorted(path.name for path in project.folder.glob(".*")) == []


def test_what_others_change_meanwhile_is_not_overwritten(
    castle: "Castle", project: "Project"
) -> None:
    """An editor that saves during a run keeps what it saved."""
    late = WRITER.replace(
        "return [", "Path('project/one.Castle').write_text('saved  late'); return ["
    )
    project.plugin("writers.source", late)
    file = project.folder / "one.Castle"
    ran = castle("format", "project/one.Castle")
    assert (ran.returncode, file.read_text()) == (1, "saved  late")
    assert "changed while it was formatted" in ran.stderr


def test_a_mistake_of_a_plugin_is_one_message(castle: "Castle", project: "Project") -> None:
    """It keeps no other file from being formatted; what plugins print is no answer."""
    wrong = WRITER.replace("words =", "print('chatter'); 1 / (space.name != 'one'); words =")
    project.plugin("writers.source", wrong)
    ran = castle("format", "--check", "project")
    assert (ran.returncode, ran.stdout) == (1, "project/below/far/three.Moat\n")
    assert "error[CAS0820]: project/one.Castle could not be formatted" in ran.stderr
    assert "ZeroDivisionError" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "Traceback" in castle("format", "--check", "--traceback", "project").stderr
