"""Statements with a send or a connection, and what they become."""

from castle.aigr import (
    BindPort,
    Body,
    ComponentImplementation,
    Connection,
    Diagnostic,
    Dispatch,
    DispatchCall,
    DispatchJump,
    Event,
    EventHandler,
    Expression,
    Node,
    Part,
    Port,
    PortDirection,
    SendEvent,
    Severity,
    Statement,
    VoidCall,
    tail_statements,
    walk,
)


class Lowering:
    """The lowering of one component, in place."""

    def __init__(self, implementation: ComponentImplementation) -> None:
        self._implementation = implementation
        self._problems: list[Diagnostic] = []
        self._tails: set[int] = set()

    def run(self) -> list[Diagnostic]:
        """Lower every body; return what cannot be lowered."""
        for member in self._implementation.members:
            if isinstance(member, EventHandler):
                self._tails.update(map(id, tail_statements(member.body)))
        for node in list(walk(self._implementation)):
            if isinstance(node, Body):
                node.statements = [self._statement(statement) for statement in node.statements]
        self._refuse_values()
        return self._problems

    def _refuse_values(self) -> None:
        for node in walk(self._implementation):
            if isinstance(node, SendEvent):
                self._refuse("CAS0502", "the value of an event cannot be used yet", node)

    def _refuse(self, code: str, message: str, node: Node) -> None:
        self._problems.append(Diagnostic(code, Severity.ERROR, message, node.location))

    def _statement(self, statement: Statement) -> Statement:
        match statement:
            case Connection():
                return self._connection(statement)
            case VoidCall(call=SendEvent(target=Event() as event) as send):
                return self._send(statement, send, event)
        return statement

    def _send(self, statement: VoidCall, send: SendEvent, event: Event) -> Statement:
        dispatch = Dispatch(send.port, event, send.arguments, location=send.location)
        kind = DispatchJump if id(statement) in self._tails else DispatchCall
        return kind(dispatch, location=statement.location)

    def _connection(self, connection: Connection) -> Statement:
        left, right = connection.left, connection.right
        match _direction(left), _direction(right):
            case PortDirection.OUT, PortDirection.IN:
                return BindPort(left, right, location=connection.location)
            case PortDirection.IN, PortDirection.OUT:
                return BindPort(right, left, location=connection.location)
        message = "delegation between two ports of one direction is not supported yet"
        self._refuse("CAS0501", message, connection)
        return connection


def _direction(port: Expression) -> PortDirection | None:
    match port:
        case Part(target=Port(direction=direction)):
            return direction
    return None
