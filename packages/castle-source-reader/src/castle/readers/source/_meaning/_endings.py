"""Where control goes at the end of a body."""

from castle.aigr import (
    BadStatement,
    Body,
    Break,
    Constant,
    If,
    Match,
    Node,
    Return,
    Statement,
    While,
)


def always_returns(node: Statement | None) -> bool:
    """Whether what follows a statement is never reached, as far as it could be read."""
    if isinstance(node, Body):
        return any(always_returns(statement) for statement in node.statements)
    if isinstance(node, If):
        return always_returns(node.body) and always_returns(node.orelse)
    if isinstance(node, Match):
        bodies = [node.orelse, *(case.body for case in node.cases)]
        return all(always_returns(body) for body in bodies)
    if isinstance(node, While):
        return is_forever(node) and not _breaks(node.body)
    return isinstance(node, Return) or (isinstance(node, BadStatement) and "return" in node.text)


def is_forever(node: While) -> bool:
    """Whether a loop ends by `break` or `return` alone."""
    return isinstance(node.test, Constant) and node.test.value is True


def _breaks(node: Node | None) -> bool:
    """Whether a `break` in here ends the loop around."""
    if isinstance(node, Body):
        return any(map(_breaks, node.statements))
    if isinstance(node, If):
        return _breaks(node.body) or _breaks(node.orelse)
    if isinstance(node, Match):
        return _breaks(node.orelse) or any(_breaks(case.body) for case in node.cases)
    return isinstance(node, Break)
