"""The JSON Schema of the format: that it says what `save` writes, and no more than `load` reads."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from acme import Alarm, Timer, Unit
from every_kind import CLASSES, every_kind
from fuzz_loading import VALUES, mutated
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from storing import loaded, saved

from castle.aigr import (
    Body,
    DiagnosticError,
    Forest,
    Method,
    NameSpace,
    Node,
    Role,
    data,
    declare_family,
    node,
    schema,
)
from castle.aigr._storage._columns import columns_of
from castle.aigr._storage._damage import DamagedError
from castle.TESTDOUBLES.aigr.programs import any_forest, program

FAMILIES = {kind.rpartition(".")[0] for kind in CLASSES}
SCHEMA = schema(only=[*FAMILIES, "acme.timers"])
VALIDATOR = Draft202012Validator(SCHEMA)
FIELDS = [(kind, name) for kind, cls in CLASSES.items() for name in columns_of(cls)]
DATA = [(k, n) for k, n in FIELDS if columns_of(CLASSES[k])[n][0].role is Role.DATA]
GOLDEN = Path(__file__).parent / "golden"

WORDS = sorted({word for word in json.dumps(SCHEMA).split('"') if word.isupper()})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["float", "int", "codepoints", "x"]), inner, max_size=2)
    ),
    max_leaves=6,
)


def problems(content: bytes) -> list[str]:
    """What the schema finds in a file."""
    return [error.message for error in VALIDATOR.iter_errors(json.loads(content))]


def test_the_schema_is_one() -> None:
    """It is a JSON Schema of the draft that it names."""
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


@given(st.integers(0, 2**32), st.integers(1, 200))
@settings(deadline=None)
def test_every_forest_validates(seed: int, size: int) -> None:
    """Whatever is saved is as the schema says."""
    assert problems(saved(any_forest(Random(seed), size))) == []


def test_every_class_validates() -> None:
    """Programs do, and each class, with the most and the least that it may hold."""
    assert problems(saved(program(Random(1), 5))) == []
    assert problems(saved(every_kind())) == []


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.aigr")), ids=lambda path: path.stem)
def test_files_of_the_present_versions_validate(path: Path) -> None:
    """A file validates until a version in it is an older one."""
    content = path.read_bytes()
    present = not path.stem.endswith(("timers-1", "timers-2"))
    assert (problems(content) == []) is present
    assert saved(loaded(content))


def test_nodes_of_plugins_validate() -> None:
    """The schema covers what is imported."""
    timer = Timer(1.5, Unit.SECOND, (1, None, "x", 2**60), [Alarm("bell", (Unit.TICK,))])
    assert problems(saved(Forest([NameSpace("n", [Method("m", Body([timer]))])]))) == []
    assert "acme.timers.Timer" in schema()["$defs"]
    assert "acme.timers.Timer" not in schema(only=FAMILIES)["$defs"]


@given(st.integers(0, 2**32), st.integers(1, 3))
@settings(deadline=None)
def test_what_breaks_the_schema_is_refused(seed: int, changes: int) -> None:
    """There is no file that loads and is not as the schema says."""
    random = Random(seed)
    document = json.loads(saved(any_forest(random, 30)))
    for _ in range(changes):
        mutated(random, document)
    content = json.dumps(document).encode()
    if problems(content):
        with pytest.raises(DiagnosticError):
            loaded(content)


def fits(described: dict[str, Any], value: Any) -> bool:
    """Whether the schema of a field accepts a value."""
    validator = Draft202012Validator({**described, "$defs": SCHEMA["$defs"]})
    return bool(validator.is_valid(value))


def reads(kind: str, name: str, value: Any) -> bool:
    """Whether a column of a field can be read that has just this value."""
    try:
        columns_of(CLASSES[kind])[name][1].decode([value], NODES, [])
    except DamagedError:
        return False
    return True


NODES: list[Node] = [cls.__new__(cls) for cls in CLASSES.values()]


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_each_field_refuses_what_its_schema_does(kind: str, name: str) -> None:
    """Schema and reader come from one declaration, and agree on values of all shapes."""
    field, column = columns_of(CLASSES[kind])[name]
    values = [*VALUES, *range(len(NODES)), *([n] for n in range(len(NODES))), *WORDS, 2**53, [[]]]
    accepted = [value for value in values if reads(kind, name, json.loads(json.dumps(value)))]
    assert accepted
    assert [value for value in accepted if not fits(column.schema(), value)] == []
    if field.role is Role.DATA:
        surplus = [v for v in values if fits(column.schema(), v) and v not in accepted]
        assert surplus == []


@given(st.sampled_from(DATA), JSON)
@settings(deadline=None)
def test_data_is_read_as_the_schema_says(place: tuple[str, str], value: Any) -> None:
    """Whatever the JSON, only what validates is read."""
    _, column = columns_of(CLASSES[place[0]])[place[1]]
    if reads(*place, value):
        assert fits(column.schema(), value)


@pytest.mark.usefixtures("own_classes")
def test_a_class_that_cannot_be_saved_has_no_schema() -> None:
    """The author of a class is told which field has no form."""
    declare_family(__name__, "acme.strange", version=1)

    @node
    class Strange(Node):
        size: complex = data()

    with pytest.raises(TypeError, match=r"Strange\.size cannot be stored"):
        schema(only=["acme.strange"])
