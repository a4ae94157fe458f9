"""Blocks that may not become several: with the actions around them they get into many rules."""

from collections.abc import Iterable

from castle.aigr import Body, Declaration
from castle.transformers.fsm.flatten._tree import Action
from castle.transformers.plugins.fsm import (
    block_method,
    fresh,
    is_left_early,
    retained,
    with_members,
)


class Blocks:
    """What takes the place of some of the actions of a machine."""

    def __init__(self, actions: Iterable[object], taken: set[str]) -> None:
        self._taken = taken
        self._instead: dict[Body, Action] = {}
        self.declarations: list[Declaration] = []
        """The members and methods that this takes."""
        for action in actions:
            if isinstance(action, Body) and action not in self._instead:
                self._look_at(action)

    def of(self, action: Action) -> Action:
        """The action, or what takes its place."""
        return self._instead.get(action, action) if isinstance(action, Body) else action

    def _look_at(self, block: Body) -> None:
        new = block
        names = [self._name(local.name) for local in retained(block)]
        if names:
            members, new = with_members(block, names)
            self._instead[block] = new
            self.declarations += members
        if is_left_early(new):
            method, self._instead[block] = block_method(new, self._name("block"))
            self.declarations.append(method)

    def _name(self, wanted: str) -> str:
        name = fresh(wanted, self._taken)
        self._taken.add(name)
        return name
