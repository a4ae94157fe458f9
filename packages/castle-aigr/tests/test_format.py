import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castle.aigr import DiagnosticError, Forest, Location, equal, load, save, walk


def saved(forest: Forest) -> bytes:
    """The bytes of a forest."""
    stream = io.BytesIO()
    save(forest, stream)
    return stream.getvalue()


def test_what_is_loaded_equals_what_was_saved(filter_program: Forest) -> None:
    """A file holds all of a graph but the text of its sources."""
    assert equal(load(io.BytesIO(saved(filter_program))), filter_program)


def test_saving_again_gives_the_same_bytes(filter_program: Forest) -> None:
    """The form is canonical: it does not depend on how the graph was made."""
    content = saved(filter_program)
    assert saved(load(io.BytesIO(content))) == content


def test_locations_come_back(filter_program: Forest) -> None:
    """File, line and column of a node survive."""
    again = load(io.BytesIO(saved(filter_program)))
    places = [node.location for node in walk(again) if node.location]
    assert [str(place) for place in places] == ["filter.Castle:2:5"]


def test_a_path_is_written_as_a_whole(filter_program: Forest, tmp_path: Path) -> None:
    """Saving to a path leaves that file and nothing else."""
    save(filter_program, tmp_path / "filter.aigr")
    assert [path.name for path in tmp_path.iterdir()] == ["filter.aigr"]
    assert equal(load(tmp_path / "filter.aigr"), filter_program)


@given(st.data())
def test_a_truncated_file_is_refused(data: st.DataObject) -> None:
    """A file that ends too early gives a numbered diagnostic that names it."""
    content = saved(Forest([]))
    end = data.draw(st.integers(0, len(content) - 3))
    with pytest.raises(DiagnosticError, match=r"\[CAS04\d\d\]: <stream>: "):
        load(io.BytesIO(content[:end]))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"format": "other"}, "CAS0401"),
        ({"version": 2}, "CAS0402"),
        ({"root": 99}, "CAS0403"),
        ({"root": -1}, "CAS0403"),
        ({"nodes": {"elsewhere.Thing": {"count": 0, "fields": {}, "at": []}}}, "CAS0404"),
        ({"sources": 3}, "CAS0403"),
    ],
)
def test_an_edited_file_is_refused(change: dict[str, object], code: str) -> None:
    """A document that is no graph gives a diagnostic with a number of its own."""
    document = {**json.loads(saved(Forest([]))), **change}
    with pytest.raises(DiagnosticError) as refused:
        load(io.BytesIO(json.dumps(document).encode()))
    assert [d.code for d in refused.value.diagnostics] == [code]


def test_a_reference_out_of_the_forest_is_not_saved(filter_program: Forest) -> None:
    """Only a graph that is complete can be saved."""
    filter_program.namespaces.pop()
    filter_program.namespaces.pop(0)
    with pytest.raises(ValueError, match="outside the forest"):
        save(filter_program, io.BytesIO())


def test_location_spans_are_counted_in_code_points() -> None:
    """A line and column count code points, not bytes."""
    from castle.aigr import SourceFile  # noqa: PLC0415  # only this test is about it

    file = SourceFile("ü.Castle", "// ü\nport")
    assert str(Location(file, 5, 9)) == "ü.Castle:2:1"
