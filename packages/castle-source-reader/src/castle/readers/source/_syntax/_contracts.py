"""Protocols and component interfaces."""

from collections.abc import Callable
from typing import TypeVar

from castle.aigr import (
    Body,
    ComponentInterface,
    DataProtocol,
    Declaration,
    Event,
    EventProtocol,
    ListType,
    NamedType,
    Node,
    Port,
    PortDirection,
    ScalarType,
    Specialise,
    TypedParameter,
)
from castle.readers.source._foreign import MODIFIERS, member
from castle.readers.source._problems import Code
from castle.readers.source._syntax._cursor import AbandonedError
from castle.readers.source._syntax._recovery import AROUND
from castle.readers.source._syntax._statements import Statements
from castle.readers.source._syntax._tokens import NAME

T = TypeVar("T", bound=Node)

_NESTED = frozenset(("entry", "final", "leave", "region", "state"))
_DECLARING = frozenset(("alias", "cons", "enum", "port", "sub"))
_DIRECTIONS = {direction.value: direction for direction in PortDirection}


class Contracts(Statements):
    """Reads protocols and component interfaces."""

    __slots__ = ()

    def read_protocol(self) -> Declaration:
        """Read a protocol."""
        start = self.starts[self.i]
        self.i += 1
        name = self.name("the name of a protocol")
        parameters = self._parameters_if_any()
        base = self._base_protocol()
        documentation = self._open()
        events: list[Event] = []
        self.items(events, self._event)
        return self.placed(EventProtocol(name, base, events, parameters, documentation), start)

    def read_component(self) -> Declaration:
        """Read the interface of a component."""
        start = self.starts[self.i]
        self.i += 1
        name = self.name("the name of a component")
        parameters = self._parameters_if_any()
        base = self._base_component()
        documentation = self._open()
        ports: list[Port] = []
        self.items(ports, self._port)
        return self.placed(ComponentInterface(name, base, ports, parameters, documentation), start)

    def _parameters_if_any(self) -> list[TypedParameter]:
        return self.parameters() if self.kinds[self.i] == "(" else []

    def _base_protocol(self) -> NamedType | Specialise | None:
        if self.kinds[self.i] != ":":
            return None
        self.i += 1
        start = self.starts[self.i]
        base = self.named_type("the protocol to inherit from")
        if self.kinds[self.i] != "(":
            return base
        arguments = self.arguments()
        return self.placed(Specialise(base.name, arguments=arguments), start)

    def _base_component(self) -> NamedType | None:
        if self.kinds[self.i] != ":":
            return None
        self.i += 1
        base = self.named_type("the component to inherit from")
        if self.kinds[self.i] == "(":
            message = "a component inherits ports only: its base takes no arguments"
            self.fail(Code.UNEXPECTED, message)
        return base

    def _open(self) -> str | None:
        self.open_brace("`{`")
        return self.docstring()

    def items(
        self,
        found: list[T],
        read: Callable[[], T],
        salvage: Callable[[Body], T] | None = None,
    ) -> None:
        """Read all up to the brace that closes the body; what cannot be read is left out.

        `salvage` gives what stands for something whose body could be read, and its head could not.
        """
        opened, depth = len(self.opened), self.depth
        adrift = False
        self.resume = -1
        kinds, texts = self.kinds, self.texts
        while kinds[self.i] not in AROUND or not self.is_over():
            if texts[self.i] in MODIFIERS:
                self._refuse_modifiers()
            first, before = self.i, len(self.problems.found)
            try:
                found.append(read())
                adrift = False
            except AbandonedError:
                if first == self.guessed:  # the semicolon was not what is missing
                    del self.problems.found[before:]
                else:
                    self.instead(member(self.kinds, self.texts, first), before)
                body = self._recover(first, opened, depth)
                if body is not None and salvage is not None:
                    found.append(salvage(body))
                adrift = self._is_adrift(before, adrift)
            self.resume = -1
        self.close_brace()

    def _refuse_modifiers(self) -> None:
        """Refuse `public` and its kin, and go on behind them."""
        while self.texts[self.i] in MODIFIERS and self._is_modified():
            self.instead(member(self.kinds, self.texts, self.i), len(self.problems.found))
            self.i += 1

    def _is_modified(self) -> bool:
        """Whether more follows than a name, whose type this word would be then."""
        after, end = self.kinds[self.i + 1 : self.i + 3]
        return after is NAME and end in (NAME, ":", "(")

    def _is_adrift(self, before: int, adrift: bool) -> bool:
        """Whether statements stand here; of several in a row the first is told."""
        fresh = self.problems.found[before:]
        misplaced = bool(fresh) and fresh[0].code == Code.MISPLACED.value
        if misplaced and adrift:
            del self.problems.found[before:]
        return misplaced

    def _recover(self, first: int, opened: int, depth: int) -> Body | None:
        """Go on behind an item that makes no sense; when it has a body, that is read all the same.

        Where more braces are closed than opened, a body was closed too early: the rest of it is
        passed over.
        """
        if self._is_routine(first) and self.to_brace():
            self.pass_over(first)
            del self.opened[opened:]
            self.depth = depth
            return self.documented_body()[0]
        if self.excess > 0 and self.kinds[first] not in _DECLARING:
            self.excess -= 1
            self.resynchronise(first, opened, depth)
            while not self.is_over():
                self.resynchronise(self.i, opened, depth)
            self.i += self.kinds[self.i] == "}"
        else:
            self.resynchronise(first, opened, depth)
        return None

    def _is_routine(self, first: int) -> bool:
        """Whether what began there has statements in its body, not more items."""
        return self.kinds[first] is NAME and self.texts[first] not in _NESTED

    def _event(self) -> Event:
        start = self.starts[self.i]
        returns = self.type_use("a type") if self._is_typed() else None
        if returns is not None:
            self.expect(":", "`:` between the type of the value and the name of the event")
        name = self.word("an event, such as `input(int:x);`, or `}`")
        if self.kinds[self.i] is NAME:
            self.i += 1
            self.refuse_untyped("event")
        parameters = self.parameters()
        self.semicolon()
        return self.placed(Event(name, parameters, returns), start)

    def refuse_untyped(self, what: str) -> None:
        """Refuse `int name(`, where the type of the value is to be followed by a colon."""
        if self.kinds[self.i] == "(":
            kind, name = self.texts[self.i - 2 : self.i]
            message = f"the type of the value of the {what} is followed by `:`"
            place = self.token(self.i - 1)
            self.fail(Code.UNEXPECTED, message, place, help=f"write `{kind}: {name}(...)`")

    def _is_typed(self) -> bool:
        return self.kinds[self.i] is NAME and self.kinds[self.dotted_end()] in (":", "[")

    def _port(self) -> Port:
        start = self.starts[self.i]
        self.expect("port", "a port, such as `port P<in>:name;`, or `}`")
        kind = self.type_use("the protocol of the port")
        direction = self._direction()
        if self.kinds[self.i] == ":":
            self.i += 1
        name = self.word("the name of the port")
        self.semicolon()
        protocol = kind if isinstance(kind, NamedType) else _data(kind)
        return self.placed(Port(name, direction, protocol), start)

    def _direction(self) -> PortDirection:
        self.expect("<", "`<in>` or `<out>`")
        direction = _DIRECTIONS.get(self.texts[self.i])
        if direction is None:
            self.unexpected("`in` or `out`")
        self.i += 1
        self.expect(">", "`>`")
        return direction


def _data(kind: ScalarType | ListType) -> DataProtocol:
    """What a data port carries: one event, with a value of a type."""
    place = kind.location
    value = TypedParameter("v", kind, location=place)
    return DataProtocol(Event("value", [value], location=place), location=place)
