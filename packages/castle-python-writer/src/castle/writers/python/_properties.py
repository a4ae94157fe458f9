"""What is to be known of an expression before it is written."""

from castle.aigr import (
    Alias,
    Call,
    ComponentInterface,
    Dispatch,
    Expression,
    Identifier,
    ListLiteral,
    LocalVariable,
    Part,
    Port,
    PortDirection,
    SendEvent,
    type_of,
    walk,
)


def is_inlet(port: Expression) -> bool:
    """Whether an expression names an in-port."""
    return (
        isinstance(port, Part)
        and isinstance(port.target, Port)
        and port.target.direction is PortDirection.IN
    )


def acts(expression: Expression) -> bool:
    """Whether evaluating an expression may do something, so that it matters when that is."""
    return any(isinstance(node, Call | SendEvent | Dispatch) for node in walk(expression))


def is_fresh(expression: Expression) -> bool:
    """Whether a list has just been made, so that nobody else has it."""
    return isinstance(expression, ListLiteral | Call | SendEvent | Dispatch)


def may_be_ground(base: Expression) -> bool:
    """Whether there may be no element: a sub is assigned in `init`, a local where it is made."""
    match base:
        case Part(target=Alias()):
            return True
        case Identifier(target=LocalVariable(initial=Call())):
            return False
    return isinstance(base, Identifier) and isinstance(type_of(base), ComponentInterface)
