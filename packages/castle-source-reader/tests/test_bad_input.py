"""Files that nobody means to write: each is refused soon, with diagnostics and no traceback."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from castle.aigr import Diagnostic, DiagnosticError, Forest, render
from castle.readers.source import SourceReader

MEGABYTES = 10 * 1024 * 1024
HEAD = "component A { } implement A { str s; int n; f() { "

STEP = int(os.environ.get("CASTLE_PREFIX_STEP", "3"))
EXAMPLE = '''\
import protocols; // of others
from protocols import SimpleSieve as SS, Start;
protocol P : SlowStart(1) { """What is said.""" input(int:try); float: ask(str:q, bool[]:b); }
component Sieve(int:onPrime) : Component { port SS<in>:try; port P<out>:coprime; }
implement Sieve {
    int myPrime := -3 * (2 + 4); sub Sieve:next; alias Sieve:last; cons LIST := [1, 2.5, 0x1F];
    enum Color { red, green }
    init(int:onPrime) { .myPrime := onPrime; .next := Sieve(onPrime + 1); }
    SS.input(try) on .try {
        local int n := 1; int a := 1; int b := 2;
        if (try % .myPrime != 0 and not (a < b)) { .coprime.input(try); } else if (a == b) { }
        else { a, b := b, a; a += 2 ** 3; }
        while (true) { break; }
        for (x in range(0, 3)) { print("x\\n", x, LIST[x]); continue; }
        match a { case 1, -2: { return; } else: { } }
        .next.coprime = .last.try;
    }
    * on .try as e { .coprime = e; }
    int: twice(int:x) { return x * 2; /* done */ }
}
@FSM
implement Machine {
    state: On, Off := Off;
    On + signal.go(a) [a > 3] -> Off, act.stop(a), { .n := 3; };
    entry On : act.go();
    state On { region One { state: X := X; } region Two { final Z; state: Y := Y; } }
    Off + epsilon -> On.history;
}
'''


def told(files: dict[str, bytes], folder: Path) -> list[Diagnostic]:
    """What is told about the first of some files."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        SourceReader(files=[folder / next(iter(files))]).read([])
    except DiagnosticError as error:
        return list(error.diagnostics)
    return []


def _long_lines() -> Iterator[tuple[str, str]]:
    yield "spaces", " " * MEGABYTES + "}"
    yield "one name", f"{HEAD}{'x' * MEGABYTES}"
    yield "one text", f'{HEAD}.s := "{"x" * MEGABYTES}"; }} }} }}'
    yield "a text without an end", f'{HEAD}.s := "{"x" * MEGABYTES}'
    yield "one number", f"{HEAD}.n := {'1' * MEGABYTES}; }} }}"
    yield "one comment", f"{HEAD} /* {'x' * MEGABYTES}"
    yield "parentheses", f"{HEAD}.n := {'(' * (MEGABYTES // 10)}"
    yield "what is no character of Castle", "§" * (MEGABYTES // 2)
    yield "zeros", "\0" * MEGABYTES


@pytest.mark.parametrize(("what", "text"), list(_long_lines()), ids=[w for w, _ in _long_lines()])
def test_ten_megabytes_on_one_line(what: str, text: str, tmp_path: Path) -> None:
    """What is told about them can be shown, and is short."""
    found = told({"a.Castle": text.encode()}, tmp_path)
    assert 1 <= len(found) <= 101
    assert sum(len(render(each)) for each in found) < 200_000


@pytest.mark.parametrize("content", [b"\xff\xfe", b"component A { } // \xe9t\xe9", b"\xed\xa0\x80"])
def test_what_is_not_utf8_is_told_with_its_byte(content: bytes, tmp_path: Path) -> None:
    """And names that it may declare are not missed."""
    users = b"import b; implement B { f() { b.C(); D(); } }"
    (found,) = told({"a.Castle": users, "b.Castle": content}, tmp_path)
    assert found.code == "CAS0120"
    assert found.location is not None


def test_a_nul_is_no_character(tmp_path: Path) -> None:
    """The place is exact, and the rest of the file is read."""
    found = told({"a.Castle": b"component A { }\n\0\nimplement B { }"}, tmp_path)
    assert [(each.code, str(each.location)[-4:]) for each in found] == [
        ("CAS0103", ":2:1"),
        ("CAS0201", "3:11"),
    ]


def test_a_file_may_end_anywhere(tmp_path: Path) -> None:
    """Each beginning of a program is refused or read, and each place is in the file."""
    folder = tmp_path
    (folder / "protocols.Moat").write_text(
        "protocol SimpleSieve { input(int:try); } protocol Start { }"
    )
    for end in range(0, len(EXAMPLE), STEP):
        for found in told({"a.Castle": EXAMPLE[:end].encode()}, folder):
            assert render(found)
            place = found.location
            assert place is None or place.end <= len(place.file.text or "")


def test_contracts_that_import_each_other_are_told(tmp_path: Path) -> None:
    """Once for each cycle, with all files on it."""
    files = {
        "a.Moat": b"import b; protocol P { }",
        "b.Moat": b"import c; protocol Q { }",
        "c.Moat": b"import a; import c; protocol R { }",
    }
    found = told(files, tmp_path)
    assert [(each.code, len(each.notes)) for each in found] == [("CAS0204", 2), ("CAS0204", 0)]


def test_a_file_without_access_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the import, with what the system says; names from it are not missed."""
    read: Callable[..., bytes] = Path.read_bytes

    def refused(path: Path, *more: Any) -> bytes:
        if path.name == "b.Moat":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path, *more)

    monkeypatch.setattr(Path, "read_bytes", refused)
    text = b"from b import P;\ncomponent A { port P<in>:a; }\nimplement A { P.go() on .a { } }"
    (found,) = told({"a.Castle": text, "b.Moat": b"protocol P { go(); }"}, tmp_path)
    assert found.code == "CAS0121"
    assert "Permission denied" in found.message
    assert str(found.location).endswith("a.Castle:1:1")


def test_a_folder_without_access_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in it is found, and nothing fails for that."""

    def refused(path: Any) -> bool:
        return False

    monkeypatch.setattr("os.path.lexists", refused)
    found = told({"a.Castle": b"import b;"}, tmp_path)
    assert [each.code for each in found] == ["CAS0203"]


def test_every_beginning_of_what_is_kept_is_refused_or_read(read: Callable[..., Forest]) -> None:
    """The example itself is one that only names keep from being right."""
    with pytest.raises(DiagnosticError) as caught:
        read(
            {
                "main.Castle": EXAMPLE,
                "protocols.Moat": "protocol SimpleSieve { } protocol Start { }",
            }
        )
    assert {each.code[:5] for each in caught.value.diagnostics} <= {"CAS02", "CAS03"}
