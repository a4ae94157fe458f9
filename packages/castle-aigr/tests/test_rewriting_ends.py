"""How rewriting ends: settled, or with an error that says which rule, where and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castle.aigr import (
    AigrError,
    BinaryOperation,
    BinaryOperator,
    Body,
    Constant,
    Forest,
    Identifier,
    If,
    LocalVariable,
    Location,
    NameSpace,
    Node,
    Order,
    Return,
    RewriteError,
    RewriteRules,
    Rewritten,
    Scalar,
    ScalarType,
    Self,
    SourceFile,
    UnaryOperation,
    UnaryOperator,
    rewrite,
    walk,
)

both = pytest.mark.parametrize("order", Order)


def counting_down() -> RewriteRules:
    """Rules that take one from each constant above 0."""
    rules = RewriteRules()

    @rules.on(Constant)
    def one_less(constant: Constant) -> Rewritten:
        assert isinstance(constant.value, int)
        return Constant(constant.value - 1) if constant.value else None

    return rules


@given(st.integers(0, 20), st.sampled_from(Order))
def test_until_stable_goes_on_until_nothing_changes(start: int, order: Order) -> None:
    """The last round is the one that changes nothing; the report counts all of them."""
    report = rewrite(Return(Constant(start)), counting_down(), order=order, until_stable=True)
    assert report.rounds == start + 1
    assert sum(report.changes.values()) == start


@given(st.integers(0, 20), st.sampled_from(Order))
def test_one_round_is_the_default(start: int, order: Order) -> None:
    """Without `until_stable` every node is gone through once."""
    root = Return(Constant(start))
    assert rewrite(root, counting_down(), order=order).rounds == 1
    assert isinstance(root.value, Constant)
    assert root.value.value == max(0, start - 1)


@both
def test_rules_that_do_not_settle_are_refused(order: Order) -> None:
    """The error says after how many rounds, which rule, and where."""
    place = Location(SourceFile("a.Castle", "x\nreturn 99"), 9, 11)
    root = Return(Constant(99, location=place))
    with pytest.raises(RewriteError, match="have not settled after 5 rounds") as refused:
        rewrite(root, counting_down(), order=order, until_stable=True, max_rounds=5)
    assert isinstance(refused.value, AigrError)
    assert refused.value.rule.endswith("one_less")
    assert isinstance(refused.value.node, Constant)
    assert str(refused.value).startswith("a.Castle:2:8: rule `")


@both
def test_rules_may_need_all_the_rounds(order: Order) -> None:
    """A bound that is just enough is enough."""
    report = rewrite(
        Return(Constant(4)), counting_down(), order=order, until_stable=True, max_rounds=5
    )
    assert report.rounds == 5


def test_what_rules_make_of_what_they_made_is_bounded() -> None:
    """Top-down, a rule that always makes something it matches does not go on for ever."""
    rules = RewriteRules()

    @rules.on(Constant)
    def doubled(constant: Constant) -> Rewritten:
        return BinaryOperation(BinaryOperator.ADD, Constant(1), Constant(2))

    with pytest.raises(RewriteError, match="have not settled after 100 rounds"):
        rewrite(Return(Constant(0)), rules, order=Order.TOP_DOWN)
    root = rewrite(Return(Constant(0)), rules).root
    assert sum(isinstance(node, Constant) for node in walk(root)) == 2


def test_what_rules_put_into_a_node_is_bounded() -> None:
    """Top-down, a rule that always adds a node which it then changes does not go on for ever."""
    rules = RewriteRules()

    @rules.on(Body)
    def longer(body: Body) -> Rewritten:
        body.statements.append(Body())
        return body

    with pytest.raises(RewriteError, match="have not settled after 7 rounds"):
        rewrite(Body(), rules, order=Order.TOP_DOWN, max_rounds=7)


def test_what_rules_make_may_be_rewritten_top_down() -> None:
    """Top-down, what a rule made is taken further by others in the same round."""
    rules = counting_down()
    rules.on(Return)(lambda _: Return(Constant(8)))
    root = rewrite(Body([Return()]), rules, order=Order.TOP_DOWN, max_rounds=2).root
    assert [node.value for node in walk(root) if isinstance(node, Constant)] == [7]


def test_depth_alone_is_no_sign_of_rules_that_go_on() -> None:
    """Top-down, each of many nodes may be replaced, one below the other."""
    rules = RewriteRules()
    rules.on(UnaryOperation)(lambda node: UnaryOperation(UnaryOperator.PLUS, node.operand))
    tower: UnaryOperation = UnaryOperation(UnaryOperator.NEGATE, Self())
    for _ in range(500):
        tower = UnaryOperation(UnaryOperator.NEGATE, tower)
    report = rewrite(tower, rules, order=Order.TOP_DOWN, max_rounds=3)
    assert list(report.changes.values()) == [501]


@both
@pytest.mark.parametrize("new", [[], [Self(), Self()]], ids=["none", "two"])
def test_one_place_takes_one_node(order: Order, new: list[Node]) -> None:
    """A field that takes one node cannot get several, or none when it may not be None."""
    rules = RewriteRules()

    @rules.on(Constant)
    def misfit(constant: Constant) -> Rewritten:
        return new

    message = rf"misfit` on <Constant>: {len(new)} nodes for UnaryOperation\.operand, which takes"
    with pytest.raises(RewriteError, match=message):
        rewrite(UnaryOperation(UnaryOperator.NEGATE, Constant(1)), rules, order=order)


@both
@pytest.mark.parametrize("new", [[], [Self(), Self()]], ids=["none", "two"])
def test_the_root_is_one(order: Order, new: list[Node]) -> None:
    """Nothing, and several nodes, cannot take the place of the root."""
    rules = RewriteRules()
    rules.on(Constant)(lambda _: new)
    with pytest.raises(RewriteError, match=f"{len(new)} nodes for the root, which is one"):
        rewrite(Constant(1), rules, order=order)


@both
def test_the_root_may_be_replaced(order: Order) -> None:
    """The report holds what took the place of the root; the root itself is left alone."""
    rules = RewriteRules()
    rules.on(Forest)(lambda forest: Forest([NameSpace("new"), *forest.namespaces]))
    old = Forest([NameSpace("old")])
    root = rewrite(old, rules, order=order).root
    assert isinstance(root, Forest)
    assert [space.name for space in root.namespaces] == ["new", "old"]
    assert [space.name for space in old.namespaces] == ["old"]


@both
@pytest.mark.parametrize("result", [True, "Self", [Self(), None], {Self()}, 0])
def test_a_rule_gives_nodes(order: Order, result: object) -> None:
    """What is no node, sequence of nodes or None is refused, and shown."""
    rules = RewriteRules()
    rules.on(Constant)(lambda _: result)  # type: ignore[arg-type,return-value]
    with pytest.raises(RewriteError, match="is no node, sequence of nodes, or None"):
        rewrite(Return(Constant(1)), rules, order=order)


def test_at_least_one_round_is_gone() -> None:
    """No round at all is no rewriting."""
    with pytest.raises(ValueError, match="max_rounds is 0"):
        rewrite(Body(), RewriteRules(), max_rounds=0)


def test_a_rule_is_for_some_class() -> None:
    """A rule for no class would never be tried."""
    with pytest.raises(TypeError, match=r"on\(Node\) is for all"):
        RewriteRules().on()


@both
def test_what_a_rule_raises_is_raised(order: Order) -> None:
    """An exception of a rule goes through as it is."""
    rules = RewriteRules()

    @rules.on(If)
    def broken(_: If) -> Rewritten:
        raise ZeroDivisionError("oh")

    with pytest.raises(ZeroDivisionError, match="oh"):
        rewrite(Body([If(Constant(True), Body())]), rules, order=order)


@both
def test_two_that_replace_each_other_and_go_leave_references_alone(order: Order) -> None:
    """References to nodes that took each other's place, and were then dropped, lead nowhere new."""
    one = LocalVariable("one", ScalarType(Scalar.INT))
    other = LocalVariable("other", ScalarType(Scalar.INT))
    use = Identifier("one", one)
    inner = Body([one, other])
    rules = RewriteRules()
    rules.on(LocalVariable)(lambda node: other if node is one else one)
    rules.on(Body)(lambda body: [] if body is inner else None)
    root = rewrite(Body([inner, Return(use)]), rules, order=order).root
    assert [type(node) for node in walk(root)] == [Body, Return, Identifier]
    assert use.target in (one, other)
