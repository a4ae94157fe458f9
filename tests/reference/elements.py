"""Elements, and where events go."""

from __future__ import annotations

from typing import Any

from castle.aigr import (
    ComponentImplementation,
    DataProtocol,
    DefaultHandler,
    Event,
    EventHandler,
    Node,
    Part,
    Port,
    SubElement,
)


class TooLong(Exception):  # noqa: N818  # it is an outcome, not a mistake
    """The program takes more steps than a test has time for."""


class Leaving(Exception):  # noqa: N818  # it is where control goes
    """A `break`, `continue` or `return` on its way."""

    def __init__(self, statement: Node, value: Any = None) -> None:
        self.statement = statement
        self.value = value
        super().__init__()


class Element:
    """An element: its variables, and what its ports lead to."""

    def __init__(self, code: ComponentImplementation) -> None:
        self.code = code
        self.values: dict[int, Any] = {}
        self.ways: dict[int, Way | None] = {}
        self.delegates: dict[int, Way] = {}
        self.busy = False
        self.waiting: list[tuple[EventHandler | DefaultHandler, Event, list[Any]]] = []


class Way:
    """Where events go: to a port of an element, or to the pin of one for a sub's port."""

    def __init__(self, element: Element, port: Port, sub: SubElement | None = None) -> None:
        self.element, self.port, self.sub = element, port, sub


def handler_of(way: Way, event: Event) -> EventHandler | DefaultHandler | None:
    """The handler for an event, or else the default handler of the port."""
    default = None
    # Two data ports that are connected have an event each.
    data = event if isinstance(way.port.protocol, DataProtocol) else None
    for member in way.element.code.members:
        if isinstance(member, EventHandler | DefaultHandler) and member.port.target is way.port:
            base = member.port.base
            sub = base.target if isinstance(base, Part) else None
            if sub is way.sub:
                if isinstance(member, EventHandler) and event in (member.event, data):
                    return member
                default = member if isinstance(member, DefaultHandler) else default
    return default
