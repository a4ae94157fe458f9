"""What names name, and that no two things share one."""

from typing import Any

import pytest

from castle.aigr import (
    Become,
    Body,
    Call,
    ComponentImplementation,
    ComponentInterface,
    Constant,
    Enumeration,
    Enumerator,
    Event,
    EventProtocol,
    Identifier,
    If,
    LocalVariable,
    MachineBody,
    Member,
    Method,
    NamedType,
    NameSpace,
    Scalar,
    ScalarType,
    SourceNS,
    StateMachine,
    StateName,
    TypedParameter,
    VoidCall,
    verify,
)

World = Any


def integer(name: str) -> Member:
    """A member that is an int."""
    return Member(name, ScalarType(Scalar.INT))


def test_an_implementation_is_called_as_its_contract(world: World) -> None:
    """They may even stand in one file."""
    world.contracts.declarations += world.space.declarations
    world.space.declarations.clear()
    assert world.codes() == []


def test_the_files_of_a_namespace_share_their_names(world: World) -> None:
    """A name of the .Moat file is not used again in the .Castle file."""
    world.space.declarations.append(EventProtocol("Base"))
    (found,) = verify(world.forest)
    assert (found.code, found.message) == ("CAS0304", "`Base` is declared twice")


def test_namespaces_of_different_names_share_nothing(world: World) -> None:
    """What is called alike elsewhere is something else."""
    world.forest.namespaces.append(SourceNS("elsewhere", [EventProtocol("Base")], "e.Moat"))
    assert world.codes() == []


def test_a_namespace_in_a_namespace_has_names_of_its_own(world: World) -> None:
    """Within each a name stands once."""
    inner = NameSpace("inner", [EventProtocol("Base")])
    world.contracts.declarations.append(inner)
    assert world.codes() == []
    inner.declarations.append(EventProtocol("Base"))
    assert world.codes() == ["CAS0304"]


@pytest.mark.parametrize("name", ["Thing", "Another"])
def test_a_component_is_implemented_once(world: World, name: str) -> None:
    """By whatever name the second implementation goes."""
    world.space.declarations.append(ComponentImplementation(name, NamedType("Thing", world.thing)))
    assert world.codes() == ["CAS0304"]


def test_a_machine_is_an_implementation(world: World) -> None:
    """It may be called as its contract, and not stand beside another implementation."""
    machine = StateMachine("Thing", NamedType("Thing", world.thing), MachineBody())
    machine.body.items.append(integer("x"))
    world.space.declarations.append(machine)
    assert world.codes() == ["CAS0304", "CAS0323"]


def test_a_refinement_of_a_machine_is_no_duplicate(world: World) -> None:
    """`@FSM implement Thing.On` in another file is called as the machine is."""
    machine = StateMachine("Thing", NamedType("Thing", world.thing), MachineBody())
    machine.refines = StateName("On")
    world.space.declarations.append(machine)
    assert world.codes() == ["CAS0320"]


DOUBLES: list[tuple[str, Any]] = [
    ("members of a component", lambda w: w.code.members.append(integer("count"))),
    ("a member and a port", lambda w: w.code.members.append(integer("exit"))),
    ("a method and a sub-element", lambda w: w.code.members.append(Method("part", Body()))),
    ("ports", lambda w: w.thing.ports.append(w.port("exit", "in"))),
    ("events", lambda w: w.base.events.append(Event("go"))),
    ("an inherited event", lambda w: w.wide.events.append(Event("go"))),
    ("parameters", lambda w: w.method.parameters.append(parameter("a"))),
    ("parameters of an event", lambda w: w.go.parameters.append(parameter("x"))),
    (
        "enumerators",
        lambda w: w.code.members.append(Enumeration("C", [Enumerator("red"), Enumerator("red")])),
    ),
    (
        "locals",
        lambda w: w.body.statements.extend(
            LocalVariable("i", ScalarType(Scalar.INT)) for _ in range(2)
        ),
    ),
]


def parameter(name: str) -> TypedParameter:
    """A parameter that is an int."""
    return TypedParameter(name, ScalarType(Scalar.INT))


@pytest.mark.parametrize(("name", "change"), DOUBLES, ids=[name for name, _ in DOUBLES])
def test_a_name_stands_for_one_thing(world: World, name: str, change: Any) -> None:
    """A second thing of the name is reported, with the place of the first."""
    change(world)
    (found,) = verify(world.forest)
    assert found.code == "CAS0304"
    assert len(found.notes) == 1


def test_two_bodies_may_each_have_a_local_of_one_name(world: World) -> None:
    """Side by side they do not see each other."""
    for _ in range(2):
        local = LocalVariable("i", ScalarType(Scalar.INT))
        world.body.statements.append(If(Constant(True), Body([local])))
    assert world.codes() == []


def test_an_inherited_port_has_its_name_for_itself(world: World) -> None:
    """What derives from a component adds ports of other names, and members too."""
    derived = ComponentInterface("Derived", NamedType("Thing", world.thing))
    world.contracts.declarations.append(derived)
    code = ComponentImplementation("Derived", NamedType("Derived", derived), [integer("exit")])
    world.space.declarations.append(code)
    assert world.codes() == ["CAS0304"]
    code.members.clear()
    derived.ports.append(world.port("exit", "out"))
    assert world.codes() == ["CAS0304"]


@pytest.mark.parametrize("kind", ["protocol", "component"])
def test_nothing_inherits_from_itself(world: World, kind: str) -> None:
    """A circle is told once, however long it is, and the others on it are noted."""
    made: list[Any] = [
        EventProtocol(f"P{n}") if kind == "protocol" else ComponentInterface(f"P{n}")
        for n in range(3)
    ]
    for one, other in zip(made, [*made[1:], made[0]], strict=True):
        one.base = NamedType(other.name, other)
    below = type(made[0])("Below", NamedType("P0", made[0]))
    world.contracts.declarations += [*made, below]
    (found,) = verify(world.forest)
    assert (found.code, len(found.notes)) == ("CAS0309", 2)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda w: setattr(w.thing, "base", NamedType("Base", w.base)), "CAS0308"),
        (lambda w: setattr(w.wide, "base", NamedType("Thing", w.thing)), "CAS0308"),
        (lambda w: setattr(w.exit, "protocol", NamedType("Thing", w.thing)), "CAS0308"),
        (lambda w: setattr(w.sub, "type", NamedType("Base", w.base)), "CAS0308"),
        (lambda w: setattr(w.code, "interface", NamedType("Base", w.base)), "CAS0308"),
        (lambda w: setattr(w.count, "type", NamedType("Base", w.base)), "CAS0308"),
        (lambda w: setattr(w.go.parameters[0], "type", NamedType("T", w.thing)), "CAS0308"),
        (lambda w: setattr(w.go, "returns", NamedType("T", w.thing)), "CAS0308"),
        (lambda w: setattr(w.count, "type", NamedType("Nothing")), "CAS0307"),
        (lambda w: setattr(w.thing, "base", NamedType("Nothing")), "CAS0307"),
    ],
)
def test_names_name_what_is_needed(world: World, change: Any, expected: str) -> None:
    """A protocol where one is needed, a component where one is, and something in any case."""
    change(world)
    assert world.codes() == [expected]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (lambda w: w.own(w.count), []),
        (lambda w: Identifier("a", w.method.parameters[0]), []),
        (lambda w: Identifier("nothing"), ["CAS0307"]),
        (lambda w: w.own(stranger(w)), ["CAS0319"]),
        (lambda w: Call(Identifier("foreign", foreign(w))), ["CAS0319"]),
        (lambda w: Identifier("b", foreign(w, parameter("b")).parameters[0]), ["CAS0319"]),
        (lambda w: Call(Identifier("Base", w.base)), ["CAS0308"]),
    ],
)
def test_code_names_what_is_in_sight(world: World, expression: Any, expected: list[str]) -> None:
    """Members and methods of its own element, and its own locals and parameters."""
    world.body.statements.append(Become([world.own(world.count)], [expression(world)]))
    assert world.codes() == expected


def stranger(world: World) -> Member:
    """A member of another component."""
    member = integer("strange")
    use = NamedType("Other", world.other)
    world.space.declarations.append(ComponentImplementation("Other", use, [member]))
    return member


def foreign(world: World, *parameters: TypedParameter) -> Method:
    """A method of another component."""
    method = Method("foreign", Body(), list(parameters))
    use = NamedType("Other", world.other)
    world.space.declarations.append(ComponentImplementation("Other", use, [method]))
    return method


def test_long_names_do_not_make_long_messages(world: World) -> None:
    """A name that fills a page is cut."""
    world.body.statements.append(VoidCall(Call(Identifier("n" * 10**6))))
    (found,) = verify(world.forest)
    assert len(found.message) < 200
