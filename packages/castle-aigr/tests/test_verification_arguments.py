"""What is given to parameters, and the shapes of expressions and statements."""

from typing import Any

import pytest

from castle.aigr import (
    Argument,
    BadDeclaration,
    BadExpression,
    BadStatement,
    Become,
    BinaryOperation,
    BinaryOperator,
    Body,
    Break,
    Call,
    Case,
    Compare,
    ComparisonOperator,
    ComponentInterface,
    Constant,
    Continue,
    Enumeration,
    Enumerator,
    EventProtocol,
    Expression,
    For,
    Ground,
    HandlerParameter,
    Identifier,
    If,
    Init,
    ListLiteral,
    ListType,
    LoopVariable,
    Match,
    Member,
    Method,
    NamedType,
    Part,
    Return,
    Scalar,
    ScalarType,
    Specialise,
    Statement,
    SuperInit,
    Type,
    TypedParameter,
    UnaryOperation,
    UnaryOperator,
    VoidCall,
    While,
    copy,
    declared_type,
    type_of,
)

World = Any
LOOP = LoopVariable("x")


def constant(value: bool | int | float | str) -> Any:
    """Something that makes a literal."""
    return lambda world: Constant(value)


def built_in(name: str, *values: Any) -> Any:
    """Something that makes a call of a built-in function."""

    def make(world: World) -> Call:
        function = world.builtins[name]
        return Call(Identifier(name, function), [Argument(value(world)) for value in values])

    return make


def literal(*values: Any) -> Any:
    """Something that makes a list."""
    return lambda world: ListLiteral([value(world) for value in values])


def method(world: World, kind: Type | None = None) -> Method:
    """A method that takes what `kind` says."""
    made = Method("takes", Body(), [TypedParameter("p", kind)] if kind else [])
    world.code.members.append(made)
    return made


def calls(world: World, *values: Expression) -> VoidCall:
    """A call of the method that was made last."""
    made = world.code.members[-1]
    return VoidCall(Call(Identifier(made.name, made), [Argument(value) for value in values]))


def scalar(name: str, depth: int = 0) -> Any:
    """Something that makes the use of a scalar type, or of a list of it."""

    def make(world: World) -> Type:
        use: Type = ScalarType(Scalar(name))
        for _ in range(depth):
            use = ListType(use)
        return use

    return make


def other(world: World) -> Type:
    """The use of the type of a component."""
    return NamedType("Other", world.other)


INT, FLOAT, STR, BOOL = scalar("int"), scalar("float"), scalar("str"), scalar("bool")
INTS, FLOATS = scalar("int", 1), scalar("float", 1)
one, half, text = constant(1), constant(0.5), constant("a")


@pytest.mark.parametrize(
    ("place", "value", "fits"),
    [
        (INT, one, True),
        (FLOAT, one, True),
        (INT, half, False),
        (INT, constant(True), False),
        (STR, one, False),
        (BOOL, lambda w: UnaryOperation(UnaryOperator.NOT, Constant(True)), True),
        (BOOL, lambda w: Compare((ComparisonOperator.LESS,), [Constant(1), Constant(2)]), True),
        (INT, lambda w: BinaryOperation(BinaryOperator.ADD, Constant(1), Constant(2.5)), False),
        (STR, lambda w: BinaryOperation(BinaryOperator.ADD, Constant("a"), Constant("b")), True),
        (other, lambda w: Ground(), True),
        (INT, lambda w: Ground(), False),
        (other, lambda w: w.own(w.sub), True),
        (other, lambda w: Call(Identifier("Thing", w.thing)), False),
        (INTS, literal(one, one), True),
        (INTS, literal(), True),
        (INTS, literal(one, half), False),
        (INTS, one, False),
        (FLOATS, literal(one, half), True),
        (FLOATS, built_in("range", one, one), False),
        (INTS, built_in("range", one, one), True),
        (scalar("int", 2), literal(literal(one), literal()), True),
        (scalar("int", 2), literal(one), False),
        (INT, built_in("len", text), True),
        (INT, built_in("abs", half), False),
        (FLOAT, built_in("max", half, one), True),
        (INT, built_in("print", one), False),
        (INT, lambda w: Call(Identifier("work", w.method), [Argument(Constant(1))]), False),
    ],
)
def test_an_argument_is_of_the_type_of_its_parameter(
    world: World, place: Any, value: Any, fits: bool
) -> None:
    """Only int becomes float by itself; a list of ints does not, unless it is written out."""
    method(world, place(world))
    world.body.statements.append(calls(world, value(world)))
    assert world.codes() == ([] if fits else ["CAS0313"])


@pytest.mark.parametrize("values", [[], [Constant(1), Constant(2)]])
def test_as_many_arguments_as_parameters(world: World, values: list[Expression]) -> None:
    """Not one fewer or more: in calls, sends and when elements are made."""
    arguments = [Argument(value) for value in values]
    world.body.statements.append(world.send(world.own(world.exit), world.go, *values))
    assert world.codes() == ["CAS0312"]
    world.body.statements[:] = [VoidCall(Call(Identifier("Other", world.other), arguments))]
    assert world.codes() == ["CAS0312"]


def test_a_parameter_with_a_default_may_be_left_out(world: World) -> None:
    """It then has the value that stands there."""
    made = method(world, ScalarType(Scalar.INT))
    made.parameters[0].default = Constant(3)
    world.body.statements.append(calls(world))
    assert world.codes() == []


def test_an_element_of_a_derived_component_goes_where_the_base_is_declared(world: World) -> None:
    """And not the other way round."""
    derived = ComponentInterface("Derived", NamedType("Other", world.other))
    world.contracts.declarations.append(derived)
    method(world, NamedType("Other", world.other))
    world.body.statements.append(calls(world, Call(Identifier("Derived", derived))))
    assert world.codes() == []
    world.code.members[-1].parameters[0].type = NamedType("Derived", derived)
    world.body.statements[:] = [calls(world, world.own(world.sub))]
    assert world.codes() == ["CAS0313"]


def test_an_enumerator_is_of_its_enumeration(world: World) -> None:
    """It is no int, and no value of another enumeration."""
    red = Enumerator("red")
    colour, size = Enumeration("Color", [red]), Enumeration("Size", [Enumerator("small")])
    world.code.members += [colour, size]
    made = method(world, NamedType("Color", colour))
    world.body.statements.append(calls(world, Part(Identifier("Color", colour), "red", red)))
    assert world.codes() == []
    made.parameters[0].type = NamedType("Size", size)
    assert world.codes() == ["CAS0313"]


@pytest.mark.parametrize(("name", "expected"), [("int", 1), ("float", 1), ("str", 0)])
def test_an_enumerator_becomes_a_text_and_no_number(world: World, name: str, expected: int) -> None:
    """Its values have names, and no order that a number could stand for."""
    red = Enumerator("red")
    color = Enumeration("Color", [red])
    world.code.members.append(color)
    value = Part(Identifier("Color", color), "red", red)
    world.body.statements.append(VoidCall(built_in(name, lambda _: value)(world)))
    assert world.codes() == ["CAS0313"] * expected


def test_a_loop_s_variable_is_of_the_type_of_the_items(world: World) -> None:
    """What is iterated says what it is."""
    method(world, ScalarType(Scalar.STR))
    loop = LoopVariable("x")
    body = Body([calls(world, Identifier("x", loop))])
    around = For(loop, ListLiteral([Constant(1)]), body)
    world.body.statements.append(around)
    assert world.codes() == ["CAS0313"]
    assert declared_type(loop) is Scalar.INT
    around.iterable = ListLiteral([Constant("a")])
    assert world.codes() == []
    assert type_of(Identifier("x", loop)) is Scalar.STR


def test_a_loop_over_its_own_variable_has_no_type(world: World) -> None:
    """A circle ends where it began."""
    loop = LoopVariable("x")
    world.body.statements.append(For(loop, Identifier("x", loop), Body()))
    assert type_of(Identifier("x", loop)) is None
    assert declared_type(loop) is None


def test_a_loop_s_variable_refers_to_its_loop(world: World) -> None:
    """The loop says so when it is made; a copy of it, too; what is left out is found."""
    around = For(LoopVariable("x"), ListLiteral(), Body())
    world.body.statements += [around, copy(around)]
    assert world.codes() == []
    assert copy(around).variable.loop is not around
    around.variable.loop = None
    assert world.codes() == ["CAS0317"]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (built_in("print"), []),
        (built_in("print", lambda w: w.own(w.sub)), ["CAS0313"]),
        (built_in("len"), ["CAS0312"]),
        (built_in("len", one), ["CAS0313"]),
        (built_in("len", literal(one)), []),
        (built_in("range", one), ["CAS0312"]),
        (built_in("range", one, half), ["CAS0313"]),
        (built_in("min", one), ["CAS0312"]),
        (built_in("max", text, text), ["CAS0313"]),
        (built_in("abs", built_in("print")), ["CAS0313"]),
        (built_in("printf"), ["CAS0312"]),
    ],
)
def test_built_in_functions_take_what_they_are_for(
    world: World, call: Any, expected: list[str]
) -> None:
    """Number and types of their arguments are as the language says."""
    world.body.statements.append(VoidCall(call(world)))
    assert world.codes() == expected


def test_a_protocol_is_specialised_with_values_of_its_types(world: World) -> None:
    """`SlowStart` takes one int; parameters of the protocol that inherits may be used."""
    slow = world.builtins["SlowStart"]
    own = TypedParameter("n", ScalarType(Scalar.INT))
    base = Specialise("SlowStart", slow, [Argument(Identifier("n", own))])
    world.contracts.declarations.append(EventProtocol("Slow", base, [], [own]))
    assert world.codes() == []
    base.arguments[0].value = Constant("a")
    assert world.codes() == ["CAS0313"]
    base.arguments.clear()
    assert world.codes() == ["CAS0312"]


def test_the_init_of_the_base_gets_its_parameters(world: World) -> None:
    """They are those of the component that is inherited from."""
    world.thing.base = NamedType("Other", world.other)
    world.code.members.append(Init(Body([SuperInit([Argument(Constant(1))])])))
    assert world.codes() == []
    world.code.members[-1].body.statements[0].arguments.clear()
    assert world.codes() == ["CAS0312"]


def test_a_handler_names_all_that_an_event_carries(world: World) -> None:
    """Each name stands for the parameter in its place."""
    handler = world.handler(world.own(world.entry), world.go)
    world.code.members.append(handler)
    handler.parameters[0].parameter = world.method.parameters[0]
    assert world.codes() == ["CAS0314"]
    handler.parameters.clear()
    assert world.codes() == ["CAS0312"]
    handler.parameters += [HandlerParameter(n, world.go.parameters[0]) for n in ("x", "y")]
    assert world.codes() == ["CAS0312"]


WHOLE: list[tuple[Any, list[str]]] = [
    (lambda w: Break(), ["CAS0318"]),
    (lambda w: Continue(), ["CAS0318"]),
    (lambda w: While(Constant(True), Body([If(Constant(True), Body([Break()]))])), []),
    (lambda w: For(LoopVariable("x"), ListLiteral(), Body([Continue()])), []),
    (lambda w: Case(Body()), ["CAS0318"]),
    (lambda w: Match(Constant(1), [Case(Body(), [Constant(1)])], Body()), []),
    (lambda w: SuperInit(), ["CAS0318"]),
    (lambda w: Return(), []),
    (lambda w: BadStatement("?"), ["CAS0315"]),
    (lambda w: Return(BadExpression("?")), ["CAS0315"]),
    (lambda w: Return(Constant(2**63)), ["CAS0316"]),
    (lambda w: Return(Constant(-(2**63))), []),
    (lambda w: Return(Compare((), [Constant(1)])), ["CAS0317"]),
    (lambda w: Become([w.own(w.count)], []), ["CAS0317"]),
    (
        lambda w: Become([w.own(w.count)] * 1, [Constant(1)], BinaryOperator.ADD),
        [],
    ),
    (
        lambda w: Become(
            [w.own(w.count), w.own(w.count)], [Constant(1), Constant(2)], BinaryOperator.ADD
        ),
        ["CAS0317"],
    ),
]


@pytest.mark.parametrize(("make", "expected"), WHOLE)
def test_statements_stand_where_they_may_and_are_whole(
    world: World, make: Any, expected: list[str]
) -> None:
    """Loops hold what ends them, and what belongs together has the same number."""
    statement: Statement = make(world)
    world.body.statements.append(statement)
    assert world.codes() == expected


def test_a_declaration_that_could_not_be_read_is_reported(world: World) -> None:
    """Such a program is not to be used."""
    world.code.members += [BadDeclaration(), Member("n", ScalarType(Scalar.INT))]
    assert world.codes() == ["CAS0315"]
