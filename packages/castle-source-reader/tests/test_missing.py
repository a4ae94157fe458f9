"""What is missing is told once; what may have come from there is not told at all."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from castle.aigr import Diagnostic, DiagnosticError
from castle.readers.source import SourceReader

BASIC = Path(__file__).parents[3] / "docs" / "examples" / "sieve" / "basic"
PARTS = ["components.Moat", "protocols.Moat", "finder.Castle", "generator.Castle", "sieve.Castle"]

HEAD = """\
from gone import P, C, B; import finder;
protocol Q : P { more(); }
protocol R : P(1) { other(); }
protocol Z { zap(); }
component D : B { port Q<in>:i; port R<out>:o; port P<in>:k; }
component E { port Z<in>:z; port P<out>:p; port Q<out>:q; port Q<in>:r; }
implement D {
    sub C:c; alias B:far; sub E:e; int n;
"""

Errors = Callable[..., list[str]]


@pytest.fixture
def without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Diagnostic]]:
    """A function that reads the Sieve without one of its files; a folder may have its name."""

    def run(name: str, *, folder: bool) -> list[Diagnostic]:
        for path in BASIC.glob("*.*"):
            if path.suffix in (".Moat", ".Castle") and path.name != name:
                shutil.copy(path, tmp_path)
        if folder:
            (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path)
        with pytest.raises(DiagnosticError) as caught:
            SourceReader(files=[Path("main.Castle")]).read([])
        return list(caught.value.diagnostics)

    return run


@pytest.mark.parametrize("name", PARTS)
def test_a_missing_file_gives_one_message(
    without: Callable[..., list[Diagnostic]], name: str
) -> None:
    """However many files import it, and whatever they need from it."""
    (found,) = without(name, folder=False)
    stem = Path(name).stem
    assert found.message == f"there is no file {stem}.Moat or {stem}.Castle to import"
    assert found.help is None


@pytest.mark.parametrize("name", PARTS)
def test_a_folder_where_a_file_should_be_is_told_as_such(
    without: Callable[..., list[Diagnostic]], name: str
) -> None:
    """It is there, but it cannot be read."""
    (found,) = without(name, folder=True)
    assert found.message == f"cannot read {name}: it is a folder"
    assert found.help == "rename the folder: it has the name that a file should have"
    assert found.location is not None


def test_a_folder_beside_an_implementation_is_told(errors: Errors, tmp_path: Path) -> None:
    """The contract of a file is looked for without being asked for."""
    (tmp_path / "main.Moat").mkdir()
    assert errors("component A { }") == ["None: CAS0121 cannot read main.Moat: it is a folder"]


@pytest.mark.parametrize(
    "code",
    [
        "f() { .c := C(1, true); .far := D(); .far := .e; .n := .c.m; }",
        "f(C:x, finder:C, D:finder, P:B) { }",
        "f(C:x, E:d) { x.port = .c.any; .e.p = .c.any; .e.p = .e.r; .e.q = x.port; d.p = .e.r; }",
        "f() { .o.unknown(1); .inherited.go(); .c.port.go(2); .inherited.part.go(3); }",
        "f() { finder.foo(); C c := finder.Bar(.n); int i := C(2) + 1; }",
        "int: f() { return .far.port.ask(); }",
        "f(D:d) { B b := d; d.inherited = .e.r; }",
        "f() { .e := E(); }",
        "P.ask(x) on .i { return x; }",
        "Q.before() on .i { }",
        "P.x() on .k { return 1; }",
        "P.x(a, b, c) on .c.out { }",
        "Z.what() on .inherited { return; }",
        "init(int:n, bool:b) { }",
    ],
)
def test_what_is_missing_has_no_echo(errors: Errors, code: str) -> None:
    """Names, ports, events, types and implementations may all be where nothing can be read."""
    inits = {"D": "(int:n, bool:b)"} if code.startswith("init") else {}
    head = HEAD.replace("component D ", f"component D{inits.get('D', '')} ")
    ports = "Q.more() on .i { } P.a() on .k { }"
    found = errors(head + code + ports + " }")
    assert [each.rpartition("no file ")[2] for each in found] == [
        "gone.Moat or gone.Castle to import",
        "finder.Moat or finder.Castle to import",
    ]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("f() { .e.z.zip(); }", "the protocol `Z` has no event `zip`"),
        ("f() { .e.y.zip(); }", "the component `E` has no port `y`"),
        ("f() { x := 1; }", "nothing is called `x` here"),
        ("f(P:n, Z:m) { }", "`Z` is a protocol, and a type is needed here"),
        ("f() { .n := true; }", "`n` is `int`, and the value is `bool`"),
    ],
)
def test_what_is_known_is_still_checked(errors: Errors, code: str, told: str) -> None:
    """What has nothing to do with the missing files is told in the same run."""
    found = errors(HEAD + code + "Q.more() on .i { } P.a() on .k { } }")
    assert len(found) == 3
    assert found[-1].endswith(told)


def test_an_unknown_event_says_nothing_about_what_its_handler_returns(
    errors: Errors,
) -> None:
    """What the event gives back is not known."""
    text = "protocol P { go(); } component A { port P<in>:p; } "
    (found,) = errors(text + "implement A { P.ask() on .p { return 3; } P.go() on .p { } }")
    assert found.endswith("CAS0221 the protocol `P` has no event `ask`")
