"""The scan of imports, beside the syntax tree: it never finds less."""

import ast
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castle.kit.audit._import_scan import Imported, scan
from castle.kit.audit._import_statements import statements

HOUSE = Path(__file__).parents[2]
LIBRARY = Path(sysconfig.get_path("stdlib"))
# Most of it is code that tests Python itself, and takes as long as all else together.
LEFT_OUT = ("test", "tests", "idlelib", "site-packages", "dist-packages", "ensurepip")


def missed(data: bytes) -> set[Imported]:
    """What the tree has, and the scan has not, where the scan gives an answer at all."""
    found = scan(data)
    return set() if found is None else {one.imported for one in statements(data)} - {*found}


def test_the_house() -> None:
    """In no file of the house an import is missed, and hardly any has to be parsed."""
    files = [path.read_bytes() for path in sorted(HOUSE.glob("*/src/**/*.py"))]
    assert [data[:80] for data in files if missed(data)] == []
    assert sum(scan(data) is None for data in files) < len(files) / 10


@pytest.mark.filterwarnings("ignore::SyntaxWarning")  # which parsing tells, of Python's own files
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_standard_library() -> None:
    """In no file of Python's own an import is missed."""
    inner = (path.relative_to(LIBRARY) for path in LIBRARY.rglob("*.py"))
    paths = [path for path in inner if not {*path.parts[:-1]}.intersection(LEFT_OUT)]
    assert len(paths) > 100
    assert [path for path in paths if missed((LIBRARY / path).read_bytes())] == []


@pytest.mark.parametrize(
    ("text", "modules"),
    [
        ("import a.b as c, d", ["a.b", "d"]),
        ("if x:\n\tfrom a import (b,\n c)", ["a"]),
        ("if x: import a", ["a"]),
        ("x = 1;import a;import b", ["a", "b"]),
        ("import \\\n a . b \\\n as c", ["a.b"]),
        ("from \\\n a \\\n import b", ["a"]),
        ("# a comment \\\nimport a", ["a"]),
        ('if """\nimport x""": import a', ["a"]),
        ("x = 1\rimport a\r\nimport b", ["a", "b"]),
        ("\ufeffimport a", ["a"]),
        ("\fimport a", ["a"]),
        ("try:import a\nfinally:\n  from.import b", ["a", ""]),
        ("from . . x import b", ["x"]),
        ("import a#import b", ["a"]),
        ("def f():\n  yield from a\n  raise b from c", []),
        ("important = 1\nfrom_a = 2", []),
    ],
)
def test_statements(text: str, modules: list[str]) -> None:
    """Wherever a statement may stand, and however it is written, it is seen."""
    data = text.encode()
    assert [one.imported.module for one in statements(data)] == modules
    assert {one.module for one in scan(data) or ()} >= {*modules}


@pytest.mark.parametrize(
    "text",
    ["import \uff43astle", "importlib.import_module(x)", "# coding: utf-7\n", "\n# coding=latin1"],
)
def test_what_parsing_has_to_tell(text: str) -> None:
    """Names that are spelled otherwise, calls, and other encodings are not guessed at."""
    assert scan(text.encode()) is None


GAP = st.sampled_from([" ", "  ", "\t", " \\\n ", "\\\r\n\t", "\f "])
MAYBE = st.one_of(st.just(""), GAP)
NAME = st.sampled_from(["a", "castle", "importer", "from_", "as_", "_x", "b2"])
TEXT = st.sampled_from(
    ["'import a'", '"""\nimport b\n"""', '"from a import b"', "f'{c}'", "{1: 2}"]
)
END = st.sampled_from(["\n", "\r\n", "\r", ";", " # import c\n", " # from \\\n", "\n\n"])
BEFORE = st.one_of(
    st.just(""),
    TEXT.map("x = {};".format),
    TEXT.map("if {}:".format),
    TEXT.map("if {}:\n\t".format),
    TEXT.map("def f(x={}): ".format),
    st.just("try: pass\nexcept E:\\\n"),
)


@st.composite
def modules(draw: st.DrawFn) -> str:
    """A dotted name, with or without spaces."""
    names = draw(st.lists(NAME, min_size=1, max_size=3))
    return (draw(MAYBE) + "." + draw(MAYBE)).join(names)


@st.composite
def imported(draw: st.DrawFn) -> str:
    """A statement that imports something."""
    if draw(st.booleans()):
        each = draw(st.lists(modules(), min_size=1, max_size=3))
        alias = draw(st.sampled_from(["", draw(GAP) + "as" + draw(GAP) + "b"]))
        return "import" + draw(GAP) + (draw(MAYBE) + "," + draw(MAYBE)).join(each) + alias
    dots = draw(MAYBE).join("." * draw(st.integers(0, 4)))
    base = dots + (draw(modules()) if not dots or draw(st.booleans()) else "")
    names = draw(st.sampled_from(["b", "b, c", "(b,\n c)", "(b # )\n, c)", "b as c"]))
    return "from" + draw(GAP) + base + draw(GAP) + "import" + draw(GAP) + names


PIECE = st.one_of(
    imported(), TEXT, NAME, st.sampled_from(["pass", "yield from a", "'", '"', "\\\n"])
)


@given(st.lists(st.tuples(BEFORE, PIECE, END), max_size=5))
def test_any_statements(lines: list[tuple[str, str, str]]) -> None:
    """Wherever imports stand, among texts and comments that speak of them, none is missed."""
    assert missed("".join(map("".join, lines)).encode()) == set()


@given(imported())
def test_made_statements_are_statements(text: str) -> None:
    """What the other test puts together is what it is meant to be."""
    (one,) = ast.parse(text).body
    assert isinstance(one, ast.Import | ast.ImportFrom)
    assert scan(text.encode())
