"""Sends and connections as Python."""

from collections.abc import Iterator, Sequence

from castle.aigr import (
    Become,
    BindPort,
    Connection,
    DelegatePort,
    Dispatch,
    DispatchCall,
    DispatchJump,
    DispatchTable,
    Event,
    Expression,
    Forward,
    Node,
    Part,
    Port,
    RelayPort,
    Self,
    SendEvent,
    Statement,
    SubElement,
    VoidCall,
)
from castle.writers.python._expressions import ExpressionWriter
from castle.writers.python._names import python_name
from castle.writers.python._problems import unsupported
from castle.writers.python._properties import acts, is_inlet
from castle.writers.python._text import call


class MachineryWriter:
    """Writes what sends and what connects in one function.

    Args:
        expressions: writes the expressions, and knows the names of the function.
        pins: the dispatch tables to which subs are bound when they are assigned.
        tails: the identities of the sends that end a handler, where no machinery marked them.
    """

    def __init__(
        self,
        expressions: ExpressionWriter,
        pins: Sequence[DispatchTable] = (),
        tails: frozenset[int] = frozenset(),
    ) -> None:
        self._expressions = expressions
        self._naming = expressions.naming
        self._pins = pins
        self._tails = tails

    def lines(self, statement: Statement) -> Iterator[str]:
        """The lines of a send, a connection, or what has become of one.

        Raises:
            DiagnosticError: the statement is neither.
        """
        match statement:
            case DispatchJump(dispatch=dispatch):
                yield from self._sent(statement, dispatch.event, dispatch, jump=True)
            case DispatchCall(dispatch=dispatch):
                yield from self._sent(statement, dispatch.event, dispatch, jump=False)
            case VoidCall(call=SendEvent(target=Event() as event) as send):
                yield from self._sent(statement, event, send, jump=id(statement) in self._tails)
            case BindPort(outlet=outlet, inlet=inlet):
                bound = f"{self._expressions.text(outlet)} = {self._expressions.text(inlet)}"
                yield self._expressions.line(statement, bound)
            case Connection():
                yield self._expressions.line(statement, self._connection(statement))
            case DelegatePort(inlet=inlet, inner=inner):
                yield self._expressions.line(statement, self._delegation(inlet, inner))
            case RelayPort(inner=inner, outlet=outlet):
                yield self._expressions.line(statement, self._relay(inner, outlet))
            case Forward():
                yield from self._forward(statement)
            case _:
                raise unsupported(statement)

    def pins(self, assign: Become) -> Iterator[str]:
        """The lines that connect pins: that is done when their sub is assigned."""
        for target in assign.targets:
            if isinstance(target, Part) and isinstance(target.target, SubElement):
                for table in self._pins:
                    if table.sub is target.target:
                        yield from self._pin(self._expressions.text(target), table)

    def _sent(
        self, statement: Statement, event: Event, sent: Dispatch | SendEvent, *, jump: bool
    ) -> Iterator[str]:
        """A send: its arguments are evaluated before its port is read."""
        writer = self._expressions
        given = writer.arguments(sent.arguments, event.parameters)
        stops, writer.fallible = writer.fallible, False
        handler = writer.handler(sent.port, event)
        if any(acts(one.value) for one in sent.arguments) or (stops and writer.fallible):
            names, values = self._temporaries(event, sent), ", ".join(given)
            origin = self._naming.origin(statement) if stops else ""
            yield f"{', '.join(names)} = {values}{origin}"
            given, stops = names, False
        # Calls within calls may be too many.
        writer.fallible |= stops or not jump or event.returns is not None
        called = f"{handler}({', '.join(given)})"
        if event.returns is None and jump:
            called = self._jump(handler, given)
        elif event.returns is None and self._naming.reach.may_jump(sent.port):
            called = f"{self._naming.use('follow')}({called})"
        yield writer.line(statement, called)

    def _jump(self, handler: str, given: Sequence[str]) -> str:
        """A send that is left to the caller."""
        if len(given) == 1 and not given[0].startswith("*"):
            return f"return {handler}, {given[0]}"
        sent = ", ".join([handler, *given]) if given else f"{handler},"
        return f"return {self._naming.use('spread')}, ({sent})"

    def _forward(self, forward: Forward) -> Iterator[str]:
        """An event passed on whole, by a default handler: its name and arguments are at hand."""
        handler = f"getattr({self._table(forward.port)}, event)"
        self._expressions.fallible = True
        if id(forward) in self._tails:
            sent = self._jump(handler, ["*arguments"])
        else:
            sent = f"{self._naming.use('follow')}({handler}(*arguments))"
        yield self._expressions.line(forward, sent)

    def _table(self, port: Expression) -> str:
        table = self._expressions.text(port)
        if self._naming.open and isinstance(port, Part) and is_inlet(port):
            return f"{self._naming.use('through')}(self, {table}, {port.name!r})"
        return table

    def _delegation(self, inlet: Expression, inner: Expression) -> str:
        """An own in-port that hands its events to a sub's: it refers to that one from now on."""
        assert isinstance(inlet, Part)
        assert isinstance(inlet.target, Port)
        name = self._expressions.attributes.delegate(inlet.target)
        return f"self.{name} = {self._expressions.text(inner)}"

    def _relay(self, inner: Expression, outlet: Expression) -> str:
        """A sub's out-port whose events leave by an own one, as that is connected by then."""
        assert isinstance(outlet, Part)
        assert isinstance(outlet.target, Port)
        protocol = self._naming.protocol(outlet.target)
        port = self._expressions.attributes.of(outlet)
        made = f"{self._naming.use('relay')}({protocol}, self, {port!r})"
        assert isinstance(inner, Part)
        element, name = self._expressions.part(inner)
        if self._naming.open:
            return f"{self._naming.use('connect')}({element}, {name!r}, {made})"
        return f"{element}.{name} = {made}"

    def _temporaries(self, event: Event, sent: Node) -> list[str]:
        scope = self._expressions.names
        return [
            scope.name((id(sent), parameter.name), parameter.name) for parameter in event.parameters
        ]

    def _pin(self, sub: str, table: DispatchTable) -> list[str]:
        protocol, port = self._naming.protocol(table.port), python_name(table.port.name)
        handlers = self._expressions.attributes.table(table, self._naming)
        if self._naming.open:
            made = f"{protocol}({', '.join(handlers)})"
            return [f"{self._naming.use('connect')}({sub}, {port!r}, {made})"]
        return call(f"{sub}.{port} = {protocol}", handlers)

    def _connection(self, connection: Connection) -> str:
        outlet, inlet = connection.left, connection.right
        if is_inlet(outlet) and is_inlet(inlet):
            own_first = isinstance(outlet, Part) and isinstance(outlet.base, Self)
            return self._delegation(*((outlet, inlet) if own_first else (inlet, outlet)))
        if not is_inlet(outlet) and not is_inlet(inlet):
            own_first = isinstance(outlet, Part) and isinstance(outlet.base, Self)
            return self._relay(*((inlet, outlet) if own_first else (outlet, inlet)))
        if is_inlet(outlet):
            outlet, inlet = inlet, outlet
        assert isinstance(outlet, Part)
        element, port = self._expressions.part(outlet)
        connect = self._naming.use("connect")
        return f"{connect}({element}, {port!r}, {self._expressions.text(inlet)})"
