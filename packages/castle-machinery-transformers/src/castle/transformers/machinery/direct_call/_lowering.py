"""What sends and connections become under direct calls: a rule for each."""

from castle.aigr import (
    BindPort,
    ComponentImplementation,
    Connection,
    DefaultHandler,
    DelegatePort,
    Dispatch,
    DispatchCall,
    DispatchJump,
    Event,
    EventHandler,
    Expression,
    Part,
    Port,
    PortDirection,
    QueueLimit,
    RelayPort,
    RewriteRules,
    Rewritten,
    Self,
    SendEvent,
    VoidCall,
    tail_statements,
)


def lowering(implementation: ComponentImplementation) -> RewriteRules:
    """The rules for one component, to be applied bottom-up."""
    tails = {id(statement) for statement in _tails(implementation)}
    rules = RewriteRules()

    @rules.on(SendEvent)
    def dispatch(send: SendEvent) -> Rewritten:
        return Dispatch(send.port, send.target, send.arguments) if send.target else None

    @rules.on(VoidCall)
    def call_or_jump(statement: VoidCall) -> Rewritten:
        sent = statement.call
        if not isinstance(sent, Dispatch):
            return None
        jumps = id(statement) in tails and sent.event.returns is None
        return DispatchJump(sent) if jumps else DispatchCall(sent)

    rules.on(Connection)(_joined)

    @rules.on(QueueLimit)
    def no_queue(limit: QueueLimit) -> Rewritten:
        return []

    return rules


def _tails(implementation: ComponentImplementation) -> list[object]:
    """The statements that end a handler which returns nothing."""
    handlers = [m for m in implementation.members if isinstance(m, EventHandler | DefaultHandler)]
    return [
        statement
        for handler in handlers
        if not (isinstance(handler, EventHandler) and _answers(handler.event))
        for statement in tail_statements(handler.body)
    ]


def _answers(event: Event | None) -> bool:
    return event is not None and event.returns is not None


def _joined(connection: Connection) -> Rewritten:
    """An out-port is bound to an in-port; two ports of one direction are an own and a sub's."""
    left, right = connection.left, connection.right
    match _direction(left), _direction(right):
        case PortDirection.OUT, PortDirection.IN:
            return BindPort(left, right)
        case PortDirection.IN, PortDirection.OUT:
            return BindPort(right, left)
        case PortDirection.IN, PortDirection.IN:
            return DelegatePort(*((left, right) if _is_own(left) else (right, left)))
        case PortDirection.OUT, PortDirection.OUT:
            return RelayPort(*((right, left) if _is_own(left) else (left, right)))
    return None


def _direction(port: Expression) -> PortDirection | None:
    match port:
        case Part(target=Port(direction=direction)):
            return direction
    return None


def _is_own(port: Expression) -> bool:
    return isinstance(port, Part) and isinstance(port.base, Self)
