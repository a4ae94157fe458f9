"""Statements: one call of a routine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference.elements import Element, Leaving, TooLong, Way
from reference.expressions import Expressions, World
from reference.values import DEFAULTS, Stopped

from castle.aigr import (
    Become,
    Body,
    Break,
    Call,
    Connection,
    Continue,
    DefaultHandler,
    Enumeration,
    Event,
    EventHandler,
    For,
    Forward,
    If,
    ListType,
    LocalVariable,
    Match,
    NamedType,
    Node,
    Part,
    Port,
    PortDirection,
    QueueLimit,
    Return,
    ScalarType,
    Self,
    SendEvent,
    SubElement,
    SuperInit,
    VoidCall,
    While,
    declared_type,
)


class Frame(Expressions):
    """One call of a routine."""

    def __init__(self, world: World, element: Element) -> None:
        super().__init__(world, element)
        self.tails: set[int] = set()
        self.last: Callable[[], Any] | None = None
        self.event: tuple[Event, list[Any]] | None = None

    def body(self, body: Body) -> None:
        """Do the statements of a body, in order."""
        for statement in body.statements:
            self.statement(statement)

    def statement(self, statement: Any) -> None:
        """Do a statement; what it stops with tells its line."""
        self.world.budget -= 1
        if self.world.budget < 0:
            raise TooLong
        with_place = self.at(statement)
        match statement:
            case Body():
                self.body(statement)
            case If(test=test, body=body, orelse=orelse):
                if with_place(lambda: self.value(test)):
                    self.body(body)
                elif orelse is not None:
                    self.statement(orelse)
            case While(test=test, body=body):
                self.loop(lambda: self.rounds(with_place, test), body, None)
            case For(variable=variable, iterable=iterable, body=body):
                items = with_place(lambda: self.value(iterable))
                self.loop(lambda: iter(items), body, variable)
            case Match(subject=subject, cases=cases, orelse=orelse):
                found = with_place(lambda: self.value(subject))
                fits = [c.body for c in cases if any(self.value(v) == found for v in c.values)]
                if fits or orelse is not None:
                    self.body(fits[0] if fits else orelse or Body())
            case Break() | Continue():
                raise Leaving(statement)
            case Return(value=value):
                raise Leaving(
                    statement, None if value is None else with_place(lambda: self.value(value))
                )
            case _:
                with_place(lambda: self.simple(statement))

    def rounds(self, with_place: Any, test: Any) -> Any:
        """Go on as long as a test holds."""
        while with_place(lambda: self.value(test)):
            yield None

    def loop(self, items: Any, body: Body, variable: Any) -> None:
        """Do a body for each item."""
        for item in items():
            if variable is not None:
                self.locals[id(variable)] = item
            try:
                self.statement(body)
            except Leaving as leaving:
                if isinstance(leaving.statement, Break):
                    return
                if isinstance(leaving.statement, Return):
                    raise

    def at(self, statement: Node) -> Any:
        """What adds the place to an outcome that has none yet."""

        def act(function: Callable[[], Any]) -> Any:
            try:
                return function()
            except Stopped as stopped:
                if not stopped.place:
                    line = statement.location.line if statement.location else 0
                    stopped.place = f"{line}: {self.world.name(self.element)}: "
                raise

        return act

    def simple(self, statement: Any) -> None:
        """Do a statement that has no body."""
        match statement:
            case LocalVariable(retained=True):
                self.element.values.setdefault(id(statement), self.first(statement))
            case LocalVariable():
                self.locals[id(statement)] = self.first(statement)
            case Become():
                self.become(statement)
            case Connection(left=left, right=right):
                self.connect(left, right)
            case VoidCall(call=SendEvent(target=Event() as event) as send):
                arguments = self.arguments(send.arguments, event.parameters)
                self.deliver(statement, send.port, event, arguments)
            case VoidCall(call=Call() as call):
                self.value(call)
            case Forward(port=port):
                assert self.event is not None
                self.deliver(statement, port, *self.event)
            case QueueLimit():
                pass  # direct calls have no queues
            case SuperInit(arguments=arguments):
                for argument in arguments:
                    self.value(argument.value)
            case _:
                raise AssertionError(statement)

    def deliver(self, statement: Node, port: Any, event: Event, arguments: list[Any]) -> None:
        """Deliver an event; one that ends a handler when that is over."""
        way = self.way(port)
        if isinstance(statement, Forward) and event.returns is not None:
            raise Leaving(statement, self.world.deliver(way, event, arguments))
        if id(statement) in self.tails:
            self.last = lambda: self.world.deliver(way, event, arguments)
        else:
            self.world.deliver(way, event, arguments)

    def become(self, assign: Become) -> None:
        """Assign: values first, then each target in turn."""
        if assign.operator is not None:
            (target,), (value,) = assign.targets, assign.values
            place = self.place(target)
            left, right = place.read(), self.value(value)
            place.write(self.operate(assign.operator, left, right))
            return
        wanted = [self.kind(target) for target in assign.targets]
        pairs = zip(assign.values, wanted, strict=True)
        values = [self.converted(self.value(value), kind) for value, kind in pairs]
        for target, value in zip(assign.targets, values, strict=True):
            place = self.place(target, last_unchecked=True)
            if isinstance(place.variable, SubElement) and place.read() is not None:
                raise Stopped("is assigned once")
            place.write(value)
            if isinstance(target, Part) and isinstance(target.target, SubElement):
                self.connect_pins(target.target, value)

    def connect_pins(self, sub: SubElement, made: Element) -> None:
        """Connect the pins of a sub that has just been assigned."""
        for member in self.element.code.members:
            if isinstance(member, EventHandler | DefaultHandler):
                base, port = member.port.base, member.port.target
                if isinstance(base, Part) and base.target is sub and isinstance(port, Port):
                    made.ways[id(port)] = Way(self.element, port, sub)

    def connect(self, left: Any, right: Any) -> None:
        """Join an out-port to an in-port, or two ports of one direction."""
        directions = [side.target.direction for side in (left, right)]
        own = [isinstance(side.base, Self) for side in (left, right)]
        (a, b) = [Way(self.whose(side), side.target) for side in (left, right)]
        if directions[0] is directions[1]:
            inner, outer = (b, a) if own[0] else (a, b)
            if directions[0] is PortDirection.IN:
                outer.element.delegates[id(outer.port)] = inner
            else:
                inner.element.ways[id(inner.port)] = outer
            return
        out, into = (a, b) if directions[0] is PortDirection.OUT else (b, a)
        out.element.ways[id(out.port)] = into

    def first(self, variable: Any) -> Any:
        """What a variable begins with."""
        if variable.initial is not None:
            return self.converted(self.value(variable.initial), declared_type(variable))
        match variable.type:
            case ScalarType(scalar=scalar):
                return DEFAULTS[scalar]
            case ListType():
                return []
            case NamedType(target=Enumeration(enumerators=[default, *_])):
                return default
        return None
