import io
import json
import struct
import sys
import tracemalloc
from enum import Flag
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from storing import STRUCTURAL, loaded, saved

from castle.aigr import (
    BinaryOperation,
    BinaryOperator,
    Body,
    Constant,
    ConstantDefinition,
    Declaration,
    DiagnosticError,
    Expression,
    Forest,
    Identifier,
    Location,
    Method,
    NameSpace,
    SourceFile,
    SourceNS,
    data,
    dump,
    equal,
    load,
    node,
    save,
    verify,
    walk,
)
from castle.TESTDOUBLES.aigr.programs import any_forest, program

VALUES = st.one_of(
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(codec=None, exclude_categories=())),
    st.sampled_from([2**53 - 1, 2**53, 2**63, -(2**63), 10**5000, -0.0, "\ud83d\ude00", "\ud83d"]),
)


def again(forest: Forest) -> Forest:
    """The forest as it comes back."""
    return loaded(saved(forest))


def holding(*values: object) -> Forest:
    """A forest with a constant of each value."""
    constants: list[Declaration] = [
        ConstantDefinition(f"c{n}", Constant(value))  # type: ignore[arg-type]  # of any type
        for n, value in enumerate(values)
    ]
    return Forest([NameSpace("values", constants)])


def places(forest: Forest) -> list[tuple[object, ...] | None]:
    """All of the locations."""
    found = [one.location for one in walk(forest)]
    return [p and (p.file.path, list(p.file.line_starts), p.file.length, *p[1:]) for p in found]


def refused(forest: Forest) -> list[str]:
    """What saving a forest that is broken reports; nothing is written."""
    stream = io.BytesIO()
    with pytest.raises(DiagnosticError) as error:
        save(forest, stream)
    assert stream.getvalue() == b""
    return [f"{d.code} {d.message}" for d in error.value.diagnostics]


@given(st.integers(0, 2**32), st.integers(1, 300))
@settings(deadline=None)
def test_any_forest_comes_back_and_is_saved_the_same(seed: int, size: int) -> None:
    """A file holds all of a graph but its sources' text; saving again gives the same bytes."""
    forest = any_forest(Random(seed), size)
    content = saved(forest)
    result = loaded(content)
    assert equal(result, forest)
    assert dump(result) == dump(forest)
    assert places(result) == places(forest)
    assert saved(result) == content
    assert [d for d in verify(result) if d.code in STRUCTURAL] == []


def test_a_program_comes_back_and_still_makes_sense() -> None:
    """What could be used before can be used after."""
    forest = again(program(Random(3), 10))
    assert verify(forest) == []
    assert saved(forest) == saved(program(Random(3), 10))


def test_the_bytes_do_not_depend_on_how_the_graph_was_made(filter_program: Forest) -> None:
    """The form is canonical: source files of the same content are one."""
    content = saved(filter_program)
    for one in walk(filter_program):
        if one.location:
            file = one.location.file
            twin = SourceFile(file.path, file.text)
            one.location = one.location._replace(file=twin)
    assert saved(filter_program) == content


@given(VALUES)
def test_any_value_comes_back(value: object) -> None:
    """Constants keep type and value: large integers, each code point, signs and NaNs."""
    forest = holding(value)
    result = again(forest)
    assert equal(result, forest)
    json.loads(saved(forest).decode())  # and the file is plain JSON in UTF-8


def test_values_that_python_calls_equal_stay_apart() -> None:
    """1, 1.0 and true are three values, and 0.0 and -0.0 two."""
    result = again(holding(1, 1.0, True, 0.0, -0.0))
    values = [one.value for one in walk(result) if isinstance(one, Constant)]
    assert list(map(repr, values)) == ["1", "1.0", "True", "0.0", "-0.0"]


def test_a_nan_keeps_its_bits() -> None:
    """Even the sign and the payload of a NaN come back."""
    bits = bytes.fromhex("fff8000000000123")
    (value,) = struct.unpack(">d", bits)
    (result,) = (one.value for one in walk(again(holding(value))) if isinstance(one, Constant))
    assert struct.pack(">d", result) == bits


def test_no_number_in_a_file_is_one_that_a_json_reader_may_change() -> None:
    """Floats and large integers are texts, so that all of JSON's readers keep them."""
    content = saved(holding(0.5, 2**53 - 1, 2**53, -(2**70)))
    for part in (b'{"float":"0.5"}', b"9007199254740991", b'{"int":"0x20000000000000"}'):
        assert part in content
    assert b'{"int":"-0x400000000000000000"}' in content


def test_names_in_any_writing_come_back() -> None:
    """Names and paths need not be plain text."""
    name = "\ud800 \U0001f600 \x00 \u2028"
    file = SourceFile(f"{name}.Castle", "text")
    space = SourceNS(name, [], f"{name}.Castle", location=Location(file, 0, 4, name))
    forest = Forest([space])
    result = again(forest)
    assert equal(result, forest)
    assert places(result) == places(forest)
    assert saved(result) == saved(forest)


def test_sharing_and_cycles_of_references_come_back() -> None:
    """Two uses of one declaration lead to one declaration, and a use may stand in what it uses."""
    loop = ConstantDefinition("loop", Constant(1))
    loop.value = BinaryOperation(
        BinaryOperator.ADD, Identifier("loop", loop), Identifier("loop", loop)
    )
    (result,) = again(Forest([NameSpace("n", [loop])])).namespaces[0].declarations
    assert [u.target for u in walk(result) if isinstance(u, Identifier)] == [result, result]


def test_depth_is_no_matter() -> None:
    """A deep expression is saved and result without recursion, and its file does not nest."""
    deep: Expression = Constant(0)
    for _ in range(100_000):
        deep = BinaryOperation(BinaryOperator.ADD, deep, Constant(1))
    forest = Forest([NameSpace("n", [ConstantDefinition("deep", deep)])])
    limit = sys.getrecursionlimit()
    content = saved(forest)
    result = loaded(content)
    assert equal(result, forest)
    assert saved(result) == content
    assert sys.getrecursionlimit() == limit


def test_a_path_is_written_as_a_whole(filter_program: Forest, tmp_path: Path) -> None:
    """Saving to a path leaves that file and nothing else."""
    save(filter_program, tmp_path / "filter.aigr")
    save(filter_program, str(tmp_path / "filter.aigr"))
    assert [path.name for path in tmp_path.iterdir()] == ["filter.aigr"]
    assert equal(load(str(tmp_path / "filter.aigr")), filter_program)


def test_what_cannot_be_written_leaves_nothing(filter_program: Forest, tmp_path: Path) -> None:
    """A path that is a folder stays one, and no temporary file is left behind."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        save(filter_program, tmp_path / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_reference_out_of_the_forest_is_not_saved(filter_program: Forest) -> None:
    """Only a graph that is complete can be saved."""
    del filter_program.namespaces[0]
    assert [message[:7] for message in refused(filter_program)] == ["CAS0301"]


def test_a_node_owned_twice_is_not_saved(filter_program: Forest) -> None:
    """Only a tree can be saved."""
    space = filter_program.namespaces[1]
    space.declarations.append(space.declarations[0])
    assert [message[:7] for message in refused(filter_program)] == ["CAS0302"]


def test_a_circle_of_owners_is_not_saved() -> None:
    """Nodes that own each other are reported, and not walked for ever."""
    one = BinaryOperation(BinaryOperator.ADD, Constant(1), Constant(2))
    one.left = BinaryOperation(BinaryOperator.ADD, one, Constant(3))
    forest = Forest([NameSpace("n", [ConstantDefinition("c", one)])])
    assert [message[:7] for message in refused(forest)] == ["CAS0302"]


@pytest.mark.parametrize("value", [None, (), 1j, Path("x")])
def test_a_value_of_another_type_is_not_saved(value: object) -> None:
    """What the declaration of a field does not allow is reported, and not written."""
    assert [message[:7] for message in refused(holding(value))] == ["CAS0303"]


@pytest.mark.parametrize(
    "place",
    [
        Location(SourceFile("a.Castle", "text"), 2, 5),
        Location(SourceFile("a.Castle", line_starts=[0, 9], length=4), 0, 1),
        Location(SourceFile("a.Castle", line_starts=[0]), 0, 2**53),
    ],
)
def test_a_location_outside_its_file_is_not_saved(place: Location) -> None:
    """A place that is none is reported, with the node that has it."""
    forest = Forest([NameSpace("wrong", location=place)])
    (message,) = refused(forest)
    assert message.startswith("CAS0408 the location of <NameSpace wrong> lies outside its file")


def test_what_is_no_node_class_is_not_saved() -> None:
    """Every node has a class that files know."""

    class Bare(Declaration):
        name = "bare"

    assert [message[:7] for message in refused(Forest([NameSpace("n", [Bare()])]))] == ["CAS0303"]
    assert [message[:7] for message in refused(NameSpace("n"))] == ["CAS0303"]  # type: ignore[arg-type]


class Permission(Flag):
    """What one may do."""

    READ = 1
    WRITE = 2


@pytest.mark.usefixtures("own_classes")
def test_a_combination_of_flags_is_not_saved() -> None:
    """Files hold enumerators by their names, and a combination has none."""

    @node
    class Door(Declaration):
        name: str = data()
        permission: Permission = data()

    forest = Forest([NameSpace("n", [Door("d", Permission.READ)])])
    assert equal(again(forest), forest)
    forest.namespaces[0].declarations.append(Door("e", Permission.READ | Permission.WRITE))
    (message,) = refused(forest)
    assert message.startswith("CAS0408 <Door e>.permission holds a combination of flags")


@pytest.mark.usefixtures("own_classes")
def test_a_class_whose_data_has_no_form_is_refused() -> None:
    """A field that files cannot hold is named to the author of the class."""

    @node
    class Vague(Declaration):
        name: str = data()
        permission: Permission | str = data()

    @node
    class Foreign(Declaration):
        name: str = data()
        content: tuple[bytes, ...] = data()

    for stray in (Vague("v", "READ"), Foreign("f", (b"",))):
        with pytest.raises(TypeError, match=r"(permission|content) cannot be stored: data is bool"):
            save(Forest([NameSpace("n", [stray])]), io.BytesIO())


def test_a_node_that_owns_itself_many_times_takes_little_memory() -> None:
    """It is found before all the ways to it have been followed."""
    forest = Forest([NameSpace("n", [Method("m", body := Body())])])
    body.statements += [body] * 300
    tracemalloc.start()
    try:
        assert all(message.startswith("CAS0302") for message in refused(forest))
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
