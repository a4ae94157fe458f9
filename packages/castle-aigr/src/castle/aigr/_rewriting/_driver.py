"""Going through a graph and applying rules to it."""

from collections import Counter
from collections.abc import Sequence
from enum import Enum

from castle.aigr._node import Node
from castle.aigr._rewriting._rules import (
    RewriteError,
    RewriteListener,
    RewriteReport,
    RewriteRule,
    RewriteRules,
    rule_name,
)
from castle.aigr._rewriting._surgery import Replacement, adopt, rebuild, redirect
from castle.aigr._traversal import children, walk


class Order(Enum):
    """Which of a node and its children a rule sees first."""

    BOTTOM_UP = "bottom-up"
    """The children first, in order: a rule sees a node whose children are rewritten.

    Nodes that the rules make are not gone through in the same round.
    """
    TOP_DOWN = "top-down"
    """The node first: the children of what then stands in its place come next, new ones too."""


def rewrite(
    root: Node,
    rules: RewriteRules,
    *,
    order: Order = Order.BOTTOM_UP,
    until_stable: bool = False,
    max_rounds: int = 100,
    listeners: Sequence[RewriteListener] = (),
) -> RewriteReport:
    """Apply rules to all nodes of a tree, in place.

    What takes the place of a node inherits its location, unless it has one, and the location then
    says from what kind of node it was derived; so do the nodes it owns, and those that a rule puts
    into a node in place. References within the tree to a node that one other has replaced lead to
    the other, once the round is over; until then they lead to the old one. References to what was
    removed, or replaced by several, stay as they are, and `verify` finds them. When a rule raises
    an exception the tree is left in the midst of the round.

    Args:
        root: the tree; what took its place, should something, is in the report.
        rules: of those for the class of a node, the first that changes it is the last that is
            tried on it in a round. A rule may change the node that it is given, and what that node
            owns, in place.
        order: bottom-up or top-down.
        until_stable: go through the tree again until no rule changes anything.
        max_rounds: how often at the most, the round that changes nothing included. Top-down it
            also bounds, in one round, how often rules change what rules have made.
        listeners: are told of each change, in the order in which they are given.

    Raises:
        RewriteError: the rules have not settled after `max_rounds`; or one gave something else
            than nodes; or several, or none, for a place that takes one node.
        ValueError: `max_rounds` is less than 1.
    """
    if max_rounds < 1:
        raise ValueError(f"max_rounds is {max_rounds}, and at least one round is gone")
    driver = _Driver(rules, listeners, max_rounds)
    go = driver.bottom_up if order is Order.BOTTOM_UP else driver.top_down
    for number in range(1, max_rounds + 1):
        root = go(root)
        if not (driver.round_changes() and until_stable):
            return RewriteReport(root, number, dict(driver.changes))
    raise driver.unsettled()


class _Driver:
    def __init__(
        self, rules: RewriteRules, listeners: Sequence[RewriteListener], bound: int
    ) -> None:
        self.changes: Counter[str] = Counter()
        self._last: tuple[Node, RewriteRule]
        self._table = rules.table()
        self._listeners = listeners
        self._bound = bound
        # What is to be put in its place, and all that was replaced in this round.
        self._pending: dict[int, Replacement] = {}
        self._moved: dict[int, Replacement] = {}
        self._seen = 0

    def round_changes(self) -> int:
        """How many changes were made since this was last asked."""
        before, self._seen = self._seen, self.changes.total()
        return self._seen - before

    def unsettled(self) -> RewriteError:
        """The error that the rules go on for ever, about the last that changed something."""
        node, rule = self._last
        message = f"the rules have not settled after {self._bound} rounds"
        return RewriteError(message, node, rule_name(rule))

    def bottom_up(self, root: Node) -> Node:
        table, pending = self._table, self._pending
        for node in reversed(_right_to_left(root)):
            if pending:
                self._mend(node)
            for rule in table[node.__class__]:
                result = rule(node)
                if result is not None:
                    self._note(node, rule, result)
                    break
        return self._settle(root)

    def top_down(self, root: Node) -> Node:
        before = {id(node): node for node in walk(root)}
        now = self._apply(root)
        # With each node goes how many rules, one after the other, led to it.
        root = self._only(root)
        stack = [(root, 0 if now is None else 1)]
        while stack:
            node, made = stack.pop()
            ahead: list[tuple[Node, int]] = []
            for child in children(node):
                depth = 0 if id(child) in before else made
                now = self._apply(child)
                ahead += [(child, depth)] if now is None else [(one, depth + 1) for one in now]
                if now is not None and depth >= self._bound:
                    raise self.unsettled()
            if self._pending:
                self._mend(node)
            stack += reversed(ahead)
        return self._settle(root)

    def _apply(self, node: Node) -> list[Node] | None:
        """Apply the rules to a node: what takes its place, itself too; None without a change."""
        if id(node) in self._moved:
            return None
        for rule in self._table[node.__class__]:
            result = rule(node)
            if result is not None:
                return self._note(node, rule, result)
        return None

    def _note(self, node: Node, rule: RewriteRule, result: object) -> list[Node]:
        """Keep what takes the place of a node until its owner is mended."""
        self.changes[rule_name(rule)] += 1
        self._last = node, rule
        new = _nodes(node, rule, result)
        if len(new) == 1 and new[0] is node:
            adopt(node, children(node))
            for listener in self._listeners:
                listener.changed(node)
            return new
        adopt(node, new)
        self._pending[id(node)] = self._moved[id(node)] = Replacement(node, new, rule)
        for listener in self._listeners:
            listener.replaced(node, new)
        return new

    def _mend(self, node: Node) -> None:
        """Put into a node what takes the place of its children."""
        if not self._pending.keys().isdisjoint(map(id, children(node))):
            rebuild(node, self._pending)

    def _only(self, root: Node) -> Node:
        """What takes the place of the root, if anything does."""
        found = self._pending.pop(id(root), None)
        if found is None:
            return root
        if len(found.new) != 1:
            message = f"{len(found.new)} nodes for the root, which is one"
            raise RewriteError(message, root, rule_name(found.rule))
        return found.new[0]

    def _settle(self, root: Node) -> Node:
        """The new root, with references that lead to what took the place of nodes."""
        root = self._only(root)
        if self._moved:
            redirect(root, self._moved)
            self._moved = {}
            self._pending.clear()
        return root


def _nodes(node: Node, rule: RewriteRule, result: object) -> list[Node]:
    """What a rule gave, as a list."""
    if isinstance(result, Node):
        return [result]
    if isinstance(result, Sequence) and all(isinstance(item, Node) for item in result):
        return list(result)
    message = f"{result!r} is no node, sequence of nodes, or None"
    raise RewriteError(message, node, rule_name(rule))


def _right_to_left(root: Node) -> list[Node]:
    """Parents first and the last child first: backwards, children first and in order."""
    order: list[Node] = []
    add = order.append
    stack: list[Node] = []
    node = root
    try:
        while True:
            add(node)
            node = node.last_in(stack)
    except IndexError:
        return order  # the stack is empty
