from abc import ABC, abstractmethod
from typing import ClassVar, Literal

from castle.aigr import Forest, collector_paused
from castle.monorail._contract import argument, expect


class TransformerABC(ABC):
    """Makes one graph of another: implement `_transform`, and state the `stage`."""

    stage: ClassVar[Literal["program", "machinery"]]
    """What it works on: `program`, which engines get to see, or the `machinery` below it."""

    def transform(self, forest: Forest) -> Forest:
        """Give the transformed graph; it may be the same one, changed in place.

        The garbage collector rests meanwhile.

        Raises:
            DiagnosticError: the program cannot be transformed.
            ContractError: the plugin returned something other than a graph.
        """
        given = argument(self, "forest", forest, Forest)
        with collector_paused():
            return expect(self, "_transform", self._transform(given), Forest)

    @abstractmethod
    def _transform(self, forest: Forest) -> Forest:
        """Transform the graph; `transform` has checked the argument and checks the result."""
