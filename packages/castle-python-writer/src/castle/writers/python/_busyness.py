"""What makes an element busy under direct calls."""

from castle.aigr import (
    ComponentImplementation,
    Declaration,
    DefaultHandler,
    Dispatch,
    DispatchCall,
    DispatchJump,
    EventHandler,
    Forward,
    Method,
    SendEvent,
    VoidCall,
    tail_statements,
    walk,
)


def going_on(implementation: ComponentImplementation) -> list[Declaration]:
    """The handlers and methods of a component that go on after they have sent something."""
    return [member for member in implementation.members if _goes_on(member)]


def _goes_on(member: object) -> bool:
    """A send in a method never is in tail position, nor is one that others follow."""
    if not isinstance(member, EventHandler | DefaultHandler | Method):
        return False
    is_handler = isinstance(member, EventHandler | DefaultHandler)
    tails = set(map(id, tail_statements(member.body) if is_handler else ()))
    calls = {id(node.call) for node in walk(member.body) if isinstance(node, VoidCall)}
    lowered = [n for n in walk(member.body) if isinstance(n, DispatchCall | DispatchJump)]
    calls |= {id(node.dispatch) for node in lowered}
    return any(
        isinstance(node, DispatchCall)
        or (isinstance(node, SendEvent | Dispatch) and id(node) not in calls)
        or (isinstance(node, Forward) and id(node) not in tails)
        or (
            isinstance(node, VoidCall)
            and isinstance(node.call, SendEvent)
            and id(node) not in tails
        )
        for node in walk(member.body)
    )
