"""Where control goes in a body."""

from collections.abc import Iterator

from castle.aigr._node import Statement
from castle.aigr._nodes.statements import Body, If


def tail_statements(body: Body) -> Iterator[Statement]:
    """The statements after which a body has nothing left to do.

    These are its last statement or, when that is an `if`, those of its branches.
    """
    bodies: list[Body | If | None] = [body]
    while bodies:
        one = bodies.pop()
        if isinstance(one, If):
            bodies += [one.orelse, one.body]
        elif one is not None and one.statements:
            last = one.statements[-1]
            if isinstance(last, If | Body):
                bodies.append(last)
            else:
                yield last
