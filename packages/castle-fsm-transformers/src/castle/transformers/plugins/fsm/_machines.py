"""The machines of a program, each with what refines its states in other files."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from castle.aigr import (
    Declaration,
    Forest,
    MachineBody,
    NameSpace,
    Region,
    State,
    StateMachine,
    SuperState,
)


class WholeMachine(NamedTuple):
    """A machine, whichever files it stands in."""

    main: StateMachine
    """What implements the component."""
    refinements: list[StateMachine]
    """What refines states of it elsewhere, in the order of the files."""

    def items(self) -> Iterator[tuple[object, MachineBody]]:
        """All items in the order of the text, each with the body that it stands in.

        What is refined in place comes after the superstate or region that it is inside of.
        """
        for part in (self.main, *self.refinements):
            stack = [(part.body, iter(part.body.items))]
            while stack:
                body, rest = stack[-1]
                item = next(rest, None)
                if item is None:
                    stack.pop()
                    continue
                yield item, body
                if isinstance(item, SuperState | Region):
                    stack.append((item.body, iter(item.body.items)))

    def declarations(self) -> list[Declaration]:
        """Members, methods and all else that is said beside states, in the order of the text."""
        return [
            item
            for item, _ in self.items()
            if isinstance(item, Declaration) and not isinstance(item, State | Region)
        ]


def machines(forest: Forest) -> list[WholeMachine]:
    """The machines of a program, in order."""
    found: dict[int, WholeMachine] = {}
    parts = [each for space in _spaces(forest) for each in space.declarations]
    every = [each for each in parts if isinstance(each, StateMachine)]
    for one in every:
        if one.refines is None:
            found.setdefault(id(one.interface.target), WholeMachine(one, []))
    for one in every:
        whole = found.get(id(one.interface.target))
        if one.refines is not None and whole is not None:
            whole.refinements.append(one)
    return list(found.values())


def replaced(forest: Forest, changes: Mapping[StateMachine, Declaration | None]) -> Forest:
    """Put declarations in the places of machines, None for nothing; the forest itself changes."""
    for space in _spaces(forest) if changes else ():
        space.declarations[:] = [
            new
            for old in space.declarations
            if (new := changes.get(old, old) if isinstance(old, StateMachine) else old) is not None
        ]
    return forest


def _spaces(forest: Forest) -> Iterator[NameSpace]:
    stack = forest.namespaces[::-1]
    while stack:
        space = stack.pop()
        yield space
        stack += [one for one in space.declarations[::-1] if isinstance(one, NameSpace)]
