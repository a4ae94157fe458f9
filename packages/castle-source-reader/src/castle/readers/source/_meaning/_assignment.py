"""Where locals surely refer to an element: those declared without one do so once assigned."""

from collections.abc import Collection, Iterator

from castle.aigr import (
    BadStatement,
    Become,
    Body,
    Break,
    Continue,
    For,
    Ground,
    Identifier,
    If,
    LocalVariable,
    Match,
    Node,
    Part,
    Port,
    Return,
    Statement,
    While,
    children,
    walk,
)
from castle.readers.source._meaning._endings import is_forever

Assigned = frozenset[LocalVariable]
"""The locals that surely refer to an element."""


def unassigned_uses(body: Body, empty: Collection[LocalVariable]) -> Iterator[Part]:
    """The uses of a port of a local to which nothing may have been assigned by then.

    Args:
        body: the code of a routine, its names resolved.
        empty: the locals in it that are elements, and declared without one.
    """
    if empty and not any(isinstance(node, BadStatement) for node in walk(body)):
        flow = _Flow(frozenset(empty))
        flow.through(body, frozenset())
        yield from flow.uses


class _Flow:
    """Goes through code in the order in which it may run."""

    def __init__(self, empty: Assigned) -> None:
        self.uses: list[Part] = []
        self._empty = empty
        self._breaks: list[list[Assigned]] = []

    def through(self, node: Statement | None, before: Assigned) -> Assigned | None:
        """What is assigned behind a statement; None when nothing follows it."""
        match node:
            case Body(statements=statements):
                return self._in_order(statements, before)
            case If(test=test, body=body, orelse=orelse):
                self._look(test, before)
                return _either([self.through(body, before), self.through(orelse, before)])
            case Match(subject=subject, cases=cases, orelse=orelse):
                self._look(subject, before)
                bodies = [orelse, *(case.body for case in cases)]
                return _either([self.through(body, before) for body in bodies])
            case While() | For():
                return self._loop(node, before)
            case Return() | Break() | Continue():
                self._leave(node, before)
                return None
            case Become():
                return self._assign(node, before)
        if node is not None:
            self._look(node, before)
        return before - {node} if isinstance(node, LocalVariable) else before

    def _in_order(self, statements: list[Statement], before: Assigned) -> Assigned | None:
        after: Assigned | None = before
        for statement in statements:
            if after is None:
                return None
            after = self.through(statement, after)
        return after

    def _loop(self, node: While | For, before: Assigned) -> Assigned | None:
        self._look(node.test if isinstance(node, While) else node.iterable, before)
        self._breaks.append([])
        self.through(node.body, before)
        left = self._breaks.pop()
        forever = isinstance(node, While) and is_forever(node)
        return _either([*left, None if forever else before])

    def _leave(self, node: Return | Break | Continue, before: Assigned) -> None:
        if isinstance(node, Return) and node.value is not None:
            self._look(node.value, before)
        if isinstance(node, Break) and self._breaks:
            self._breaks[-1].append(before)

    def _assign(self, node: Become, before: Assigned) -> Assigned:
        for part in children(node):
            self._look(part, before)
        pairs = zip(node.targets, node.values, strict=False)
        given = [t for t, value in pairs if not isinstance(value, Ground)]
        found = [t.target for t in given if isinstance(t, Identifier)]
        return before | {one for one in found if isinstance(one, LocalVariable)}

    def _look(self, node: Node, before: Assigned) -> None:
        """Look for uses in an expression, or in a statement without other statements in it."""
        for part in walk(node):
            if isinstance(part, Part) and isinstance(part.target, Port):
                holder = part.base.target if isinstance(part.base, Identifier) else None
                if holder in self._empty and holder not in before:
                    self.uses.append(part)


def _either(ways: list[Assigned | None]) -> Assigned | None:
    """What is assigned behind several ways, of which one was taken."""
    taken = [way for way in ways if way is not None]
    return frozenset.intersection(*taken) if taken else None
