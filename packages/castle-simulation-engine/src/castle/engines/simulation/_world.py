"""The run-time modules that a simulated program gets: its events go the way the engine says."""

from collections.abc import Callable, Mapping
from typing import Any

from castle.engines.simulation._delivery import Delivery, element_of
from castle.engines.simulation._modules import Modules
from castle.engines.simulation._recording import Recording
from castle.writers.python import PythonClass


class World:
    """Everything that a simulated program meets."""

    def __init__(
        self,
        modules: Modules,
        recording: Recording,
        delivery: Delivery,
        classes: dict[str, PythonClass],
    ) -> None:
        self._recording = recording
        self._delivery = delivery
        self._classes = classes
        self._ways: dict[tuple[int, int], Any] = {}
        self.runtime = modules.load("castle_runtime")
        """The module that written programs have, with ways of connecting that record."""
        self.runtime.__dict__.update(
            Component=_registering(self.runtime.Component, recording.add),
            connect=self._connect,
            through=self._through,
        )
        self.program = modules.load("castle_program")
        """The module that says of errors where they arose."""

    @property
    def dropped(self) -> int:
        """How many events were sent over unconnected ports."""
        count: int = self.runtime.drop.count
        return count

    def element_names(self) -> tuple[str, ...]:
        """The name of each element, by number."""
        names = self.program.names()
        return tuple(names[id(element)] for element in self._recording.elements)

    def _connect(self, element: object, port: str, handlers: Any) -> None:
        """Join an out-port to what handles its events: a new connection."""
        getattr(element, port)  # Ground has none, and stops the program
        name = self._names(element)[port]
        setattr(element, port, self._way(element, handlers, name))

    def _through(self, element: object, handlers: Any, port: str) -> Any:
        """The connection by which an element reaches an in-port of a sub-element."""
        key = (id(element), id(handlers))
        if key not in self._ways:
            self._ways[key] = self._way(element, handlers, port)
        return self._ways[key]

    def _names(self, thing: object) -> Mapping[str, str]:
        """The names in the source of an element's ports, or of a protocol's events."""
        described = self._classes.get(type(thing).__name__)
        return described.attributes if described is not None else {"value": "value"}

    def _way(self, sender: object, handlers: Any, port: str) -> Any:
        way = type(handlers)()
        for event, name in self._names(handlers).items():
            handler = getattr(handlers, event)
            if hasattr(handler, "resolve"):
                setattr(way, event, self._relayed(sender, handler, port, name))
            elif element_of(handler) is not None:
                setattr(way, event, self._delivered(sender, handler, port, name))
        return way

    def _delivered(self, sender: object, handler: Any, port: str, event: str) -> Any:
        """What a sender calls in the place of a handler."""
        record = self._recording.recorder(sender, element_of(handler), port, event)
        return self._delivery.handler(handler, record)

    def _relayed(self, sender: object, handler: Any, port: str, event: str) -> Any:
        """What a sender calls when another element hands the event on, to whom it then leads."""
        ways: dict[int, tuple[Any, Any]] = {}

        def hand_on(*arguments: Any) -> Any:
            final = handler.resolve()
            if id(final) not in ways:
                own = element_of(final) is not None
                way = self._delivered(sender, final, port, event) if own else final
                ways[id(final)] = final, way
            return ways[id(final)][1](*arguments)

        return hand_on


def _registering(component: Any, add: Callable[[object], None]) -> Any:
    """A base class for components whose elements are taken up when they are made."""

    class Component(component):  # type: ignore[misc]  # the base comes with the run-time module
        def __new__(cls, *arguments: Any) -> Any:
            element = super().__new__(cls)
            add(element)
            return element

    return Component
