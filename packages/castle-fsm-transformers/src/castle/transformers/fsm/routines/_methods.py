"""Private methods for code that cannot stand where it is needed."""

from collections.abc import Collection, Mapping, Sequence

from castle.aigr import Body, Call, HandlerParameter, Location, Method, Statement, VoidCall
from castle.transformers.plugins.fsm import as_method, block_method, copied, derived, fresh

Twins = Mapping[HandlerParameter, HandlerParameter]
"""Which parameters of a handler stand for those of a rule."""


class Methods:
    """Makes methods, with names that nothing else has."""

    def __init__(self, taken: Collection[str]) -> None:
        self._taken = set(taken)
        self.made: list[Method] = []
        """The methods that were made."""
        self._blocks: dict[Body, tuple[Method, Call]] = {}

    def name(self, wanted: str) -> str:
        """A name like the one that is wanted, which from now on is taken."""
        name = fresh(wanted, self._taken)
        self._taken.add(name)
        return name

    def of_block(self, block: Body, twins: Twins) -> VoidCall:
        """The call of a method that does what a block does; there is one for each block."""
        found = self._blocks.get(block)
        if found is None:
            found = self._blocks[block] = block_method(block, self.name("block"))
            self.made.append(found[0])
        return VoidCall(copied(found[1], twins), location=derived(block))

    def of_code(
        self, code: Sequence[Statement], wanted: str, place: Location | None
    ) -> list[Statement]:
        """The call of a method that does what code does, with the parameters that it uses."""
        method, call = as_method(Body([*code], location=place), self.name(wanted))
        self.made.append(method)
        return [VoidCall(call, location=place)]
