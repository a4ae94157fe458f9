"""Implementations and what stands in them."""

from typing import NoReturn

from castle.aigr import (
    Body,
    ComponentImplementation,
    Declaration,
    DefaultHandler,
    EventHandler,
    HandlerParameter,
    Init,
    Method,
    NamedType,
    Part,
    PowerOn,
    Self,
)
from castle.readers.source._problems import Code
from castle.readers.source._syntax._cursor import new_location
from castle.readers.source._syntax._members import Members
from castle.readers.source._syntax._tokens import END, NAME

_ITEM = "a member, `init`, `powerOn`, a handler, a method, or `}`"


class Implementations(Members):
    """Reads implementations."""

    __slots__ = ()

    def read_implementation(self) -> Declaration:
        """Read an implementation."""
        start = self.starts[self.i]
        self.i += 1
        interface = self.named_type("the name of a component")
        if self.kinds[self.i] == "(":
            message = "`implement` takes the name of a component alone"
            self.fail(Code.UNEXPECTED, message, help="its parameters are repeated by `init`")
        self.open_brace("`{`")
        documentation = self.docstring()
        members: list[Declaration] = []
        self.items(members, self._item, self.unnamed)
        return ComponentImplementation(
            interface.name.rpartition(".")[2],
            interface,
            members,
            documentation=documentation,
            location=self.since(start),
        )

    def unnamed(self, body: Body) -> Declaration:
        """What stands for a routine whose head makes no sense, so that its body is checked."""
        return Method("", body, returns=NamedType("", location=body.location))

    def _item(self) -> Declaration:
        kind = self.kinds[self.i]
        if kind is NAME:
            return self._named()
        if kind == "sub" or kind == "alias":
            return self.read_element()
        if kind == "cons":
            return self.read_constant()
        if kind == "enum":
            return self.read_enumeration()
        if kind == "*":
            return self._default_handler()
        if kind in (".", "if", "while", "return", "for", "match", "local"):
            help_ = "statements stand in the body of `init`, of a handler or of a method"
            self.fail(Code.MISPLACED, "a statement cannot stand here", help=help_)
        self.unexpected(_ITEM)

    def _named(self) -> Declaration:
        text, after = self.texts[self.i], self.kinds[self.i + 1]
        if after == "(":
            if text == "init":
                return self._init()
            if text == "powerOn":
                return self._power_on()
            return self._method_or_handler()
        if after == "+":
            self._state()
        end = after if after is NAME else self.kinds[self.behind_type()]
        if end == "(":
            return self._handler()
        if end == ":":
            is_list = text == "state" and after == ":" and self.kinds[self.i + 3] != "("
            return self._state() if is_list else self._method()
        if text in _OF_MACHINES and self.kinds[self.i + 2] in (":", "{"):
            self._state()
        return self.read_member()

    def _init(self) -> Declaration:
        start = self.starts[self.i]
        self.i += 1
        parameters = self.parameters()
        body, documentation = self.documented_body()
        return self.placed(Init(body, parameters, documentation), start)

    def _power_on(self) -> Declaration:
        start = self.starts[self.i]
        self.i += 1
        parameters = self.parameters(defaults=True)
        body, documentation = self.documented_body()
        return self.placed(PowerOn(body, parameters, documentation), start)

    def _method_or_handler(self) -> Declaration:
        end = self.i
        while self.kinds[end] not in _HEAD_ENDS:
            end += 1
        if self.texts[end + 1] == "on" and self.kinds[end] == ")":
            event = self.texts[self.i]
            if event == "value":
                return self._handler()
            help_ = f"write the protocol before it: `P.{event}(...) on ...`"
            self.fail(Code.UNEXPECTED, "the protocol of the event is missing", help=help_)
        return self._method()

    def _method(self) -> Declaration:
        start = self.starts[self.i]
        returns = None
        if self.kinds[self.i + 1] != "(":
            returns = self.type_use("a type")
            self.expect(":", "`:` between the type of the value and the name of the method")
        name = self.name("the name of a method")
        parameters = self.parameters()
        body, documentation = self.documented_body()
        return self.placed(Method(name, body, parameters, returns, documentation), start)

    def _handler(self) -> Declaration:
        start = self.starts[self.i]
        protocol, event = None, self.texts[self.i]
        if self.kinds[self.i + 1] == "(":
            self.i += 1  # an event of a data port, which has no protocol
        else:
            protocol, event = self._event_name()
        parameters = self.separated(self._handler_parameter)
        if self.texts[self.i] != "on":
            self.unexpected("`on` and the port of the handler")
        self.i += 1
        port = self._handler_port()
        body, documentation = self.documented_body()
        return EventHandler(
            event,
            protocol,
            port,
            body,
            parameters,
            documentation=documentation,
            location=self.since(start),
        )

    def _default_handler(self) -> Declaration:
        start = self.starts[self.i]
        self.i += 1
        if self.texts[self.i] != "on":
            self.unexpected("`on` and the port of the handler")
        self.i += 1
        port = self._handler_port()
        self.expect("as", "`as` and a name for the event")
        name = self.name("a name for the event")
        body, documentation = self.documented_body()
        return self.placed(DefaultHandler(name, port, body, documentation), start)

    def _event_name(self) -> tuple[NamedType, str]:
        """Read a protocol, a dot, and the name of an event, which may be a keyword."""
        start = self.starts[self.i]
        name = self.name("a protocol")
        while self.kinds[self.i + 2] == ".":
            self.i += 1
            name = f"{name}.{self.word('a name after the dot')}"
        protocol = self.placed(NamedType(name), start)
        self.i += 1
        return protocol, self.word("the name of an event")

    def _handler_parameter(self) -> HandlerParameter:
        start = self.starts[self.i]
        name = self.name("a name for a parameter of the event")
        if self.kinds[self.i] == ":":
            help_ = "write the name alone: its type is known from the event"
            self.fail(Code.UNEXPECTED, "a handler gives its parameters no type", help=help_)
        return self.placed(HandlerParameter(name), start)

    def _handler_port(self) -> Part:
        start = self.starts[self.i]
        if self.kinds[self.i] is NAME and self.kinds[self.i + 1] in ("{", ".", "as"):
            help_ = f"write `.{self.texts[self.i]}`"
            self.fail(Code.DOT, "a port needs a dot before its name", help=help_)
        base = Self()
        base.location = new_location((self.file, start, self.ends[self.i], None))
        if self.kinds[self.i] == "self":
            self.i += 1
        self.expect(".", "a port, such as `.try`")
        port = self.placed(Part(base, self.word("the name of a port")), start)
        if self.kinds[self.i] == ".":
            self.i += 1
            port = self.placed(Part(port, self.word("the name of a port")), start)
        return port

    def _state(self) -> NoReturn:
        help_ = "write `@FSM` before `implement`"
        self.fail(Code.MISPLACED, "states and rules stand in a machine", help=help_)


_OF_MACHINES = ("entry", "leave", "state", "region")
_HEAD_ENDS = frozenset((")", "{", "}", ";", END))
