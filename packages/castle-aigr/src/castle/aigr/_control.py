"""Where control goes in a body."""

from collections.abc import Iterator

from castle.aigr._node import Statement
from castle.aigr._nodes.statements import Body, If, Match


def tail_statements(body: Body) -> Iterator[Statement]:
    """The statements after which a body has nothing left to do.

    These are its last statement or, when that is an `if` or a `match`, those of its branches.
    """
    pending: list[Statement | None] = [body]
    while pending:
        one = pending.pop()
        match one:
            case If(body=then, orelse=orelse):
                pending += [orelse, then]
            case Match(cases=cases, orelse=orelse):
                pending += [orelse, *(case.body for case in reversed(cases))]
            case Body(statements=[*_, last]):
                pending.append(last)
            case None | Body():
                pass
            case _:
                yield one
