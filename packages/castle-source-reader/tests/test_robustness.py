"""Whatever the text, there is a graph or there are diagnostics: never a traceback, never a hang."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from castle.aigr import Diagnostic, Location, SourceFile, render, verify
from castle.aigr import DiagnosticError as Errors
from castle.readers.source import SourceReader
from castle.readers.source._syntax._cursor import new_location
from castle.readers.source._syntax._tokens import KEYWORDS, tokenize

OTHERS = """
    in out on init powerOn int float str bool a b P Q A B print EventProtocol Component
    ( ) { } [ ] < > : ; , . = := += ** + - * / % == @ <in>: <out>: .a .b
    1 2.5 1e9 0x1F "s" \"\"\"d\"\"\" // /* */ § "
"""
WORDS = [*sorted(KEYWORDS), *OTHERS.split(), "\n"]
SENSIBLE = [
    "protocol P { go(int:x); }",
    "protocol Q : P { int: ask(str:q); }",
    "component A(int:n) { port P<in>:a; port Q<out>:b; }",
    "implement A { int m; sub A:s; alias A:l; init(int:n) { .m := n; } P.go(x) on .a { } }",
    "P.go(x) on .a { .b.go(x); .s.a.go(x); }",
    "f(int:x) { if (x > 1) { return; } else { .l := .s; } while (.m < 3) { .m += 1; } }",
    "int: g() { return .m + f(1) * 2; } .s.b = .a; .l.a = .b; print(.m, .s);",
]


def read(content: bytes) -> list[Diagnostic]:
    """Read a file with that content, and give what is reported."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.Castle"
        path.write_bytes(content)
        try:
            forest = SourceReader(files=[path]).read([])
        except Errors as error:
            return list(error.diagnostics)
        assert verify(forest) == []
        return []


@given(st.text())
def test_any_text_gives_a_graph_or_diagnostics(text: str) -> None:
    """Each diagnostic can be shown."""
    for found in read(text.encode("utf-8", "surrogatepass")):
        assert render(found)


@given(st.binary())
def test_any_bytes_give_a_graph_or_diagnostics(content: bytes) -> None:
    """What is not UTF-8 is told."""
    for found in read(content):
        assert render(found)


@given(st.lists(st.sampled_from(WORDS)).map(" ".join))
@example(
    "protocol P : P { go(P:P); } component A : A { port P<in>:a; } implement A { P.go(a) on .a"
)
def test_any_words_of_the_language_give_a_graph_or_diagnostics(text: str) -> None:
    """What looks like Castle goes further into the reader."""
    for found in read(text.encode()):
        assert render(found)


@settings(max_examples=200)
@given(st.lists(st.sampled_from(SENSIBLE), min_size=1), st.data())
def test_programs_with_holes_give_a_graph_or_diagnostics(
    pieces: list[str], data: st.DataObject
) -> None:
    """Pieces of programs in any order, with a stretch cut out."""
    text = "\n".join(pieces)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 20)))
    for found in read((text[:start] + text[end:]).encode()):
        assert render(found)


DEEP = 100_000


@pytest.mark.parametrize(
    "expression",
    [
        "(" * DEEP + "1" + ")" * DEEP,
        "(" * DEEP,
        "-" * DEEP + "1",
        "not " * DEEP + "true",
        "2 ** " * DEEP + "1",
        "f(" * DEEP,
        "1 + " * DEEP + "1",
        "1 < " * DEEP + "1",
        "a" + ".a" * DEEP,
        ".p.e(" * DEEP,
    ],
)
def test_deep_expressions_are_refused(expression: str) -> None:
    """Nesting has a limit, so that no stage runs out of stack."""
    text = "component A { } implement A { int x; f() {\n.x := " + expression + ";\n} }"
    found = read(text.encode())
    assert found
    assert all(each.location is not None for each in found)


@pytest.mark.parametrize(
    ("head", "repeated", "tail"),
    [
        ("", "if (1 < 2) {", "}"),
        ("", "while (1 < 2) {", "}"),
        ("if (1 < 2) { }", " else if (1 < 2) { }", ""),
        ("", "{", "}"),
        ("", "}", ""),
        ("", '"', ""),
        ("", "/*", ""),
        ("", '"""', ""),
        ("", "§ ", ""),
        ("", "; ", ""),
        ("", "a.", ""),
    ],
)
def test_long_and_deep_bodies_are_refused(head: str, repeated: str, tail: str) -> None:
    """Neither depth nor length hurts, and the diagnostics stay few."""
    inside = head + repeated * DEEP + tail * DEEP
    found = read(f"component A {{ }} implement A {{ f() {{\n{inside}\n}} }}".encode())
    assert 1 <= len(found) <= 101


def test_a_moderate_depth_is_read() -> None:
    """What people write is far from the limits."""
    deep = "(" * 50 + "1" + ")" * 50 + " + 1" * 100
    chain = "if (x == 0) { }" + " else if (x == 1) { }" * 60
    text = f"component A {{ }} implement A {{ f(int:x) {{ x := {deep}; {chain} }} }}"
    assert read(text.encode()) == []


@given(st.text(alphabet=st.sampled_from('ab1 .:=/*"\n\\\r§{<')))
def test_tokens_and_what_lies_between_them_are_the_text(text: str) -> None:
    """No character is lost, and every token has its place."""
    tokens = tokenize(text)
    at = 0
    for token, start, end in zip(tokens.texts, tokens.starts, tokens.ends, strict=True):
        assert text[start:end] == token
        between = text[at:start]
        assert not between.strip() or between.lstrip().startswith(("//", "/*"))
        at = end
    assert at == len(text)


def test_locations_are_made_as_their_class_makes_them() -> None:
    """The quick way to a location gives what the slow way gives."""
    file = SourceFile("a", "text")
    assert new_location((file, 1, 2, None)) == Location(file, 1, 2)
