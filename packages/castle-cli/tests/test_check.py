"""`castle check` over files and folders, with what it keeps, and again and again."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Castle, Project

TIDY = '''
    """Says which files it is given, together, and whether it may keep something."""
    from castle.monorail.diagnostics import warn
    class Reader(ModuleModel, ReaderABC):
        suffixes: ClassVar = (".Castle", ".Moat")
        files: list[Path] = []
        def _read(self, sources):
            return Forest([])
        def _inspect(self, sources, cache):
            names = " ".join(source.as_posix() for source in sources)
            warn(Diagnostic("CAS0250", Severity.WARNING, f"looked at {names}"))
            if cache is not None:
                (cache / "kept").write_text("x")
            bad = [s for s in sources if "bad" in s.read_text()]
            if bad:
                found = [Diagnostic("CAS0101", Severity.ERROR, f"bad {s.name}") for s in bad]
                raise DiagnosticError(found)
            return list(sources)
'''
CHECK = ("check", "--reader", "tidy")


@pytest.fixture
def folder(project: "Project", monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with sources in it and below, where the command runs."""
    project.plugin("readers.tidy", TIDY)
    for name in (
        "main.Castle",
        "main.Moat",
        "notes.txt",
        "lib/a.Castle",
        "lib/deep/b.Castle",
        ".hidden/c.Castle",
        "build/d.Castle",
        "generated/e.Castle",
    ):
        path = project.folder / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("good")
    source = project.folder / "source"
    (source / ".gitignore").write_text("# made\n/generated/\n!lib\n*.txt\n")
    monkeypatch.chdir(source)
    return source


def looked_at(errors: str) -> list[str]:
    """What the reader says that it was given, program by program."""
    lines = errors.splitlines()
    return [line.partition("looked at ")[2] for line in lines if "looked at" in line]


def test_each_folder_is_a_program(castle: "Castle", folder: Path) -> None:
    """Hidden and ignored folders, and those that tools write, are left out."""
    ran = castle(*CHECK, ".")
    assert looked_at(ran.stderr) == ["main.Castle main.Moat", "lib/a.Castle", "lib/deep/b.Castle"]
    assert (ran.returncode, ran.stdout) == (0, "")


def test_files_that_are_named_are_one_program(castle: "Castle", folder: Path) -> None:
    """Wherever they are, beside the folders that are named too."""
    ran = castle(*CHECK, "lib/deep", "build/d.Castle", "lib/a.Castle")
    assert looked_at(ran.stderr) == ["build/d.Castle lib/a.Castle", "lib/deep/b.Castle"]


def test_a_folder_without_sources_is_wrong_usage(castle: "Castle", folder: Path) -> None:
    """Else a mistyped name would pass as a check."""
    (folder / "empty").mkdir()
    ran = castle(*CHECK, "empty")
    assert (ran.returncode, "no source files in empty" in ran.stderr) == (2, True)


def test_a_folder_that_cannot_be_read_is_told(
    castle: "Castle", folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are checked all the same."""
    scan: Callable[..., Any] = os.scandir

    def scandir(path: Any) -> Any:
        if os.fspath(path).endswith("deep"):
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    ran = castle(*CHECK, ".", "--json")
    assert ran.returncode == 1
    (error, *warnings) = json.loads(ran.stdout)["diagnostics"]
    assert (error["code"], error["message"]) == ("CAS0808", "`./lib/deep`: Permission denied")
    assert [each["severity"] for each in warnings] == ["warning", "warning"]


def test_errors_of_all_programs_are_told(castle: "Castle", folder: Path) -> None:
    """One that is wrong hides no other."""
    (folder / "main.Moat").write_text("bad")
    (folder / "lib/deep/b.Castle").write_text("bad")
    ran = castle(*CHECK, ".", "--json")
    found = json.loads(ran.stdout)["diagnostics"]
    errors = [each["message"] for each in found if each["severity"] == "error"]
    assert (ran.returncode, errors) == (1, ["bad main.Moat", "bad b.Castle"])


def test_warnings_are_told_and_pass(castle: "Castle", folder: Path) -> None:
    """In the answer for tools, too."""
    ran = castle(*CHECK, "main.Castle", "--json")
    assert ran.returncode == 0
    (found,) = json.loads(ran.stdout)["diagnostics"]
    assert (found["code"], found["severity"]) == ("CAS0250", "warning")


def test_what_is_kept_is_in_a_folder_of_its_own(castle: "Castle", folder: Path) -> None:
    """Beside the project's root; git does not see it."""
    castle(*CHECK, "--no-cache", "lib")
    assert not (folder / ".castle_cache").exists()
    (folder / "pyproject.toml").write_text("[tool.castle]\n")
    os.chdir("lib")
    castle(*CHECK, "a.Castle")
    kept = folder / ".castle_cache"
    assert sorted(each.name for each in kept.iterdir()) == [".gitignore", "kept"]
    assert (kept / ".gitignore").read_text().splitlines()[-1] == "*"


def test_a_place_where_nothing_can_be_kept_is_no_error(castle: "Castle", folder: Path) -> None:
    """The check takes longer the next time, and that is all."""
    (folder / ".castle_cache").write_text("a file")
    assert castle(*CHECK, "main.Castle").returncode == 0


def _edits(folder: Path) -> Iterator[None]:
    (folder / "lib/new.Castle").write_text("bad")
    yield
    (folder / "lib/new.Castle").write_text("good now")
    yield
    (folder / "lib/new.Castle").unlink()
    yield
    raise KeyboardInterrupt


def test_watching_checks_again_after_each_change(
    castle: "Castle", folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that are new, changed and gone; errors do not end it, and Ctrl-C does."""
    edits = _edits(folder)
    monkeypatch.setattr("castle.cli._changes.sleep", lambda seconds: next(edits))
    ran = castle(*CHECK, "lib", "--watch", "--no-cache")
    without, beside = ["lib/a.Castle", "lib/deep/b.Castle"], "lib/a.Castle lib/new.Castle"
    assert looked_at(ran.stderr) == [*without, *[beside, without[1]] * 2, *without]
    assert (ran.returncode, ran.stderr.count("bad new.Castle")) == (0, 1)
