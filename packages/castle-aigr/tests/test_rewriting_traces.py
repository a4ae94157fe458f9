"""Changes in place, locations that are inherited, and listeners that are told."""

from collections.abc import Sequence

import pytest

from castle.aigr import (
    Argument,
    Become,
    Body,
    Call,
    Constant,
    Identifier,
    If,
    Location,
    Node,
    Order,
    Return,
    RewriteRules,
    Rewritten,
    Self,
    SourceFile,
    Statement,
    VoidCall,
    equal,
    rewrite,
)

both = pytest.mark.parametrize("order", Order)


@both
def test_rules_may_change_nodes_in_place(order: Order) -> None:
    """A rule that gives the node itself has changed it, and whatever it owns, as it liked."""
    rules = RewriteRules()

    @rules.on(Body)
    def flat(body: Body) -> Rewritten:
        inner: list[Statement] = []
        for one in body.statements:
            inner += one.statements if isinstance(one, Body) else [one]
        body.statements, same = inner, inner == body.statements
        return None if same else body

    rules.on(Constant)(lambda node: Constant(120) if node.value == 60 else None)
    rules.on(Return)(lambda node: [] if node.value is None else None)
    deep = Body([Body([Return(Constant(60)), Body([Return(), Return(Constant(200))])]), Return()])
    report = rewrite(deep, rules, order=order, until_stable=True)
    assert report.root is deep
    assert equal(deep, Body([Return(Constant(120)), Return(Constant(200))]))


@both
def test_new_nodes_take_the_place_in_the_source(order: Order) -> None:
    """What a rule makes is where the node stood, and says what it was derived from."""
    file = SourceFile("a.Castle", "if true { send(1); }")
    there, elsewhere = Location(file, 10, 18), Location(file, 0, 2)
    call = VoidCall(Call(Identifier("send"), [Argument(Constant(1))]), location=there)
    rules = RewriteRules()

    @rules.on(VoidCall)
    def guarded(call: VoidCall) -> Rewritten:
        return If(Constant(True, location=elsewhere), Body([call, Return()]))

    body = Body([call])
    rewrite(body, rules, order=order)
    (test,) = body.statements
    assert isinstance(test, If)
    derived = there._replace(derived_from="statements.VoidCall")
    assert [test.location, test.body.location, test.body.statements[1].location] == [derived] * 3
    assert test.test.location == elsewhere
    assert call.location == there


@both
def test_what_is_put_into_a_node_is_where_the_node_is(order: Order) -> None:
    """Nodes that a rule puts into a node in place are derived from it."""
    there = Location(SourceFile("a.Castle", "{ }"), 0, 3)
    body = Body(location=there)
    rules = RewriteRules()

    @rules.on(Body)
    def returns(body: Body) -> Rewritten:
        body.statements.append(Return())
        return body

    rewrite(body, rules, order=order)
    assert body.location == there
    assert body.statements[0].location == there._replace(derived_from="statements.Body")


@both
def test_derived_twice_is_derived_from_the_first(order: Order) -> None:
    """A node that took the place of a derived one says what stood in the source."""
    constant = Constant(0, location=Location(SourceFile("a.Castle", "0"), 0, 1))
    rules = RewriteRules()
    rules.on(Constant)(lambda node: Self())
    rules.on(Self)(Return)
    root = rewrite(constant, rules, order=order).root
    again = rewrite(root, rules, order=order).root
    assert again.location is not None
    assert again.location.derived_from == "expressions.Constant"


@both
def test_listeners_are_told_of_each_change(order: Order) -> None:
    """What replaced a node, and that a node was changed, is told in turn to each listener."""

    class Log:
        def __init__(self) -> None:
            self.lines: list[tuple[object, ...]] = []

        def replaced(self, old: Node, new: Sequence[Node]) -> None:
            self.lines.append((old, *new))

        def changed(self, node: Node) -> None:
            self.lines.append((node,))

    one, two, new = Constant(1), Constant(2), Constant(3)
    becomes: dict[int, Rewritten] = {id(one): [], id(two): new}
    body = Become([], [one, two])
    rules = RewriteRules()
    rules.on(Constant)(lambda node: becomes.get(id(node)))
    rules.on(Become)(lambda node: node)
    first, second = Log(), Log()
    report = rewrite(body, rules, order=order, listeners=[first, second])
    told = [(one,), (two, new)]
    assert first.lines == ([*told, (body,)] if order is Order.BOTTOM_UP else [(body,), *told])
    assert second.lines == first.lines
    assert sum(report.changes.values()) == 3
