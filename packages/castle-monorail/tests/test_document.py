"""YAML with a map of places."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from castle.aigr import SourceFile
from castle.monorail._document import Document, parse_document, read_document
from castle.monorail._problems import Problem
from castle.monorail.errors import ConfigurationError

if TYPE_CHECKING:
    from conftest import RunPython


def parse(text: str) -> Document:
    """The document of this text."""
    return parse_document(SourceFile("castle.yaml", text))


def told(document: Document) -> list[str]:
    """Each problem with its line and column."""
    return [str(document.diagnostic(problem)) for problem in document.problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("1:30", "1:30"),
        ("2026-01-02", "2026-01-02"),
        ("1_000", "1_000"),
        ("=", "="),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("007", 7),
        ("0x1F", 31),
        ("0o17", 15),
        ("-12", -12),
        ("1e3", 1000.0),
        ("-.5", -0.5),
        ("-.inf", float("-inf")),
        ("'42'", "42"),
        ("!!str 42", "42"),
        ("!!int '42'", 42),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, value: object) -> None:
    """What surprises people in YAML 1.1 is a text."""
    read = parse(f"key: {text}").data["key"]
    assert (type(read), read) == (type(value), value)


def test_keys_are_texts() -> None:
    """A key that looks like a number or a truth value is a text all the same."""
    assert parse("{1: a, true: b, no: c}").data == {"1": "a", "true": "b", "no": "c"}


def test_not_a_number() -> None:
    """The float that equals nothing is read too."""
    assert str(parse(".nan").data) == "nan"


def test_aliases_stand_for_their_value() -> None:
    """An anchor can be used again."""
    assert parse("{a: &x [1, 2], b: *x}").data == {"a": [1, 2], "b": [1, 2]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a: 1\nb:\n  c: 1\n  c: 2\n  c: 3\n",
            "castle.yaml:4:3: error[CAS0803]: the key `c` stands twice in one mapping; "
            "the first is on line 3",
        ),
        ("a: &x [*x]", "castle.yaml:1:4: error[CAS0802]: this alias contains itself"),
        ("a: !!int x", "castle.yaml:1:4: error[CAS0802]: `x` is no int"),
        ("a: !!bool x", "castle.yaml:1:4: error[CAS0802]: `x` is no bool"),
        ("a: !!null x", "castle.yaml:1:4: error[CAS0802]: `x` is no null"),
        ("a: !x 1", "castle.yaml:1:4: error[CAS0802]: the tag `!x` means nothing here"),
        ("a: !x [1]", "castle.yaml:1:4: error[CAS0802]: the tag `!x` means nothing here"),
        ("? [a]\n: 1\n", "castle.yaml:1:3: error[CAS0802]: a key has to be a text"),
    ],
)
def test_problems_have_their_place(text: str, message: str) -> None:
    """What is YAML and yet no configuration is told with line and column."""
    assert told(parse(text))[0] == message


def test_every_repetition_is_told() -> None:
    """Each further key of a name is a problem of its own, at its own place."""
    places = [line.partition(" ")[0] for line in told(parse("a: 1\na: 2\nb: 3\na: 4\n"))]
    assert places == ["castle.yaml:2:1:", "castle.yaml:4:1:"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: [1, 2\nb: 3\n", "castle.yaml:2:2:"),
        ("a: 1\n\tb: 2\n", "castle.yaml:2:1:"),
        ("a: *nowhere", "castle.yaml:1:4:"),
        ("a: 1\n---\nb: 2\n", "castle.yaml:2:1:"),
        ("a: \x01", "castle.yaml:1:4:"),
    ],
)
def test_syntax_errors_have_their_place(text: str, place: str) -> None:
    """What is no YAML is one diagnostic with line and column."""
    with pytest.raises(ConfigurationError) as error:
        parse(text)
    (diagnostic,) = error.value.diagnostics
    assert diagnostic.code == "CAS0802"
    assert str(diagnostic).startswith(place)


def test_aliases_that_stand_for_a_world_of_values() -> None:
    """Nine aliases of nine aliases of nine ... are refused before they fill the memory."""
    lines = ["a0: &a0 [x]"] + [
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)
    ]
    with pytest.raises(ConfigurationError, match="more than 100000 values"):
        parse("\n".join(lines))


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_nesting_beyond_reason(python: "RunPython", opening: str) -> None:
    """What is too deep for any parser is refused at its place, and ends no process."""
    ran = python(
        f"""
        from castle.aigr import SourceFile
        from castle.monorail._document import parse_document
        try:
            parse_document(SourceFile("castle.yaml", {opening!r} * 200_000))
        except Exception as error:
            print(error)
        """
    )
    assert ran.returncode == 0
    place = 100 * len(opening) + 1
    assert ran.stdout.startswith(f"castle.yaml:1:{place}: error[CAS0802]: the configuration is nes")


def test_more_values_than_anybody_writes() -> None:
    """A file of millions of values is refused before they are made."""
    with pytest.raises(ConfigurationError, match="more than 100000 values"):
        parse(f"[{'a,' * 250_000}]")


def test_text_that_is_none() -> None:
    """What was no UTF-8 on a command line is told, as it would be in a file."""
    with pytest.raises(ConfigurationError, match="bytes that are not UTF-8"):
        parse("a: \udcff")


class TestFiles:
    """Files that cannot be read at all."""

    def test_missing(self, tmp_path: Path) -> None:
        """The file is named."""
        with pytest.raises(ConfigurationError, match=r"none\.yaml` cannot be read: No such file"):
            read_document(tmp_path / "none.yaml")

    def test_folder(self, tmp_path: Path) -> None:
        """A folder is no configuration."""
        with pytest.raises(ConfigurationError, match="Is a directory"):
            read_document(tmp_path)

    def test_other_encoding(self, tmp_path: Path) -> None:
        """Only UTF-8 is read."""
        (tmp_path / "castle.yaml").write_bytes("name: Turmfrisör".encode("latin-1"))
        with pytest.raises(ConfigurationError, match="is not UTF-8"):
            read_document(tmp_path / "castle.yaml")

    def test_byte_order_mark(self, tmp_path: Path) -> None:
        """The mark that some editors write is no part of the first key."""
        (tmp_path / "castle.yaml").write_bytes(b"\xef\xbb\xbfname: x\r\nother: y\r\n")
        document = read_document(tmp_path / "castle.yaml")
        assert document.data == {"name": "x", "other": "y"}
        assert str(document.location(("other",))).endswith("castle.yaml:2:8")


def test_place_of_something_that_is_not_there() -> None:
    """What has no place is at the nearest value around it."""
    document = parse("a:\n  b: [1]\n")
    assert str(document.location(("a", "b", 7, "c"))) == "castle.yaml:2:6"
    problem = Problem("CAS0805", ("a", "x"), "missing", at_key=True)
    assert str(document.diagnostic(problem)).startswith("castle.yaml:2:3: error[CAS0805]")


def _is_text(text: str) -> bool:
    """Whether YAML 1.1, which PyYAML writes, and YAML 1.2 agree that it is no number: not `0e0`."""
    for number in (float, lambda digits: int(digits, 0)):
        with suppress(ValueError):
            number(text)
            return False
    return True


texts = st.text().filter(_is_text)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(values, st.sampled_from([None, True, False]), st.booleans())
def test_reads_what_pyyaml_wrote(value: Any, flow: bool | None, unicode: bool) -> None:
    """Whatever the values and the layout: what PyYAML dumps is read as it was."""
    text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=unicode)
    document = parse(text)
    # Not the value itself: PyYAML does not always read what it wrote.
    assert (document.data, document.problems) == (yaml.safe_load(text), [])


@given(values, st.sampled_from([True, False]))
def test_places_are_those_of_the_nodes(value: Any, flow: bool) -> None:
    """Every value lies where PyYAML's own loader, written in Python, says that its node lies."""
    text = yaml.safe_dump({"top": value}, default_flow_style=flow, allow_unicode=True)
    document = parse(text)
    root = yaml.compose(text, yaml.SafeLoader)
    assert root is not None
    for keys, start in _starts(root, ()):
        assert document.location(keys).start == start


def _starts(node: yaml.Node, keys: tuple[str | int, ...]) -> list[tuple[Any, int]]:
    found = [(keys, node.start_mark.index)]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            found += _starts(value, (*keys, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            found += _starts(item, (*keys, index))
    return found
