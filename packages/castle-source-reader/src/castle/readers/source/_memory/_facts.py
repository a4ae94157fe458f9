"""What the bodies of a file say about the rest of the program."""

from collections.abc import Iterable, Iterator

from castle.aigr import (
    Call,
    ComponentImplementation,
    ComponentInterface,
    Connection,
    Declaration,
    DefaultHandler,
    EventHandler,
    EventTrigger,
    Expression,
    Node,
    Part,
    Port,
    PortDirection,
    PowerOn,
    Self,
    SendEvent,
    StateMachine,
    walk,
)
from castle.readers.source._imports import Unit
from castle.readers.source._memory._entries import Facts, Sent

Names = dict[Declaration, str]
"""What components and their ports are called in all of a program."""


def names_of(units: Iterable[Unit]) -> Names:
    """The names of all components and of the ports that they declare."""
    found: Names = {}
    for unit in units:
        for one in unit.space.declarations:
            if isinstance(one, ComponentInterface):
                found[one] = f"{unit.space.name}.{one.name}"
                found.update({port: f"{found[one]}.{port.name}" for port in one.ports})
    return found


def facts_of(unit: Unit, names: Names) -> Facts:
    """What the bodies of a file say, once their names are resolved."""
    found = _Found(names)
    for one in unit.space.declarations:
        if isinstance(one, ComponentImplementation | StateMachine):
            found.add(one)
    return Facts(
        frozenset(found.made), frozenset(found.mains), tuple(found.sent), frozenset(found.joined)
    )


class _Found:
    def __init__(self, names: Names) -> None:
        self.made: set[str] = set()
        self.mains: set[str] = set()
        self.sent: list[Sent] = []
        self.joined: set[str] = set()
        self._names = names

    def add(self, root: ComponentImplementation | StateMachine) -> None:
        interface = root.interface.target
        component = self._names.get(interface) if interface is not None else None
        seen: set[str] = set()
        for node in walk(root):
            if isinstance(node, SendEvent):
                self._add_sent(node, component, seen)
            elif isinstance(node, Call):
                self._add_made(node)
            elif isinstance(node, _JOINING):
                self.joined.update(self._ports(node))
            elif isinstance(node, PowerOn) and component is not None:
                self.mains.add(component)

    def _add_made(self, node: Call) -> None:
        target = node.callee.target
        if isinstance(target, ComponentInterface) and target in self._names:
            self.made.add(self._names[target])

    def _add_sent(self, node: SendEvent, component: str | None, seen: set[str]) -> None:
        port, place = node.port, node.location
        own = isinstance(port, Part) and isinstance(port.base, Self)
        target = port.target if isinstance(port, Part) else None
        name = self._names.get(target) if isinstance(target, Port) else None
        if not own or name is None or name in seen or place is None or component is None:
            return
        assert isinstance(target, Port)
        if target.direction is PortDirection.OUT:
            seen.add(name)
            self.sent.append(Sent(component, name, place.start, place.end))

    def _ports(self, node: Node) -> Iterator[str]:
        if isinstance(node, Connection):
            sides: list[Expression | None] = [node.left, node.right]
        else:
            sides = [getattr(node, "port", None)]
        for side in sides:
            target = side.target if isinstance(side, Part) else None
            if isinstance(target, Port) and target in self._names:
                yield self._names[target]


_JOINING = (Connection, EventHandler, DefaultHandler, EventTrigger)
