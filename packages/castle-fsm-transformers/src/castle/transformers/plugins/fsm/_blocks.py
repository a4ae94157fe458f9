"""Blocks of actions that cannot stand as they are in a handler, or more than once."""

from collections.abc import Iterator, Sequence

from castle.aigr import (
    Argument,
    Become,
    Body,
    Call,
    Diagnostic,
    DiagnosticError,
    Expression,
    HandlerParameter,
    Identifier,
    Index,
    LocalVariable,
    Member,
    Method,
    Note,
    Part,
    Return,
    RewriteRules,
    Rewritten,
    Self,
    Severity,
    TypedParameter,
    copy,
    rewrite,
    walk,
)
from castle.transformers.plugins.fsm._copies import derived

CHANGING = ("append", "remove")
"""The built-in functions that change a variable."""


def is_left_early(block: Body) -> bool:
    """Whether a block has a `return`, which leaves the block and nothing else."""
    return any(isinstance(each, Return) for each in walk(block))


def block_method(block: Body, name: str) -> tuple[Method, Call]:
    """A method that does what a block does among other actions, and the call in its place.

    Raises:
        DiagnosticError: it changes a parameter of the event, which those behind it would not see.
    """
    changed = next(_changed(block), None)
    if changed is not None:
        raise DiagnosticError([_lost(changed, block)])
    return as_method(block, name)


def as_method(block: Body, name: str) -> tuple[Method, Call]:
    """A method that does what code does, and the call that stands in its place."""
    used = _parameters(block)
    own = {one: _typed(one) for one in used}
    body = copy(block)
    for each in walk(body):
        if isinstance(each, Identifier) and isinstance(each.target, HandlerParameter):
            each.target = own[each.target]
    method = Method(name, body, list(own.values()), location=derived(block))
    given = [Argument(Identifier(one.name, one)) for one in used]
    return method, Call(Identifier(name, method), given, location=derived(block))


def retained(block: Body) -> list[LocalVariable]:
    """The locals of a block that keep their values, and of which there has to be one."""
    return [each for each in walk(block) if isinstance(each, LocalVariable) and each.retained]


def with_members(block: Body, names: Sequence[str]) -> tuple[list[Member], Body]:
    """A block whose locals that keep their values are members, and these."""
    body = copy(block)
    old = retained(body)
    members = {
        each: Member(name, each.type, each.initial, location=derived(each))
        for each, name in zip(old, names, strict=True)
    }
    rules = RewriteRules()

    @rules.on(Identifier)
    def of_element(use: Identifier) -> Rewritten:
        member = members.get(use.target) if isinstance(use.target, LocalVariable) else None
        return Part(Self(), member.name, member) if member is not None else None

    @rules.on(LocalVariable)
    def elsewhere(local: LocalVariable) -> Rewritten:
        return [] if local in members else None

    rewrite(body, rules)
    return list(members.values()), body


def _parameters(block: Body) -> list[HandlerParameter]:
    """The parameters of its event that a block uses."""
    uses = [each.target for each in walk(block) if isinstance(each, Identifier)]
    return list(dict.fromkeys(one for one in uses if isinstance(one, HandlerParameter)))


def _changed(block: Body) -> Iterator[HandlerParameter]:
    """The parameters of the event that get another value."""
    for each in walk(block):
        targets: list[Expression] = []
        if isinstance(each, Become):
            targets += each.targets
        elif isinstance(each, Call) and each.callee.name in CHANGING:
            targets += [argument.value for argument in each.arguments[:1]]
        for target in map(_variable, targets):
            if isinstance(target, Identifier) and isinstance(target.target, HandlerParameter):
                yield target.target


def _variable(place: Expression) -> Expression:
    """What changes where an item of it changes."""
    while isinstance(place, Index):
        place = place.base
    return place


def _lost(parameter: HandlerParameter, block: Body) -> Diagnostic:
    message = f"a block that is left early, by `return`, changes `{parameter.name}` of the event"
    notes = (Note("the parameter", parameter.location),)
    help_ = f"change a local that begins as `{parameter.name}`, or leave out the `return`"
    return Diagnostic("CAS0615", Severity.ERROR, message, block.location, notes, help_)


def _typed(one: HandlerParameter) -> TypedParameter:
    if one.parameter is None:
        raise TypeError(f"{one.name} stands for no parameter of an event")
    return TypedParameter(one.name, copy(one.parameter.type))
