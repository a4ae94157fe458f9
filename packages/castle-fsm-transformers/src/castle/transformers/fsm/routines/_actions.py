"""Actions as statements."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from castle.aigr import (
    Argument,
    Body,
    Call,
    HandlerParameter,
    Identifier,
    LocalVariable,
    Method,
    Return,
    SendEvent,
    Statement,
    TypedParameter,
    VoidCall,
    copy,
    walk,
)
from castle.transformers.plugins.fsm import copied, derived, fresh

Action = SendEvent | Call | Body
Twins = Mapping[HandlerParameter, HandlerParameter]


class Actions:
    """Makes statements of actions; a block that is left by `return` becomes a method."""

    def __init__(self, taken: Collection[str]) -> None:
        self._taken = set(taken)
        self.methods: list[Method] = []
        """The methods that were made."""
        self._made: dict[int, Method] = {}

    def statements(
        self, actions: Sequence[Action], twins: Twins, known: set[str]
    ) -> list[Statement]:
        """The statements of an action list, in order; their locals become known names."""
        return [one for action in actions for one in self._statements(action, twins, known)]

    def _statements(self, action: Action, twins: Twins, known: set[str]) -> Iterator[Statement]:
        if not isinstance(action, Body):
            yield VoidCall(copied(action, twins), location=derived(action))
        elif any(isinstance(each, Return) for each in walk(action)):
            yield self._called(action, twins)
        else:
            block = copied(action, twins)
            _rename_locals(block, known)
            yield from block.statements

    def _called(self, block: Body, twins: Twins) -> Statement:
        """The call of a method that does what a block does."""
        used = _parameters(block)
        method = self._made.get(id(block))
        if method is None:
            method = self._made[id(block)] = self._method(block, used)
        given = [Argument(Identifier(own.name, own)) for own in (twins.get(u, u) for u in used)]
        call = Call(Identifier(method.name, method), given)
        return VoidCall(call, location=derived(block))

    def _method(self, block: Body, used: Sequence[HandlerParameter]) -> Method:
        name = fresh("block", self._taken)
        self._taken.add(name)
        own = {one: _typed(one) for one in used}
        body = copy(block)
        for each in walk(body):
            if isinstance(each, Identifier) and isinstance(each.target, HandlerParameter):
                each.target = own[each.target]
        method = Method(name, body, list(own.values()), location=derived(block))
        self.methods.append(method)
        return method


def _parameters(block: Body) -> list[HandlerParameter]:
    """The parameters of its event that a block uses."""
    uses = [each.target for each in walk(block) if isinstance(each, Identifier)]
    return list(dict.fromkeys(one for one in uses if isinstance(one, HandlerParameter)))


def _typed(one: HandlerParameter) -> TypedParameter:
    if one.parameter is None:
        raise TypeError(f"{one.name} stands for no parameter of an event")
    return TypedParameter(one.name, copy(one.parameter.type))


def _rename_locals(block: Body, known: set[str]) -> None:
    """Give the locals of a block names that nothing beside it has."""
    for each in block.statements:
        if isinstance(each, LocalVariable):
            each.name = fresh(each.name, known)
            known.add(each.name)
    for use in walk(block):
        if isinstance(use, Identifier) and isinstance(use.target, LocalVariable):
            use.name = use.target.name
