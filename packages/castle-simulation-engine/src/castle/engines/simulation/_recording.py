"""What is remembered of a run: a row for each event, and the names behind the numbers."""

from array import array
from collections.abc import Callable
from typing import Any

COLUMNS = ("sequence", "sender", "receiver", "port", "event", "argument")
_NAN = float("nan")


class Index:
    """Numbers for names, in the order in which they are first asked for."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __getitem__(self, name: str) -> int:
        return self._numbers.setdefault(name, len(self._numbers))

    def names(self) -> tuple[str, ...]:
        """The names, by number."""
        return tuple(self._numbers)


class Recording:
    """The events of one run, in the order in which they were handled."""

    def __init__(self) -> None:
        self.rows = array("d")
        """The rows, one after the other."""
        self.elements: list[Any] = []
        """The elements, in the order in which they were made; their place is their number."""
        self.ports = Index()
        self.events = Index()
        self.sent = 0
        """How many events were sent to someone."""
        self._numbers: dict[int, int] = {}

    def add(self, element: object) -> None:
        """Take up a new element."""
        self._numbers[id(element)] = len(self.elements)
        self.elements.append(element)

    def __contains__(self, element: object) -> bool:
        return id(element) in self._numbers

    def number(self, element: object) -> int:
        """The number of an element."""
        return self._numbers[id(element)]

    def recorder(
        self, sender: object, receiver: object, port: str, event: str
    ) -> Callable[[int, tuple[Any, ...]], None]:
        """A function `(sequence, arguments)` that records an event of one kind on one way."""
        extend = self.rows.extend
        way = (self.number(sender), self.number(receiver), self.ports[port], self.events[event])

        def record(sequence: int, arguments: tuple[Any, ...]) -> None:
            extend((sequence, *way, _as_number(arguments)))

        return record


def _as_number(arguments: tuple[Any, ...]) -> float:
    """The first argument as a number; not a number where it is none."""
    if not arguments or isinstance(arguments[0], str):
        return _NAN
    try:
        return float(arguments[0])
    except (TypeError, ValueError, OverflowError):
        return _NAN
