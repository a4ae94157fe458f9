"""What is wrong is found as if nothing had been kept, and sooner."""

import os
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from castle.aigr import DiagnosticError, SourceFile, render
from castle.monorail.diagnostics import listening
from castle.readers.source import SourceReader
from castle.readers.source._memory._memory import Memory

FILES = ("a", "b", "c", "d", "main")
BODIES = [
    "x := 1;",
    "x := x * 2; print(x);",
    ".n += 1;\n\n    .out.go(.n);",
    ".out.go(1);",
    "A made := A();",
    "B made := b.B();",
    ".part := C();",
    ".out = .part.inp;",
    ".part.inp.go(3);",
    'x := "text";',
    ".missing := 1;",
    "x := ;",
    "x = 1;",
    ".out.gone(1);",
    "twice(x);",
    "missing();",
    "while (x > 0) { x -= 1; }",
]
IMPORTS = ["import b;", "from a import A;", "from c import C;", "import missing;", "import d;"]
EVENTS = ["go(int:x);", "go(str:x);", "go(int:x); more();", "gone(int:x);", "go(int x);"]


class Project:
    """Files in a folder that are changed at random."""

    def __init__(self, folder: Path, random: Random) -> None:
        self._folder = folder
        self._random = random
        for name in FILES:
            self.write_contract(name)
            self.write_code(name)

    def _path(self, name: str) -> Path:
        return self._folder / name

    def write_contract(self, name: str) -> None:
        """Write a contract, with a component and mostly a protocol."""
        upper, pick = name[0].upper(), self._random.choice
        base = pick(["", "", ": EventProtocol"])
        text = f"protocol P{upper} {base} {{ {pick(EVENTS)} }}\n"
        if name != "a" and pick([True, True, False]):
            text = f"from a import PA;\n{text.replace(base, ': PA') if base else text}"
        ports = f"port P{upper}<in>:inp; port PA<out>:out;" if "import PA" in text else ""
        ports = ports or f"port P{upper}<in>:inp; port P{upper}<out>:out;"
        text += f"component {upper}{pick(['', '', '(int:k)'])} {{ {ports} }}\n"
        self._path(f"{name}.Moat").write_text(text)

    def write_code(self, name: str) -> None:
        """Write an implementation."""
        upper, pick = name[0].upper(), self._random.choice
        imports = self._random.sample(IMPORTS, self._random.randint(0, 3))
        body = "\n        ".join(self._random.sample(BODIES, self._random.randint(0, 3)))
        lines = [
            *imports,
            f"implement {pick([upper, upper, upper, 'A'])} {{",
            "    int n; " + pick(["", "sub C:part;", "sub b.B:part;"]),
            f"    P{upper}.go(x) on .inp {{",
            f"        {body}",
            "    }",
            pick(["", "    twice(int:v) { print(v); }", "    powerOn() { .out.go(1); }"]),
            pick(["}", "}", "}", ""]),
        ]
        self._path(f"{name}.Castle").write_text("\n".join(lines))

    def change(self) -> None:
        """Change one file, or remove or rename it, or write it back."""
        name = self._random.choice(FILES)
        end = self._random.choice([".Moat", ".Castle", ".Castle", ".Castle"])
        path = self._path(f"{name}{end}")
        what = self._random.randint(0, 9)
        if what == 0:
            path.unlink(missing_ok=True)
        elif what == 1 and path.exists():
            path.rename(self._path(f"{self._random.choice(FILES)}{end}"))
        elif what == 2 and path.exists():
            path.write_text(path.read_text() + "\n// a remark\n")
        elif what == 3 and path.exists():
            path.write_text(f"\n{path.read_text()}")
        elif end == ".Moat":
            self.write_contract(name)
        else:
            self.write_code(name)

    def files(self) -> list[Path]:
        """What there is to check."""
        return sorted(p for p in self._folder.iterdir() if p.suffix in (".Moat", ".Castle"))


Said = list[str]


def said(files: list[Path], cache: Path | None) -> Said:
    """All that is said about files, and which of them were looked at."""
    with listening() as warnings:
        try:
            looked_at = SourceReader(files=files).inspect(files, cache)
        except DiagnosticError as error:
            return [render(each) for each in error.diagnostics]
    return [*map(render, warnings), *map(str, looked_at)]


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A folder for a project, which is the working folder, and one for what is kept."""
    project, cache = tmp_path / "project", tmp_path / "cache"
    project.mkdir()
    cache.mkdir()
    monkeypatch.chdir(project)
    return project, cache


RUNS = int(os.environ.get("CASTLE_CHECKED_PROJECTS", "6"))


@pytest.mark.parametrize("seed", range(RUNS))
def test_what_is_kept_changes_nothing(folders: tuple[Path, Path], seed: int) -> None:
    """After each of many changes the same is said as without anything kept."""
    folder, cache = folders
    random = Random(seed)
    project = Project(folder, random)
    for _ in range(15):
        files = project.files()
        chosen = files if random.random() < 0.7 else files[: random.randint(1, len(files))]
        assert said(chosen, cache) == said(chosen, None)
        project.change()


def written(**files: str) -> list[Path]:
    """Files with these texts, named by stem; contracts stand in capitals."""
    paths = []
    for name, text in files.items():
        path = Path(f"{name.lower()}.Moat" if name.isupper() else f"{name}.Castle")
        path.write_text(text)
        paths.append(path)
    return paths


CONTRACT = (
    "protocol P { go(int:x); } component A { port P<in>:inp; } component B { port P<out>:o; }"
)
MAKER = "from k import A, B; implement B { powerOn() { A one := A(); .o = one.inp; .o.go(1); } }"
TAKER = "from k import A, P; implement A { P.go(x) on .inp { print(x); } }"


def test_an_implementation_that_is_gone_is_missed(folders: tuple[Path, Path]) -> None:
    """By files that do not import it, too."""
    files = written(K=CONTRACT, maker=MAKER, taker=TAKER)
    assert len(said(files, folders[1])) == len(files)
    files = written(K=CONTRACT, maker=MAKER, taker="from k import A;")
    assert ["CAS0227" in each for each in said(files, folders[1])] == [True]


def test_what_was_left_unsaid_is_told_once_the_reason_is_gone(folders: tuple[Path, Path]) -> None:
    """A file that was spared because another one could not be read is not taken to be right."""
    spared = "component C { } implement C { f() { print(lost); } }"
    files = written(one=spared, two="component D { } implement D { int lost = 3; }")
    assert ["CAS0108" in each for each in said(files, folders[1])] == [True]
    files = written(one=spared, two="component D { } implement D { int found; }")
    assert ["CAS0201" in each for each in said(files, folders[1])] == [True]


def test_warnings_follow_what_other_files_do(folders: tuple[Path, Path]) -> None:
    """The file that sends is not read again, and the warning comes and goes."""
    sender = "from k import B; implement B { f() { .o.go(1); } }"
    joiner = "from k import B; component M { } implement M { powerOn() { B one := B(); } }"
    taker = "import k; component T { port k.P<in>:i; } implement T { k.P.go(x) on .i { } }"
    connected = "import t; " + joiner.replace("B();", "B(); t.T two := t.T(); one.o = two.i;")
    for text, warned in ((joiner, True), (connected, False), (joiner, True)):
        files = written(K=CONTRACT, sender=sender, joiner=text, t=taker, taker=TAKER)
        assert any("CAS0250" in each for each in said(files, folders[1])) is warned
        assert said(files, folders[1]) == said(files, None)


def test_a_body_that_did_not_change_is_not_read_again(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what was changed, and what imports that, is read as a whole."""
    read: list[str] = []
    stub = Memory.stub

    def told(self: Memory, name: str, file: SourceFile) -> str | None:
        found = stub(self, name, file)
        if found is None and file.path.endswith(".Castle"):
            read.append(file.path)
        return found

    monkeypatch.setattr(Memory, "stub", told)
    files = written(K=CONTRACT, maker=MAKER, taker=TAKER)
    for text in (MAKER, MAKER, MAKER.replace("go(1)", "go(2)")):
        said(written(K=CONTRACT, maker=text, taker=TAKER), folders[1])
        said(files, folders[1])
        read.append("-")
    assert read == ["maker.Castle", "taker.Castle", "-", "-", "maker.Castle", "-"]


def _damages(kept: Path) -> list[bytes]:
    whole = kept.read_bytes()
    body = whole.partition(b"\n")[2]
    odd: list[bytes] = [
        b"[]",
        b"{}",
        b"null",
        b'{"code": 1, "files": 2}',
        b"[" * 200_000,
        body.replace(b'"bodies":[[', b'"bodies":[[-5,3],['),
        body.replace(b'"bodies":[[', b'"bodies":[[0,99999999],['),
        body.replace(b'"bodies":[[', b'"bodies":[[5,3,1],["a"],['),
        body.replace(b'"made":[', b'"made":[1,'),
        body.replace(b'"sent":[[', b'"sent":[[1,2,3,4],["a","b",9,3],["a","b",-1,3],["a"],['),
        body.replace(b'"text":"', b'"text":"0'),
        body.replace(b'"key":"', b'"key":"0'),
    ]
    sealed = [sha256(each).hexdigest().encode() + b"\n" + each for each in odd]
    return [b"", b"\n", b"\x00\xff", whole[:-1], whole[:100], whole[1:], body, *odd, *sealed]


def test_what_is_kept_may_be_damaged(folders: tuple[Path, Path]) -> None:
    """Whatever stands there, the same is said, and what is kept is mended."""
    files = written(K=CONTRACT, maker=MAKER, taker=TAKER)
    expected = said(files, folders[1])
    kept = folders[1] / "source.json"
    whole = kept.read_bytes()
    for content in _damages(kept):
        kept.write_bytes(content)
        assert said(files, folders[1]) == expected
        assert kept.read_bytes() == whole
    kept.unlink()
    kept.mkdir()
    assert said(files, folders[1]) == expected


def test_other_code_trusts_nothing_that_is_kept(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one version kept is of no use to another."""
    files = written(K=CONTRACT, maker=MAKER, taker=TAKER)
    said(files, folders[1])
    before = (folders[1] / "source.json").read_bytes()
    monkeypatch.setattr("castle.readers.source._memory._memory.code", lambda: "other")
    said(files, folders[1])
    assert (folders[1] / "source.json").read_bytes() != before
