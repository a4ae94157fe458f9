"""Whether an element can be busy when an event reaches it, under direct calls."""

from castle.aigr import (
    ComponentImplementation,
    DispatchCall,
    EventHandler,
    Method,
    SendEvent,
    VoidCall,
    tail_statements,
    walk,
)


def may_be_busy(implementation: ComponentImplementation) -> bool:
    """Whether some handler of a component goes on after it has sent something."""
    return any(_goes_on(member) for member in implementation.members)


def _goes_on(member: object) -> bool:
    """A send in a method never is in tail position, nor is one that others follow."""
    if not isinstance(member, EventHandler | Method):
        return False
    is_handler = isinstance(member, EventHandler)
    tails = set(map(id, tail_statements(member.body) if is_handler else ()))
    return any(
        isinstance(node, DispatchCall)
        or (
            isinstance(node, VoidCall)
            and isinstance(node.call, SendEvent)
            and id(node) not in tails
        )
        for node in walk(member.body)
    )
