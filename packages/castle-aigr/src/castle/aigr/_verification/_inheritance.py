"""What inherits from what, told at once however long the chains are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from castle.aigr._node import Declaration
from castle.aigr._nodes.interfaces import ComponentInterface
from castle.aigr._nodes.protocols import EventProtocol

Contract = EventProtocol | ComponentInterface


class Inheritance:
    """The trees that protocols and components make by their bases."""

    def __init__(self, contracts: Sequence[Contract]) -> None:
        self._known = {id(one): one for one in contracts}
        self._spans: dict[int, tuple[int, int]] = {}
        self._derived: dict[int, list[Contract]] = {}
        self._roots: list[Contract] = []
        for one in contracts:
            base = self.base(one)
            (self._roots if base is None else self._derived.setdefault(id(base), [])).append(one)
        self._number()

    def base(self, one: Contract) -> Contract | None:
        """What a contract inherits from; None when that is none of its kind."""
        target = one.base.target if one.base is not None else None
        kind = EventProtocol if isinstance(one, EventProtocol) else ComponentInterface
        if isinstance(target, kind) and id(target) in self._known:
            return target
        return None

    def extends(self, one: Contract, other: Contract) -> bool:
        """Whether a contract is another, or inherits from it; in doubt, on a cycle, it does."""
        mine, theirs = self._spans.get(id(one)), self._spans.get(id(other))
        if one is other or mine is None or theirs is None:
            return True
        return theirs[0] <= mine[0] < theirs[1]

    def cycles(self) -> Iterator[list[Contract]]:
        """The contracts that inherit from themselves, each circle once."""
        done: set[int] = set()
        for one in self._known.values():
            path: dict[int, Contract] = {}
            current: Contract | None = one
            while current is not None and id(current) not in done and id(current) not in path:
                if id(current) in self._spans:
                    break
                path[id(current)] = current
                current = self.base(current)
            if current is not None and id(current) in path:
                yield list(path.values())[list(path).index(id(current)) :]
            done.update(path)

    def repeated(self) -> Iterator[tuple[Declaration, Declaration]]:
        """Each event and port that has the name of one before it, and that one."""
        for one, named in self.named():
            for each in _own(one):
                if named[each.name] is not each:
                    yield each, named[each.name]

    def named(self) -> Iterator[tuple[Contract, Mapping[str, Declaration]]]:
        """Each contract with the events or ports that it has, by name, inherited ones included.

        The names are those of this contract until the next is asked for. Contracts that inherit
        from themselves are left out.
        """
        names: dict[str, Declaration] = {}
        for one, entering in self._tour():
            for each in _own(one):
                if entering:
                    names.setdefault(each.name, each)
                elif names.get(each.name) is each:
                    del names[each.name]
            if entering:
                yield one, names

    def _number(self) -> None:
        count = 0
        for one, entering in self._tour():
            if entering:
                self._spans[id(one)] = (count, count)
                count += 1
            else:
                self._spans[id(one)] = (self._spans[id(one)][0], count)

    def _tour(self) -> Iterator[tuple[Contract, bool]]:
        """Each contract when its tree is entered, and when it is left."""
        stack: list[tuple[Contract, bool]] = [(one, True) for one in reversed(self._roots)]
        while stack:
            one, entering = stack.pop()
            yield one, entering
            if entering:
                stack.append((one, False))
                stack += [(each, True) for each in reversed(self._derived.get(id(one), []))]


def _own(one: Contract) -> Iterable[Declaration]:
    return one.events if isinstance(one, EventProtocol) else one.ports
