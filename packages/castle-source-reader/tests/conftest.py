import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from castle.aigr import DiagnosticError, Forest
from castle.readers.source import SourceReader

# The parser made of the grammar, and the texts made from it, stand beside the tests.
sys.path.insert(0, str(Path(__file__).parent))

Read = Callable[..., Forest]
Errors = Callable[..., list[str]]

# A protocol, its extension, a component with both directions, and the component under test.
WORLD = """\
protocol P { go(int:x); int: ask(str:q); }
protocol Q : P { more(float:f, bool:b); }
component Other(int:n) { port P<in>:inlet; port P<out>:outlet; }
implement Other { init(int:n) { } P.go(x) on .inlet { } P.ask(q) on .inlet { return 1; } }
component Thing { port P<in>:entry; port Q<out>:exit; }
"""
THING = """\
implement Thing {
    sub Other:part; alias Other:far; int n; float f; str s; bool b;
    P.ask(q) on .entry { return 3; }
    int: twice(int:a) { return 2 * a; }
    nothing() { }
    P.go(x) on .entry {
        BODY
    }
}
"""


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """A function that writes files, given as a mapping or as one text, and reads the first."""
    monkeypatch.chdir(tmp_path)

    def run(files: Mapping[str, str] | str, *, roots: tuple[str, ...] = ()) -> Forest:
        named = {"main.Castle": files} if isinstance(files, str) else files
        for name, text in named.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text, encoding="utf-8", newline="")
        reader = SourceReader(files=[Path(next(iter(named)))], roots=[Path(r) for r in roots])
        return reader.read(reader.files)

    return run


@pytest.fixture
def errors(read: Read) -> Errors:
    """A function that reads as `read` does, and gives what was reported: `place: code message`."""

    def run(files: Mapping[str, str] | str, *, roots: tuple[str, ...] = ()) -> list[str]:
        try:
            read(files, roots=roots)
        except DiagnosticError as error:
            return [f"{d.location}: {d.code} {d.message}" for d in error.diagnostics]
        return []

    return run


@pytest.fixture
def body_errors(errors: Errors) -> Callable[[str], list[str]]:
    """A function that reads one line of a handler's body; columns count from its start."""

    def run(line: str) -> list[str]:
        found = errors(WORLD + THING.replace("BODY", line))
        return [each.removeprefix("main.Castle:12:") for each in found]

    return run


@pytest.fixture
def in_body(read: Read) -> Callable[[str], Forest]:
    """A function that reads a line as the body of a handler."""
    return lambda line: read(WORLD + THING.replace("BODY", line))


@pytest.fixture
def helps(read: Read) -> Callable[[Mapping[str, str] | str], list[str | None]]:
    """A function that reads, and gives the help of each error."""

    def run(files: Mapping[str, str] | str) -> list[str | None]:
        with pytest.raises(DiagnosticError) as caught:
            read(files)
        return [d.help for d in caught.value.diagnostics]

    return run
