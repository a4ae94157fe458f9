"""Sends and connections as Python."""

from collections.abc import Iterator, Sequence

from castle.aigr import (
    Become,
    BindPort,
    Call,
    Connection,
    Constant,
    Dispatch,
    DispatchCall,
    DispatchJump,
    DispatchTable,
    Event,
    Expression,
    Identifier,
    Node,
    Part,
    Port,
    PortDirection,
    SendEvent,
    Statement,
    SubElement,
    VoidCall,
    walk,
)
from castle.writers.python._expressions import ExpressionWriter
from castle.writers.python._names import python_name
from castle.writers.python._problems import unsupported


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
            case _:
                raise unsupported(statement)

    def pins(self, assign: Become) -> Iterator[str]:
        """The lines that connect pins: that is done when their sub is assigned."""
        for target in assign.targets:
            if isinstance(target, Part) and isinstance(target.target, SubElement):
                for table in self._pins:
                    if table.sub is target.target:
                        yield self._pin(self._expressions.text(target), table)

    def _sent(
        self, statement: Statement, event: Event, sent: Dispatch | SendEvent, *, jump: bool
    ) -> Iterator[str]:
        """A send: its arguments are evaluated before its port is read."""
        given = self._expressions.arguments(sent.arguments, event.parameters)
        if any(_can_tell(argument.value) for argument in sent.arguments):
            names = self._temporaries(event, sent)
            values = ", ".join(given)
            yield self._expressions.line(statement, f"{', '.join(names)} = {values}")
            given = names
        handler = self._handler(sent.port, event)
        if jump:
            shown = f"return {', '.join([handler, *given])}" if given else f"return ({handler},)"
        else:
            # Sends within sends may be too many.
            self._expressions.fallible = True
            shown = f"{self._naming.use('send')}({', '.join([handler, *given])})"
        yield self._expressions.line(statement, shown)

    def _temporaries(self, event: Event, sent: Node) -> list[str]:
        scope = self._expressions.names
        return [
            scope.name((id(sent), parameter.name), parameter.name) for parameter in event.parameters
        ]

    def _handler(self, port: Expression, event: Event) -> str:
        """What handles an event behind a port."""
        table = self._expressions.text(port)
        if self._naming.open and isinstance(port, Part) and _is_inlet(port):
            table = f"{self._naming.use('through')}(self, {table}, {port.name!r})"
        return f"{table}.{python_name(event.name)}"

    def _pin(self, sub: str, table: DispatchTable) -> str:
        if table.protocol is None:
            raise unsupported(table.port.protocol)
        protocol = self._naming.class_name(table.protocol, table)
        made = f"{protocol}({self._expressions.attributes.table(table)})"
        port = python_name(table.port.name)
        if self._naming.open:
            return f"{self._naming.use('connect')}({sub}, {port!r}, {made})"
        return f"{sub}.{port} = {made}"

    def _connection(self, connection: Connection) -> str:
        outlet, inlet = connection.left, connection.right
        if _is_inlet(outlet):
            outlet, inlet = inlet, outlet
        if not isinstance(outlet, Part) or _is_inlet(outlet) or not _is_inlet(inlet):
            raise unsupported(connection)
        element, port = self._expressions.part(outlet)
        connect = self._naming.use("connect")
        return f"{connect}({element}, {port!r}, {self._expressions.text(inlet)})"


def _can_tell(argument: Expression) -> bool:
    """Whether it can be told when an argument is evaluated: it does something, or can stop."""
    if isinstance(argument, Constant | Identifier):
        return False
    return any(isinstance(node, Call | SendEvent) for node in walk(argument))


def _is_inlet(port: Expression) -> bool:
    return (
        isinstance(port, Part)
        and isinstance(port.target, Port)
        and port.target.direction is PortDirection.IN
    )
