"""A slow and plain reading of the language: an interpreter, to compare all others with.

It keeps to the description, rule by rule: ints are unbounded and then checked, every list that is
read is copied, and every send is a call. Programs must be small.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from reference.elements import Element, Leaving, TooLong, Way, handler_of
from reference.frames import Frame
from reference.values import Stopped

from castle.aigr import (
    ComponentImplementation,
    Event,
    EventHandler,
    Forest,
    Init,
    Member,
    Method,
    PortDirection,
    PowerOn,
    SubElement,
    declarations,
    declared_type,
    tail_statements,
)


class Interpreter:
    """Runs one program, with a budget of steps."""

    def __init__(self, forest: Forest, budget: int = 20_000) -> None:
        found = declarations(forest, ComponentImplementation)
        self.codes = [c for c in found if isinstance(c, ComponentImplementation)]
        self.printed = ""
        self.dropped = 0
        self.elements: list[Element] = []
        self.budget = budget

    def run(self, main: str) -> Stopped | None:
        """Run from the `powerOn` of a component; give what stopped the program, if anything did."""
        code = next(c for c in self.codes if c.name == main)
        begin = next(m for m in code.members if isinstance(m, PowerOn))
        try:
            element = self.make(code, [])
            self.call(element, begin, [self.constant(p.default) for p in begin.parameters])
        except Stopped as stopped:
            return stopped
        except RecursionError:
            raise TooLong from None
        return None

    def constant(self, value: Any) -> Any:
        """The value of a constant expression."""
        return Frame(self, Element(self.codes[0])).value(value)

    def make(self, code: ComponentImplementation, arguments: list[Any]) -> Element:
        """Make an element, and let its `init` run."""
        element = Element(code)
        self.elements.append(element)
        frame = Frame(self, element)
        for member in code.members:
            if isinstance(member, Member):
                element.values[id(member)] = frame.first(member)
        for init in (m for m in code.members if isinstance(m, Init)):
            self.call(element, init, arguments)
        return element

    def call(self, element: Element, routine: Any, arguments: list[Any]) -> Any:
        """Call a method, `init`, `powerOn` or handler; give its value."""
        frame = Frame(self, element)
        for parameter, value in zip(routine.parameters, arguments, strict=True):
            frame.locals[id(parameter)] = frame.converted(value, declared_type(parameter))
        try:
            frame.body(routine.body)
        except Leaving as leaving:
            result = routine.event if isinstance(routine, EventHandler) else routine
            kind = declared_type(result) if isinstance(result, Event | Method) else None
            return frame.converted(leaving.value, kind)
        return None

    def deliver(self, way: Way | None, event: Event, arguments: list[Any]) -> Any:
        """An event to whoever handles it, through delegations."""
        while way is not None and way.sub is None:
            if way.port.direction is PortDirection.OUT:
                way = way.element.ways.get(id(way.port))
            elif id(way.port) in way.element.delegates:
                way = way.element.delegates[id(way.port)]
            else:
                break
        handler = None if way is None else handler_of(way, event)
        if way is None or handler is None:
            if event.returns is not None:
                raise Stopped("the port is not connected")
            self.dropped += 1
            return None
        return self.handle(way.element, handler, event, arguments)

    def handle(self, element: Element, handler: Any, event: Event, arguments: list[Any]) -> Any:
        """One event at a time: others wait, and one that must have a value cannot."""
        if element.busy:
            if event.returns is not None:
                raise Stopped("the element is busy")
            element.waiting.append((handler, event, arguments))
            return None
        element.busy = True
        value, last = self.handled(element, handler, event, arguments)
        while element.waiting:
            if last is not None:
                last()
            last = self.handled(element, *element.waiting.pop(0))[1]
        element.busy = False
        if last is not None:
            last()
        return value

    def handled(
        self, element: Element, handler: Any, event: Event, arguments: list[Any]
    ) -> tuple[Any, Callable[[], Any] | None]:
        """A handler's value, and the send that it ends in."""
        frame = Frame(self, element)
        frame.event = event, arguments
        tails = [] if event.returns is not None else list(tail_statements(handler.body))
        frame.tails = {id(statement) for statement in tails}
        if isinstance(handler, EventHandler):
            for name, value in zip(handler.parameters, arguments, strict=True):
                frame.locals[id(name)] = value
        try:
            frame.body(handler.body)
        except Leaving as leaving:
            return frame.converted(leaving.value, declared_type(event)), frame.last
        return None, frame.last

    def name(self, element: Element) -> str:
        """What an element is called by now."""
        names: dict[int, str] = {}
        counts: Counter[str] = Counter()
        for one in self.elements:
            if id(one) not in names:
                counts[one.code.name] += 1
                number = "" if one is self.elements[0] else f"#{counts[one.code.name]}"
                names[id(one)] = one.code.name + number
            for sub in (m for m in one.code.members if isinstance(m, SubElement)):
                owned = one.values.get(id(sub))
                if owned is not None:
                    names[id(owned)] = f"{names[id(one)]}.{sub.name}"
        return names[id(element)]
