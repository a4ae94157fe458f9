"""What rules do to a graph, bottom-up and top-down."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castle.aigr import (
    BinaryOperation,
    BinaryOperator,
    Body,
    Constant,
    Expression,
    Forest,
    Identifier,
    ListLiteral,
    NameSpace,
    Node,
    Order,
    Return,
    RewriteRules,
    Rewritten,
    Self,
    SourceNS,
    UnaryOperation,
    UnaryOperator,
    children,
    copy,
    equal,
    references,
    rewrite,
    verify,
    walk,
)
from castle.TESTDOUBLES.aigr.programs import any_forest, program

seeds = st.integers(0, 2**32)
orders = st.sampled_from(Order)
both = pytest.mark.parametrize("order", Order)


def plus(*sides: Expression) -> Expression:
    """A sum that leans to the left."""
    first, *others = sides
    for side in others:
        first = BinaryOperation(BinaryOperator.ADD, first, side)
    return first


def sides(total: Expression) -> list[object]:
    """The values of the constants in an expression, in order."""
    return [node.value for node in walk(total) if isinstance(node, Constant)]


def shallow(node: Node) -> Node:
    """Another node with the very same values in its fields."""
    twin = object.__new__(type(node))
    twin.location = node.location
    for field in node.visitors.fields:
        setattr(twin, field.name, getattr(node, field.name))
    return twin


def structure(forest: Forest) -> list[str]:
    """What is broken in how a forest hangs together."""
    structural = ("CAS0301", "CAS0302", "CAS0303")
    return [str(found) for found in verify(forest) if found.code in structural]


def naive_post_order(node: Node) -> list[Node]:
    """Children before their parent, by recursion."""
    return [*(each for child in children(node) for each in naive_post_order(child)), node]


@given(seeds)
def test_bottom_up_sees_children_first(seed: int) -> None:
    """Every node is seen once: children in order, then their parent."""
    forest = any_forest(Random(seed), 60)
    seen: list[Node] = []
    rules = RewriteRules()
    rules.on(Node)(seen.append)
    report = rewrite(forest, rules)
    assert [*map(id, seen)] == [*map(id, naive_post_order(forest))]
    assert (report.root, report.rounds, report.changes) == (forest, 1, {})


@given(seeds)
def test_top_down_sees_parents_first(seed: int) -> None:
    """Every node is seen once, and its parent before it."""
    forest = any_forest(Random(seed), 60)
    seen: list[Node] = []
    rules = RewriteRules()
    rules.on(Node)(seen.append)
    rewrite(forest, rules, order=Order.TOP_DOWN)
    place = {id(node): number for number, node in enumerate(seen)}
    assert place.keys() == {id(node) for node in walk(forest)}
    assert len(seen) == len(place)
    for node in walk(forest):
        assert all(place[id(node)] < place[id(child)] for child in children(node))


@given(seeds, orders)
def test_every_node_may_be_replaced(seed: int, order: Order) -> None:
    """When another takes the place of each node, the graph is as it was, references included."""
    forest = any_forest(Random(seed), 60)
    before, old = copy(forest), list(walk(forest))
    rules = RewriteRules()
    rules.on(Node)(shallow)
    root = rewrite(forest, rules, order=order).root
    assert isinstance(root, Forest)
    assert not {*map(id, walk(root))} & {*map(id, old)}
    assert [node.location for node in walk(root)] == [node.location for node in walk(before)]
    assert equal(root, before)
    assert structure(root) == []


@given(seeds, orders)
def test_a_rewrite_is_what_a_naive_one_makes(seed: int, order: Order) -> None:
    """Sums whose left side is a constant are turned round, and constants negated, anywhere."""
    forest = program(Random(seed), 2)
    rules = RewriteRules()

    @rules.on(Constant)
    def negated(constant: Constant) -> Rewritten:
        return Constant(-constant.value) if isinstance(constant.value, int) else None

    @rules.on(BinaryOperation)
    def turned(operation: BinaryOperation) -> Rewritten:
        if operation.operator is not BinaryOperator.ADD:
            return None
        return BinaryOperation(BinaryOperator.SUBTRACT, operation.right, operation.left)

    expected = copy(forest)
    for node in walk(expected):
        if isinstance(node, Constant) and isinstance(node.value, int):
            node.value = -node.value
        elif isinstance(node, BinaryOperation) and node.operator is BinaryOperator.ADD:
            node.operator = BinaryOperator.SUBTRACT
            node.left, node.right = node.right, node.left
    assert equal(rewrite(forest, rules, order=order).root, expected)


@both
def test_rules_are_indexed_by_class_and_subclass(order: Order) -> None:
    """A rule on a base class is for the classes below it; one on several, for each of them."""
    rules, seen = RewriteRules(), []
    rules.on(NameSpace)(lambda node: seen.append(node.name))
    rules.on(Self, Return)(lambda node: seen.append(type(node).__name__))
    forest = Forest([SourceNS("a"), NameSpace("b")])
    rewrite(forest, rules, order=order)
    rewrite(Body([Return(Self())]), rules, order=order)
    assert sorted(seen) == ["Return", "Self", "a", "b"]


@both
def test_the_first_rule_that_changes_a_node_is_the_last(order: Order) -> None:
    """Rules are tried in the order in which they were added, until one changes something."""
    rules, tried = RewriteRules(), []

    @rules.on(Constant)
    def first(constant: Constant) -> Rewritten:
        tried.append("first")
        return None

    @rules.on(Expression)
    def second(expression: Expression) -> Rewritten:
        tried.append("second")
        return Constant(2)

    @rules.on(Constant)
    def third(constant: Constant) -> Rewritten:
        tried.append("third")
        return Constant(3)

    report = rewrite(Return(Constant(1)), rules, order=order)
    assert tried == ["first", "second"]
    assert list(report.changes.values()) == [1]
    assert [name.rpartition(".")[2] for name in report.changes] == ["second"]
    assert equal(report.root, Return(Constant(2)))


@both
def test_a_sequence_takes_the_place_of_a_node_in_a_list(order: Order) -> None:
    """A node of a list can be removed, or become several, and stay among them."""
    rules = RewriteRules()

    @rules.on(Constant)
    def spread(constant: Constant) -> Rewritten:
        assert isinstance(constant.value, int)
        if constant.value > 9:
            return None
        before = [Constant(constant.value * 10 + n) for n in range(constant.value)]
        return (*before, constant) if before else []

    root = ListLiteral([Constant(1), Constant(0), Constant(50), Constant(2)])
    keep = root.items[3]
    rewrite(root, rules, order=order)
    assert sides(root) == [10, 1, 50, 20, 21, 2]
    assert root.items[-1] is keep


@both
def test_nothing_takes_the_place_of_an_optional_node(order: Order) -> None:
    """A field that may be None becomes None when its node is removed."""
    rules = RewriteRules()
    rules.on(Constant)(lambda _: [])
    back = Return(Constant(1))
    rewrite(Body([back]), rules, order=order)
    assert back.value is None


@both
def test_a_node_may_be_wrapped_in_another(order: Order) -> None:
    """What takes the place of a node may own it; the node is not rewritten again for that."""
    rules = RewriteRules()
    rules.on(Expression)(lambda node: UnaryOperation(UnaryOperator.NEGATE, node))
    root = rewrite(Return(plus(Constant(1), Constant(2))), rules, order=order).root

    def minus(node: Expression) -> Expression:
        return UnaryOperation(UnaryOperator.NEGATE, node)

    expected = Return(minus(plus(minus(Constant(1)), minus(Constant(2)))))
    assert equal(root, expected)


@both
def test_a_node_may_give_way_to_one_of_its_own(order: Order) -> None:
    """An operation may be replaced by its operand, and what is below is rewritten as well."""
    rules = RewriteRules()

    @rules.on(UnaryOperation)
    def drop_plus(operation: UnaryOperation) -> Rewritten:
        return operation.operand if operation.operator is UnaryOperator.PLUS else None

    rules.on(Constant)(lambda node: Constant(node.value + 1) if node.value == 1 else None)
    inner = plus(UnaryOperation(UnaryOperator.PLUS, Constant(1)), Constant(5))
    root = UnaryOperation(UnaryOperator.PLUS, inner)
    report = rewrite(root, rules, order=order, until_stable=True)
    assert report.root is inner
    assert sides(inner) == [2, 5]


@both
def test_neighbours_may_change_places(order: Order) -> None:
    """Two nodes may take each other's place, and what refers to them follows neither."""
    one, other = SourceNS("one"), SourceNS("other")
    forest = Forest([one, other])
    rules = RewriteRules()
    rules.on(SourceNS)(lambda node: other if node is one else one)
    rewrite(forest, rules, order=order)
    assert forest.namespaces == [other, one]


@both
def test_references_follow(order: Order, filter_program: Forest) -> None:
    """What refers to a node refers to what took its place once the round is over."""
    uses = [node for node in walk(filter_program) if isinstance(node, Identifier)]
    rules = RewriteRules()
    targets = {type(use.target) for use in uses if use.target}
    rules.on(*targets)(shallow)
    old = {id(use.target) for use in uses}
    rewrite(filter_program, rules, order=order)
    assert uses
    assert not {id(use.target) for use in uses} & old
    assert structure(filter_program) == []


@both
def test_references_to_what_was_wrapped_stay(order: Order, filter_program: Forest) -> None:
    """A node that still is in the tree keeps what refers to it, though another has its place."""
    before = [references(node) for node in walk(filter_program)]
    rules = RewriteRules()
    rules.on(SourceNS)(lambda node: (NameSpace("before"), node))
    rewrite(filter_program, rules, order=order)
    kept = [node for node in walk(filter_program) if getattr(node, "name", "") != "before"]
    assert [references(node) for node in kept] == before


@both
def test_references_to_what_was_removed_are_left_to_verify(
    order: Order, filter_program: Forest
) -> None:
    """Nothing takes the place of what was removed; that something refers to it is reported."""
    rules = RewriteRules()
    rules.on(SourceNS)(lambda space: [] if space.source.endswith(".Moat") else None)
    rewrite(filter_program, rules, order=order)
    assert {found[:14] for found in structure(filter_program)} == {"error[CAS0301]"}
