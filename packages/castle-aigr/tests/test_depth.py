"""Graphs that are deeper than Python's stack."""

import io

import pytest

from castle.aigr import (
    BinaryOperation,
    BinaryOperator,
    Constant,
    Expression,
    Forest,
    Member,
    NameSpace,
    Node,
    Order,
    RewriteRules,
    Rewritten,
    Scalar,
    ScalarType,
    UnaryOperation,
    UnaryOperator,
    copy,
    dump,
    equal,
    load,
    rewrite,
    save,
    verify,
    walk,
)

DEEP = 100_000


def deep(last: int = 7) -> Forest:
    """A forest with a tower of sums and negations, the constant `last` at its bottom."""
    value: Expression = Constant(last)
    for number in range(DEEP // 2):
        value = BinaryOperation(
            BinaryOperator.ADD, UnaryOperation(UnaryOperator.PLUS, value), Constant(number)
        )
    return Forest([NameSpace("deep", [Member("tower", ScalarType(Scalar.INT), value)])])


def test_a_deep_graph_is_walked() -> None:
    """A walk does not go deeper into Python than the graph's first node."""
    assert sum(1 for _ in walk(deep())) == DEEP + DEEP // 2 + 5


def test_a_deep_graph_is_copied_and_compared() -> None:
    """A difference at the bottom is found, and nothing else is."""
    assert equal(copy(deep()), deep())
    assert not equal(deep(7), deep(8))


def test_a_deep_graph_is_verified() -> None:
    """Nothing is wrong with depth."""
    assert verify(deep()) == []


@pytest.mark.parametrize("order", Order)
def test_a_deep_graph_is_rewritten(order: Order) -> None:
    """Every other storey of the tower goes, whichever end is begun at."""
    rules = RewriteRules()

    @rules.on(UnaryOperation)
    def drop_plus(operation: UnaryOperation) -> Rewritten:
        return operation.operand

    @rules.on(Constant)
    def count(constant: Constant) -> Rewritten:
        return Constant(1)

    report = rewrite(deep(), rules, order=order, until_stable=False)
    kinds = [type(node) for node in walk(report.root)]
    assert kinds.count(UnaryOperation) == 0
    assert kinds.count(BinaryOperation) == DEEP // 2
    assert list(report.changes.values()) == [DEEP // 2 + 1, DEEP // 2] or order is Order.TOP_DOWN


@pytest.mark.parametrize("order", Order)
def test_a_deep_graph_is_built_by_rewriting(order: Order) -> None:
    """Each node of a tower is put into another."""
    rules = RewriteRules()

    @rules.on(BinaryOperation)
    def negated(operation: BinaryOperation) -> Rewritten:
        return UnaryOperation(UnaryOperator.NEGATE, operation)

    root = rewrite(deep(), rules, order=order).root
    kinds: list[type[Node]] = [type(node) for node in walk(root)]
    assert kinds.count(UnaryOperation) == DEEP


def test_a_deep_graph_is_saved_and_loaded() -> None:
    """A file does not nest with the program in it."""
    stream = io.BytesIO()
    save(deep(), stream)
    stream.seek(0)
    assert equal(load(stream), deep())


def test_a_deep_graph_is_shown() -> None:
    """A dump has a line for each node, however deep; here, of a part of the tower."""
    value: Expression = Constant(1)
    for _ in range(2000):
        value = UnaryOperation(UnaryOperator.NEGATE, value)
    assert dump(value).count("\n") == 2001
