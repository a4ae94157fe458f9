"""RewriteRules, and what became of a graph that they were applied to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

from castle.aigr._diagnostics import AigrError
from castle.aigr._node import Node

N = TypeVar("N", bound=Node)

Rewritten: TypeAlias = "Node | Sequence[Node] | None"
"""What a rule makes of a node.

None leaves it as it is. Another node takes its place. The node itself says that it was changed in
place. A sequence takes its place in a list; an empty one removes it, also from an optional field.
"""

RewriteRule: TypeAlias = Callable[[Any], Rewritten]
"""A function from a node to what becomes of it."""


class RewriteRules:
    """A set of rules; each is tried on the nodes of its classes and of their subclasses.

    Rules are tried in the order in which they were added::

        rules = RewriteRules()

        @rules.on(UnaryOperation)
        def drop_plus(operation: UnaryOperation) -> Rewritten:
            return operation.operand if operation.operator is UnaryOperator.PLUS else None

        report = rewrite(forest, rules)
    """

    def __init__(self) -> None:
        self._rules: list[tuple[tuple[type[Node], ...], RewriteRule]] = []

    def on(
        self, *classes: type[N]
    ) -> Callable[[Callable[[N], Rewritten]], Callable[[N], Rewritten]]:
        """Add the decorated function as a rule for nodes of these classes and their subclasses.

        Raises:
            TypeError: no class is given.
        """
        if not classes:
            raise TypeError("on() without a class: on(Node) is for all")

        def add(rule: Callable[[N], Rewritten]) -> Callable[[N], Rewritten]:
            self._rules.append((classes, rule))
            return rule

        return add

    def table(self) -> "RewriteTable":
        """The rules by the exact class of node, looked up once a class."""
        return RewriteTable(self._rules)


class RewriteTable(dict[type, tuple[RewriteRule, ...]]):
    """The rules for each class of node, in the order in which they were added."""

    def __init__(self, rules: Sequence[tuple[tuple[type[Node], ...], RewriteRule]]) -> None:
        super().__init__()
        self._rules = tuple(rules)

    def __missing__(self, cls: type) -> tuple[RewriteRule, ...]:
        found = tuple(rule for classes, rule in self._rules if issubclass(cls, classes))
        self[cls] = found
        return found


class RewriteListener(Protocol):
    """Is told of each change, right after the rule; it has methods of both names.

    The owner of the node gets to know when all its children have been gone through.
    """

    def replaced(self, old: Node, new: Sequence[Node]) -> None:
        """Others, which have their locations, take the place of a node; none do: it is removed."""

    def changed(self, node: Node) -> None:
        """A node was changed in place."""


@dataclass(frozen=True, slots=True)
class RewriteReport:
    """What `rewrite` did."""

    root: Node
    """The root: the one that was given, or what took its place."""
    rounds: int
    """How often the whole graph was gone through."""
    changes: Mapping[str, int]
    """How often each rule changed something, by its qualified name; rules that did not are absent.

    Rules of one name are counted together.
    """


class RewriteError(AigrError):
    """A rule, or a set of rules, asks for what cannot be done."""

    def __init__(self, message: str, node: Node, rule: str) -> None:
        self.node = node
        """The node that the rule was applied to; of rules that do not settle, the last one."""
        self.rule = rule
        """The rule's name."""
        place = f"{node.location}: " if node.location else ""
        super().__init__(f"{place}rule `{rule}` on {node!r}: {message}")


def rule_name(rule: RewriteRule) -> str:
    """The name of a rule in reports and messages."""
    return getattr(rule, "__qualname__", repr(rule))
