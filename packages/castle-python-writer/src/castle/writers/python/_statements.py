"""Statements as Python."""

from collections.abc import Iterator, Sequence

from castle.aigr import (
    Become,
    BindPort,
    Body,
    Call,
    Connection,
    Dispatch,
    DispatchCall,
    DispatchJump,
    DispatchTable,
    Event,
    Expression,
    If,
    Index,
    LocalVariable,
    Part,
    Port,
    PortDirection,
    Return,
    SendEvent,
    Statement,
    StaticType,
    SubElement,
    Type,
    VoidCall,
    While,
    declared_type,
    type_of,
)
from castle.writers.python._defaults import default_value
from castle.writers.python._expressions import ExpressionWriter
from castle.writers.python._names import python_name
from castle.writers.python._problems import unsupported
from castle.writers.python._text import indented


class StatementWriter:
    """Writes the body of one function.

    Args:
        expressions: writes the expressions, and knows the names of the function.
        pins: the dispatch tables to which subs are bound when they are assigned.
        tails: the identities of the sends that end a handler, where no machinery marked them.
        result: the type of the value that the function returns.
    """

    def __init__(
        self,
        expressions: ExpressionWriter,
        pins: Sequence[DispatchTable] = (),
        tails: frozenset[int] = frozenset(),
        result: StaticType = None,
    ) -> None:
        self._expressions = expressions
        self._pins = pins
        self._tails = tails
        self._result = result

    def body(self, body: Body) -> list[str]:
        """The lines of a body, not indented; `pass` when there are none."""
        return [line for s in body.statements for line in self._statement(s)] or ["pass"]

    def _statement(self, statement: Statement) -> Iterator[str]:
        match statement:
            case Body():
                yield from self.body(statement)
            case If():
                yield from self._if(statement)
            case While(test=test, body=body):
                yield self._line(statement, f"while {self._text(test)}:")
                yield from indented(self.body(body))
            case _:
                yield from self._simple(statement)

    def _simple(self, statement: Statement) -> Iterator[str]:
        match statement:
            case LocalVariable():
                yield self._line(statement, self._local(statement))
            case Become():
                yield self._line(statement, self._assignment(statement))
                yield from self._pinned(statement)
            case Return(value=value):
                shown = "" if value is None else f" {self._converted(value, self._result)}"
                yield self._line(statement, f"return{shown}")
            case VoidCall(call=Call() as call):
                yield self._line(statement, self._text(call))
            case _:
                yield self._line(statement, self._machinery(statement))

    def _machinery(self, statement: Statement) -> str:
        match statement:
            case DispatchJump(dispatch=dispatch):
                return self._jump(dispatch.port, dispatch.event, dispatch)
            case DispatchCall(dispatch=dispatch):
                return self._send(dispatch.port, dispatch.event, dispatch)
            case VoidCall(call=SendEvent(target=Event() as event) as send):
                write = self._jump if id(statement) in self._tails else self._send
                return write(send.port, event, send)
            case BindPort(outlet=outlet, inlet=inlet):
                return f"{self._text(outlet)} = {self._text(inlet)}"
            case Connection():
                return self._connection(statement)
        raise unsupported(statement)

    def _if(self, statement: If) -> Iterator[str]:
        branch: If | Body | None = statement
        word = "if"
        while isinstance(branch, If):
            yield self._line(branch, f"{word} {self._text(branch.test)}:")
            yield from indented(self.body(branch.body))
            branch, word = branch.orelse, "elif"
        if branch is not None and branch.statements:
            yield "else:"
            yield from indented(self.body(branch))

    def _local(self, local: LocalVariable) -> str:
        value = self.initial(local.type, local.initial, declared_type(local))
        return f"{self._expressions.names.name(id(local), local.name)} = {value}"

    def initial(self, type: Type | None, value: Expression | None, wanted: StaticType) -> str:
        """What a variable begins with."""
        if value is not None:
            return self._converted(value, wanted)
        if type is None:
            return self._expressions.naming.use("Ground")
        return default_value(type, self._expressions.naming)

    def _assignment(self, assign: Become) -> str:
        if assign.operator is not None:
            (target,), (value,) = assign.targets, assign.values
            if isinstance(target, Index):
                raise unsupported(target)
            changed = self._expressions.augmented(target, assign.operator, value)
            return f"{self._text(target)} = {changed}"
        values = [
            self._converted(value, type_of(target))
            for target, value in zip(assign.targets, assign.values, strict=True)
        ]
        return f"{', '.join(map(self._text, assign.targets))} = {', '.join(values)}"

    def _pinned(self, assign: Become) -> Iterator[str]:
        """A pin is connected when its sub is assigned."""
        for target in assign.targets:
            if isinstance(target, Part) and isinstance(target.target, SubElement):
                for table in self._pins:
                    if table.sub is target.target:
                        yield self._pin(self._text(target), table)

    def _pin(self, sub: str, table: DispatchTable) -> str:
        attributes, naming = self._expressions.attributes, self._expressions.naming
        if table.protocol is None:
            raise unsupported(table.port.protocol)
        protocol = naming.class_name(table.protocol, table)
        made, port = f"{protocol}({attributes.table(table)})", python_name(table.port.name)
        if naming.open:
            return f"{naming.use('connect')}({sub}, {port!r}, {made})"
        return f"{sub}.{port} = {made}"

    def _connection(self, connection: Connection) -> str:
        outlet, inlet = connection.left, connection.right
        if _is_inlet(outlet):
            outlet, inlet = inlet, outlet
        if not isinstance(outlet, Part) or _is_inlet(outlet) or not _is_inlet(inlet):
            raise unsupported(connection)
        element, port = self._expressions.part(outlet)
        connect = self._expressions.naming.use("connect")
        return f"{connect}({element}, {port!r}, {self._text(inlet)})"

    def _send(self, port: Expression, event: Event, sent: Dispatch | SendEvent) -> str:
        given = ", ".join([self._handler(port, event), *self._given(event, sent)])
        return f"{self._expressions.naming.use('send')}({given})"

    def _jump(self, port: Expression, event: Event, sent: Dispatch | SendEvent) -> str:
        handler, given = self._handler(port, event), self._given(event, sent)
        return f"return {', '.join([handler, *given])}" if given else f"return ({handler},)"

    def _handler(self, port: Expression, event: Event) -> str:
        """What handles an event behind a port."""
        naming, table = self._expressions.naming, self._text(port)
        if naming.open and isinstance(port, Part) and _is_inlet(port):
            table = f"{naming.use('through')}(self, {table}, {port.name!r})"
        return f"{table}.{python_name(event.name)}"

    def _given(self, event: Event, sent: Dispatch | SendEvent) -> list[str]:
        return self._expressions.arguments(sent.arguments, event.parameters)

    def _text(self, expression: Expression) -> str:
        return self._expressions.text(expression)

    def _converted(self, expression: Expression, wanted: StaticType) -> str:
        return self._expressions.converted(expression, wanted)

    def _line(self, statement: Statement, written: str) -> str:
        """A line; where it can stop the program, with the place it comes from behind it."""
        fallible, self._expressions.fallible = self._expressions.fallible, False
        return written + self._expressions.naming.origin(statement) if fallible else written


def _is_inlet(port: Expression) -> bool:
    return (
        isinstance(port, Part)
        and isinstance(port.target, Port)
        and port.target.direction is PortDirection.IN
    )
