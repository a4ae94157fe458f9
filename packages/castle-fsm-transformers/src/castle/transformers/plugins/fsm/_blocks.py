"""Blocks of actions that cannot stand as they are in a handler, or more than once."""

from collections.abc import Sequence

from castle.aigr import (
    Argument,
    Body,
    Call,
    HandlerParameter,
    Identifier,
    LocalVariable,
    Member,
    Method,
    Part,
    Return,
    RewriteRules,
    Rewritten,
    Self,
    TypedParameter,
    copy,
    rewrite,
    walk,
)
from castle.transformers.plugins.fsm._copies import derived


def is_left_early(block: Body) -> bool:
    """Whether a block has a `return`, which leaves the block and nothing else."""
    return any(isinstance(each, Return) for each in walk(block))


def as_method(block: Body, name: str) -> tuple[Method, Call]:
    """A method that does what a block does, and the call that stands in its place."""
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


def _typed(one: HandlerParameter) -> TypedParameter:
    if one.parameter is None:
        raise TypeError(f"{one.name} stands for no parameter of an event")
    return TypedParameter(one.name, copy(one.parameter.type))
