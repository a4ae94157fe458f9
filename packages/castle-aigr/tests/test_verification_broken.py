"""Graphs that are broken in any way at all."""

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from castle.aigr import (
    Argument,
    BinaryOperation,
    BinaryOperator,
    Call,
    Constant,
    ConstantDefinition,
    EventProtocol,
    Expression,
    Forest,
    Identifier,
    Index,
    ListLiteral,
    ListType,
    Location,
    Member,
    NamedType,
    NameSpace,
    Node,
    Scalar,
    ScalarType,
    SourceFile,
    Type,
    UnaryOperation,
    UnaryOperator,
    predefined,
    render,
    to_json,
    type_of,
    verify,
    walk,
)
from castle.TESTDOUBLES.aigr.programs import any_forest, program

STRUCTURE = ("CAS0301", "CAS0302", "CAS0303")
DEEP = 100_000


def junk(random: Random, nodes: list[Node], foreign: list[Node]) -> Any:
    """Something that a field may hold by mistake."""
    one = random.choice(nodes)
    return random.choice(
        [
            *(None, 0, -1, 2**70, 10**5000, 0.5, "", "\ud800", b"x", (), (1, None), object(), {}),
            *([], [None], [one], [one, one], one, type(one), nodes[0], [nodes[0]]),
            random.choice(foreign),
            [random.choice(foreign)],
            Location(SourceFile("a.Castle", "x"), 9, 3),
            Location(None, 0, 0),  # type: ignore[arg-type]
        ]
    )


def damage(random: Random, forest: Forest, times: int) -> None:
    """Put junk, and what belongs elsewhere, into some fields."""
    nodes, foreign = list(walk(forest)), list(walk(any_forest(random, 20)))
    for _ in range(times):
        node = random.choice(nodes)
        names = [*(field.name for field in type(node).visitors.fields), "location"]
        name = random.choice(names)
        value = getattr(node, name)
        if isinstance(value, list) and random.random() < 0.5:
            value.insert(random.randint(0, len(value)), junk(random, nodes, foreign))
        elif random.random() < 0.05:
            delattr(node, name)
            names.remove(name)
            return
        else:
            setattr(node, name, junk(random, nodes, foreign))


@given(seed=st.integers(0, 2**32), times=st.integers(1, 20))
def test_verification_returns_whatever_is_broken(seed: int, times: int) -> None:
    """And what it finds can be shown."""
    random = Random(seed)
    forest = any_forest(random, 60) if random.random() < 0.5 else program(random, 2)
    damage(random, forest, times)
    for diagnostic in verify(forest):
        assert len(diagnostic.message) < 500
        assert render(diagnostic)
        assert to_json(diagnostic)


@given(seed=st.integers(0, 2**32))
def test_verification_returns_whatever_refers_to_what(seed: int) -> None:
    """References that fit their fields may still form any knot."""
    forest = any_forest(Random(seed), 150)
    assert not {d.code for d in verify(forest)} & {*STRUCTURE}


@given(seed=st.integers(0, 2**32))
def test_a_sensible_program_is_broken_by_any_foreign_node(seed: int) -> None:
    """What the graph does not own, it does not refer to."""
    random = Random(seed)
    forest = program(random, 2)
    uses = [node for node in walk(forest) if isinstance(node, Identifier | NamedType)]
    random.choice(uses).target = EventProtocol("Foreign")
    assert [d.code for d in verify(forest)] == ["CAS0301"]


def holding(*declarations: Any) -> Forest:
    """A program with nothing but these."""
    return Forest([predefined(), NameSpace("deep", list(declarations))])


def test_depth_is_no_matter() -> None:
    """Expressions, types and inheritance may be as deep as they like."""
    total: Expression = Constant(1)
    negated: Expression = Constant(1)
    nested: Expression = ListLiteral([Constant(1)])
    use: Type = ScalarType(Scalar.INT)
    for _ in range(DEEP):
        total = BinaryOperation(BinaryOperator.ADD, total, Constant(1))
        negated = UnaryOperation(UnaryOperator.NEGATE, negated)
        nested = ListLiteral([nested])
        use = ListType(use)
    protocols = [EventProtocol(f"P{n}") for n in range(5_000)]
    for below, above in zip(protocols[1:], protocols, strict=False):
        below.base = NamedType(above.name, above)
    forest = holding(Member("m", use, nested), Member("t", ScalarType(Scalar.INT), total))
    forest.namespaces[1].declarations += protocols
    assert type_of(total) is type_of(negated) is Scalar.INT
    assert verify(forest) == []


def test_calls_within_calls_are_looked_at_once() -> None:
    """The types of long chains are found in one go, not anew for each link."""
    forest = holding()
    function = next(d for d in forest.namespaces[0].declarations if d.name == "abs")
    value: Expression = Constant(1.5)
    for _ in range(20_000):
        value = Call(Identifier("abs", function), [Argument(value)])
    forest.namespaces[1].declarations.append(ConstantDefinition("C", value))
    assert verify(forest) == []
    assert type_of(value) is Scalar.FLOAT


def test_constants_that_are_made_of_each_other_have_no_type() -> None:
    """A circle ends where it began."""
    one, other = ConstantDefinition("A", Constant(1)), ConstantDefinition("B", Constant(1))
    one.value, other.value = Identifier("B", other), Identifier("A", one)
    assert type_of(one.value) is None
    assert verify(holding(one, other)) == []


def test_an_index_of_what_is_no_list_has_no_type() -> None:
    """And that of a list is its item's."""
    index = Index(ListLiteral([ListLiteral([Constant(1)])]), Constant(0))
    assert type_of(Index(index, Constant(0))) is Scalar.INT
    assert type_of(Index(Constant(1), Constant(0))) is None
