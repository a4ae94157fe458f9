import io
from typing import Any

import pytest

from castle.aigr import (
    Constant,
    Declaration,
    DiagnosticError,
    EventHandler,
    Forest,
    Identifier,
    Location,
    Part,
    Port,
    PortDirection,
    SendEvent,
    SourceFile,
    predefined,
    render,
    save,
    to_json,
    verify,
    walk,
)


def codes(forest: Forest) -> list[str]:
    """The codes of what is wrong with a forest."""
    return [diagnostic.code for diagnostic in verify(forest)]


def test_a_sound_program_has_nothing_to_report(filter_program: Forest) -> None:
    """Verification finds nothing where nothing is wrong."""
    assert codes(filter_program) == []


def test_a_dangling_reference_is_reported(filter_program: Forest) -> None:
    """A reference must lead to a node that the forest owns."""
    use = next(node for node in walk(filter_program) if isinstance(node, Identifier))
    use.target = Port("stray", PortDirection.IN, Constant(1))  # type: ignore[arg-type]
    assert codes(filter_program) == ["CAS0301"]


def test_a_node_owned_twice_is_reported(filter_program: Forest) -> None:
    """The children make a tree."""
    space = filter_program.namespaces[1]
    space.declarations.append(space.declarations[0])
    assert codes(filter_program) == ["CAS0302"]


def test_ownership_in_a_circle_is_reported(filter_program: Forest) -> None:
    """A node that owns itself is told, and does not keep verification from ending."""
    filter_program.namespaces.append(filter_program)  # type: ignore[arg-type]
    assert codes(filter_program) == ["CAS0303"]


def test_a_wrong_type_in_a_field_is_reported(filter_program: Forest) -> None:
    """A field holds what its declaration says."""
    filter_program.namespaces[0].name = 7  # type: ignore[assignment]
    filter_program.namespaces[1].declarations = None  # type: ignore[assignment]
    assert codes(filter_program) == ["CAS0303", "CAS0303"] + ["CAS0301"] * codes(
        filter_program
    ).count("CAS0301")


def test_a_name_declared_twice_is_reported_with_both_places(filter_program: Forest) -> None:
    """A namespace has one declaration of a name."""
    interface = filter_program.namespaces[1].declarations[1]
    filter_program.namespaces[1].declarations[0].name = interface.name
    assert codes(filter_program) == ["CAS0304"]


def test_an_event_that_the_protocol_lacks_is_reported(filter_program: Forest) -> None:
    """What is sent over a port, or handled on it, is an event of its protocol."""
    for node in walk(filter_program):
        if isinstance(node, SendEvent):
            node.target = None
    assert codes(filter_program) == ["CAS0305"]


def test_the_wrong_direction_is_reported(filter_program: Forest) -> None:
    """An own in-port is not sent to, and an own out-port not handled."""
    ports = {node.name: node for node in walk(filter_program) if isinstance(node, Port)}
    for node in walk(filter_program):
        if isinstance(node, EventHandler | SendEvent):
            assert isinstance(node.port, Part)
            node.port.target = ports["inlet" if isinstance(node, SendEvent) else "outlet"]
    assert codes(filter_program) == ["CAS0306", "CAS0306"]


class Nasty:
    """Something that does not even want to be shown."""

    def __repr__(self) -> str:
        raise RuntimeError


class Undecorated(Declaration):
    """A class that was never made a node class."""

    __slots__ = ("name",)


STRANGE: dict[str, Any] = {
    "nasty": Nasty(),
    "none": None,
    "int": 7,
    "long int": 10**5000,
    "long text": "x" * 10**6,
    "list": [],
    "class": object,
    "namespace": predefined(),
    "tuple": (predefined(),),
    "undecorated": Undecorated(),
}
FINE = {("name", "long text"), ("declarations", "list"), ("location", "none")}


@pytest.mark.parametrize("value", STRANGE)
@pytest.mark.parametrize("field", ["name", "declarations", "location"])
def test_anything_may_be_in_a_field(filter_program: Forest, field: str, value: str) -> None:
    """What is found there is told in a few words, and never makes verification fail."""
    setattr(filter_program.namespaces[0], field, STRANGE[value])
    found = verify(filter_program)
    assert all(d.code.startswith("CAS030") and len(d.message) < 300 for d in found)
    assert found or (field, value) in FINE


@pytest.mark.parametrize("root", [None, 7, Constant(1), Nasty()])
def test_only_a_forest_is_a_program(root: Any) -> None:
    """Anything else is told."""
    assert codes(root) == ["CAS0303"]


def test_a_field_that_was_deleted_is_reported(filter_program: Forest) -> None:
    """A node that was put together by hand may lack one."""
    del filter_program.namespaces[0].name
    (found,) = verify(filter_program)
    assert found.message == "NameSpace.name should be str, and is missing"


def test_a_class_that_was_never_made_a_node_class_is_reported(filter_program: Forest) -> None:
    """Its nodes can be neither walked nor saved."""
    filter_program.namespaces[0].declarations.append(Undecorated())
    assert codes(filter_program) == ["CAS0303"]


@pytest.mark.parametrize("place", [(1, 2), Location(SourceFile("f"), 3, 2), Location(None, 0, 1)])  # type: ignore[arg-type]
def test_a_location_is_a_place(filter_program: Forest, place: Any) -> None:
    """Diagnostics have to be able to show it."""
    filter_program.namespaces[0].location = place
    assert codes(filter_program) == ["CAS0303"]


@pytest.mark.parametrize(
    "parts",
    [
        {"line_starts": []},
        {"line_starts": [1]},
        {"line_starts": [0, 5, 5]},
        {"line_starts": [0, "a"]},
        {"line_starts": 5},
        {"line_starts": None},
        {"path": 3},
        {"text": b"x"},
        {"length": "x"},
        {"length": None},
        {},
    ],
)
def test_a_file_that_cannot_be_shown_is_no_place(
    filter_program: Forest, parts: dict[str, Any]
) -> None:
    """Whatever a source file is made of, what is found can be shown; and saving refuses it."""
    file = object.__new__(SourceFile)
    sound = {"path": "f", "text": "x", "length": 1, "line_starts": [0]} if parts else {}
    for name, value in {**sound, **parts}.items():
        setattr(file, name, value)
    for space in filter_program.namespaces:
        space.location = Location(file, 0, 1)
    found = verify(filter_program)
    assert {diagnostic.code for diagnostic in found} == {"CAS0303"}
    assert all(render(diagnostic) and to_json(diagnostic) for diagnostic in found)
    with pytest.raises(DiagnosticError, match="CAS0303"):
        save(filter_program, io.BytesIO())
