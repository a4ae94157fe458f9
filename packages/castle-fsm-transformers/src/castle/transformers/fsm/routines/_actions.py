"""Actions as statements."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from castle.aigr import (
    Body,
    Call,
    HandlerParameter,
    Identifier,
    LocalVariable,
    Method,
    SendEvent,
    Statement,
    VoidCall,
    walk,
)
from castle.transformers.plugins.fsm import as_method, copied, derived, fresh, is_left_early

Action = SendEvent | Call | Body
Twins = Mapping[HandlerParameter, HandlerParameter]


class Actions:
    """Makes statements of actions; a block that is left by `return` becomes a method."""

    def __init__(self, taken: Collection[str]) -> None:
        self._taken = set(taken)
        self.methods: list[Method] = []
        """The methods that were made."""
        self._made: dict[Body, tuple[Method, Call]] = {}

    def statements(
        self, actions: Sequence[Action], twins: Twins, known: set[str]
    ) -> list[Statement]:
        """The statements of an action list, in order; their locals become known names."""
        return [one for action in actions for one in self._statements(action, twins, known)]

    def _statements(self, action: Action, twins: Twins, known: set[str]) -> Iterator[Statement]:
        if not isinstance(action, Body):
            yield VoidCall(copied(action, twins), location=derived(action))
        elif is_left_early(action):
            yield self._called(action, twins)
        else:
            block = copied(action, twins)
            _rename_locals(block, known)
            yield from block.statements

    def _called(self, block: Body, twins: Twins) -> Statement:
        """The call of a method that does what a block does."""
        found = self._made.get(block)
        if found is None:
            name = fresh("block", self._taken)
            self._taken.add(name)
            found = self._made[block] = as_method(block, name)
            self.methods.append(found[0])
        return VoidCall(copied(found[1], twins), location=derived(block))


def _rename_locals(block: Body, known: set[str]) -> None:
    """Give the locals of a block names that nothing beside it has."""
    for each in block.statements:
        if isinstance(each, LocalVariable):
            each.name = fresh(each.name, known)
            known.add(each.name)
    for use in walk(block):
        if isinstance(use, Identifier) and isinstance(use.target, LocalVariable):
            use.name = use.target.name
