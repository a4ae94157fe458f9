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
from castle.aigr._rewriting._surgery import Replacements, adopt, rebuild, redirect


class Order(Enum):
    """Which of a node and its children a rule sees first."""

    BOTTOM_UP = "bottom-up"
    """The children first: a rule sees a node whose children are rewritten."""
    TOP_DOWN = "top-down"
    """The node first: the children of what took its place come next."""


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

    What takes the place of a node inherits its location, and references to the node lead to it
    once the round is over.

    Args:
        root: the tree.
        rules: the first of them that changes a node is the last that is tried on it in a round.
        order: bottom-up or top-down.
        until_stable: go through the tree again until no rule changes anything.
        max_rounds: how often at the most.
        listeners: are told of each change.

    Raises:
        RewriteError: the rules have not settled after `max_rounds`, or one gave a list, or
            nothing, for a place that takes one node.
    """
    driver = _Driver(rules, listeners)
    go = driver.bottom_up if order is Order.BOTTOM_UP else driver.top_down
    for number in range(1, max_rounds + 1):
        root = go(root)
        if not (driver.round_changes() and until_stable):
            return RewriteReport(root, number, dict(driver.changes))
    node, rule = driver.last
    message = f"the rules have not settled after {max_rounds} rounds"
    raise RewriteError(message, node, rule_name(rule))


class _Driver:
    def __init__(self, rules: RewriteRules, listeners: Sequence[RewriteListener]) -> None:
        self.changes: Counter[str] = Counter()
        self.last: tuple[Node, RewriteRule]
        self._table = rules.table()
        self._listeners = listeners
        self._pending: Replacements = {}
        self._moved: Replacements = {}
        self._seen = 0

    def round_changes(self) -> int:
        """How many changes were made since this was last asked."""
        before, self._seen = self._seen, self.changes.total()
        return self._seen - before

    def bottom_up(self, root: Node) -> Node:
        order = _right_to_left(root)
        table, parents, dirty = self._table, None, set[int]()
        for node in reversed(order):
            if dirty and id(node) in dirty:
                self._rebuild(node)
            for rule in table[node.__class__]:
                result = rule(node)
                if result is not None:
                    if self._note(node, rule, result):
                        parents = parents or _parents(order)
                        dirty.add(parents.get(id(node), 0))
                    break
        return self._settle(root)

    def top_down(self, root: Node) -> Node:
        self._apply(root)
        stack = [self._only(root)]
        while stack:
            node = stack.pop()
            found: list[Node] = []
            node.visitors.children(node, found)
            changed = [self._apply(child) for child in found]
            if True in changed:
                self._rebuild(node)
            node.visitors.push(node, stack)
        return self._settle(root)

    def _apply(self, node: Node) -> bool:
        """Apply the rules to a node; whether something else takes its place."""
        if id(node) in self._moved:
            return False
        for rule in self._table[node.__class__]:
            result = rule(node)
            if result is not None:
                return self._note(node, rule, result)
        return False

    def _note(self, node: Node, rule: RewriteRule, result: Node | Sequence[Node]) -> bool:
        self.changes[rule_name(rule)] += 1
        self.last = node, rule
        new = [result] if isinstance(result, Node) else list(result)
        for listener in self._listeners:
            if new == [node]:
                listener.changed(node)
            else:
                listener.replaced(node, new)
        if new == [node]:
            return False
        adopt(node, new)
        self._pending[id(node)] = self._moved[id(node)] = (node, new)
        return True

    def _rebuild(self, node: Node) -> None:
        rebuild(node, self._pending)

    def _only(self, root: Node) -> Node:
        """What takes the place of the root, if anything does."""
        _, new = self._pending.pop(id(root), (root, [root]))
        if len(new) != 1:
            node, rule = self.last
            raise RewriteError(
                f"{len(new)} nodes for the root, which is one", node, rule_name(rule)
            )
        return new[0]

    def _settle(self, root: Node) -> Node:
        """The new root, with references that lead to what took the place of nodes."""
        root = self._only(root)
        if self._moved:
            redirect(root, self._moved)
            self._moved = {}
        return root


def _right_to_left(root: Node) -> list[Node]:
    """Parents first and the last child first: backwards, children first and in order."""
    order: list[Node] = []
    stack = [root]
    pop = stack.pop
    while stack:
        node = pop()
        order.append(node)
        node.visitors.children(node, stack)
    return order


def _parents(order: list[Node]) -> dict[int, int]:
    found: dict[int, int] = {}
    for node in order:
        children: list[Node] = []
        node.visitors.children(node, children)
        found.update((id(child), id(node)) for child in children)
    return found
