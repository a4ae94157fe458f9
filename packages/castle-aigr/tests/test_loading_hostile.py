"""Files that are no JSON, or more of it than is good."""

import json
import sys
import tracemalloc

import pytest
from storing import refusal, saved

from castle.aigr import Forest


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("", "this is no JSON: Expecting value", 0),
        ("{]", "this is no JSON: Expecting property name enclosed in double quotes", 1),
        (
            '\ufeff{"format": 1}',
            "this is no JSON: Unexpected UTF-8 BOM (decode using utf-8-sig)",
            0,
        ),
        ('{"version": NaN}', "version: this is no JSON: NaN", 12),
        ('{"version": [-Infinity]}', "version[0]: this is no JSON: -Infinity", 13),
        ('{"a": 1, "b": {"a": 1}, "a": 2}', "a: the key the text 'a' is there twice", 29),
        ('{"a": {"b\\n": 1, "b\\u000a": 1}}', "a.b\\n: the key the text 'b\\n' is there twice", 28),
        ('{"a": [' + "9" * 5000 + "]}", "a[0]: this number is far too long", 7),
        ('{"a":' * 100_000, "values are nested deeper than in any AIGR file", 85),
        ("[" * 1_000_000, "values are nested deeper than in any AIGR file", 17),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_json_is_refused(text: str, message: str, offset: int) -> None:
    """Syntax errors name their place, and so does what JSON would leave open."""
    diagnostic = refusal(text)
    assert (diagnostic.code, diagnostic.message) == ("CAS0401", message)
    assert diagnostic.location
    assert diagnostic.location.start == offset


def test_what_is_no_utf8_is_refused() -> None:
    """A file is text in UTF-8."""
    diagnostic = refusal('{"ü": "'.encode() + b'\xff"}')
    assert (diagnostic.code, diagnostic.message) == ("CAS0401", "this is no UTF-8")
    assert diagnostic.location
    assert str(diagnostic.location) == "<stream>:1:8"


@pytest.mark.parametrize("limit", [2_000, 1_000_000])
def test_a_high_recursion_limit_does_no_harm(limit: int) -> None:
    """Nesting ends no process, however deep Python may go."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(limit)
    try:
        assert refusal("[" * 1_000_000 + '"]"').code == "CAS0401"
        assert refusal('{"a": "[[[[[[[[[[[[[[[[[[[[[["}').message.startswith("this is no AIGR")
    finally:
        sys.setrecursionlimit(before)


def test_numbers_of_any_length_are_refused_where_python_does_not_limit_them() -> None:
    """A long number costs no time, even if the limit of Python was switched off."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        assert "far too long" in refusal('{"root": ' + "9" * 3_000_000 + "}").message
    finally:
        sys.set_int_max_str_digits(before)


def test_a_truncated_file_is_refused(filter_program: Forest) -> None:
    """A file that ends too early gives a numbered diagnostic at its end."""
    content = saved(filter_program).rstrip(b"\n")
    for end in range(0, len(content), 97):
        diagnostic = refusal(content[:end])
        assert diagnostic.code == "CAS0401"
        assert diagnostic.location


def test_a_small_file_takes_little_memory() -> None:
    """Memory follows the size of the file, not what the file claims."""
    columns = {"source": [None], "start": [0], "length": [0]}
    claims = {"namespaces.Forest": {"fields": {"namespaces": [[0] * 1000]}, "at": columns}}
    document = {"format": "castle-aigr", "version": 1, "families": {"namespaces": 1}}
    content = json.dumps({**document, "sources": [], "nodes": claims, "root": 0}).encode()
    refusal(content)
    tracemalloc.start()
    try:
        refusal(content)
        assert tracemalloc.get_traced_memory()[1] < 200 * len(content)
    finally:
        tracemalloc.stop()


def test_shared_children_do_not_multiply() -> None:
    """A node owned by many is found before anything follows all the ways to it."""
    size = 2000
    columns = {"source": [None] * size, "start": [0] * size, "length": [0] * size}
    bodies = {"fields": {"statements": [list(range(1, 50))] * size}, "at": columns}
    forest = {
        "fields": {"namespaces": [[]]},
        "at": {"source": [None], "start": [0], "length": [0]},
    }
    document = {
        "format": "castle-aigr",
        "version": 1,
        "families": {"namespaces": 1, "statements": 1},
        "sources": [],
        "nodes": {"namespaces.Forest": forest, "statements.Body": bodies},
        "root": 0,
    }
    assert refusal(json.dumps(document)).code == "CAS0407"
