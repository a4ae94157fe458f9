"""What is to be known of a `match` over an enumeration before it is written."""

from castle.aigr import (
    Become,
    Body,
    Call,
    Case,
    Enumeration,
    Enumerator,
    Expression,
    Identifier,
    Match,
    Member,
    Method,
    Part,
    Self,
    Statement,
    StaticType,
    walk,
)


def is_complete(match: Match, kind: StaticType) -> bool:
    """Whether the cases have all values of an enumeration, so that the last one needs no test."""
    values = {id(value) for case in match.cases[:-1] for value in map(_value, case.values)}
    last = {id(value) for case in match.cases[-1:] for value in map(_value, case.values)}
    every = {id(value) for value in kind.enumerators} if isinstance(kind, Enumeration) else set()
    return match.orelse is None and bool(values) and every <= values | last


def without_effect(match: Match, case: Case) -> Body:
    """A case of a handler, without an assignment at its end of what the variable has already.

    Machines have such: it keeps what they send from being the last that a handler does.
    """
    match match.subject, case:
        case (
            Part(base=Self(), target=Member() as state),
            Case(values=[value], body=Body(statements=[*before, Become() as last])),
        ) if _gives(last, state, value) and not any(_may_change(one, state) for one in before):
            return Body(before)
    return case.body


def _gives(last: Become, state: Member, value: Expression) -> bool:
    match last:
        case Become(targets=[Part(base=Self(), target=target)], values=[given], operator=None):
            return target is state and _value(given) is not None and _value(given) is _value(value)
    return False


def _may_change(statement: Statement, state: Member) -> bool:
    """Nobody else does: while a handler runs, the element handles nothing else."""
    return any(
        (isinstance(node, Become) and any(_target(one) is state for one in node.targets))
        or (isinstance(node, Call) and isinstance(node.callee.target, Method))
        for node in walk(statement)
    )


def _target(target: Expression) -> object:
    return target.target if isinstance(target, Part | Identifier) else None


def _value(value: Expression) -> Enumerator | None:
    match value:
        case Part(target=Enumerator() as target):
            return target
    return None
