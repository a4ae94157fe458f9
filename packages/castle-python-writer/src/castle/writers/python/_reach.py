"""Where the events of a whole program can lead to: a graph of its ports and functions."""

from collections import defaultdict
from collections.abc import Iterable

from castle.aigr import (
    BindPort,
    BuiltinFunction,
    Call,
    ComponentImplementation,
    ComponentInterface,
    Connection,
    Declaration,
    DefaultHandler,
    DelegatePort,
    Dispatch,
    DispatchJump,
    EventHandler,
    Forest,
    Forward,
    Method,
    Node,
    Part,
    Port,
    PowerOn,
    RelayPort,
    SendEvent,
    SourceNS,
    tail_statements,
    walk,
)
from castle.writers.python._busyness import going_on

_FUNCTIONS = (EventHandler, DefaultHandler, Method, PowerOn)


class Reach:
    """What an event can lead to, at most: elements of one component are not told apart.

    Nodes are ports, functions, and components for what making an element does. Edges are sends,
    connections, calls, and that a handler listens to a port. Of what is no whole program, or has no
    machinery, nothing is known: whatever may use it from outside may lead anywhere.

    Args:
        forest: the program.
        open: whether it is left to others how events travel.
    """

    def __init__(self, forest: Forest, *, open: bool = False) -> None:
        self._next: dict[int, set[int]] = defaultdict(set)
        self._ports: set[int] = set()
        self._jumping: set[int] = set()  # handlers and ports that leave sends to their callers
        self._is_known = False
        self._in_doubt = open
        for space in forest.namespaces:
            for declared in space.declarations if isinstance(space, SourceNS) else ():
                if isinstance(declared, ComponentImplementation):
                    self._enter_component(declared)

    def takes_turns(self, component: ComponentImplementation) -> bool:
        """Whether an event may reach an element that is busy."""
        busy = going_on(component)
        if not self._knows():
            return bool(busy)
        reached = self._reached((one for member in busy for one in self._next[id(member)]), None)
        return any(id(handler) in reached for handler in _handlers(component))

    def may_jump(self, port: Node) -> bool:
        """Whether what handles the events of a port may leave a send to its caller."""
        if not self._knows() or not isinstance(port, Part):
            return True
        behind = self._reached([id(port.target)], self._ports)
        return not behind.isdisjoint(self._jumping)

    def _knows(self) -> bool:
        return self._is_known and not self._in_doubt

    def _reached(self, starts: Iterable[int], through: set[int] | None) -> set[int]:
        """All nodes that can be reached; `through` has those that are passed, if not all are."""
        found, pending = set(starts), list[int]()
        pending += found
        while pending:
            node = pending.pop()
            if through is None or node in through:
                new = self._next[node] - found
                found |= new
                pending += new
        return found

    def _enter_component(self, component: ComponentImplementation) -> None:
        made = id(component.interface.target)
        for member in component.members:
            self._is_known |= isinstance(member, PowerOn)
            self._enter(id(member) if isinstance(member, _FUNCTIONS) else made, member)
        handlers = _handlers(component)
        for handler in handlers:
            self._port(handler.port).add(id(handler))
        if any(_jumps(handler) for handler in handlers):
            # All of them: in turns, one may end with what another that waited leaves.
            self._jumping.update(map(id, handlers))

    def _enter(self, function: int, member: Declaration) -> None:
        for node in walk(member):
            match node:
                case Dispatch(port=port) | Forward(port=port):
                    self._port(port)
                    self._next[function].add(_identity(port))
                case BindPort(outlet=source, inlet=target):
                    self._port(source).add(self._checked(target))
                case (
                    DelegatePort(inlet=source, inner=target)
                    | RelayPort(inner=source, outlet=target)
                ):
                    self._port(source).add(self._checked(target))
                    self._jumping.add(_identity(source))
                case Call(callee=callee):
                    self._called(function, callee.target)
                case SendEvent() | Connection():
                    self._in_doubt = True  # how it travels is not known yet

    def _called(self, function: int, called: Declaration | None) -> None:
        if isinstance(called, Method | ComponentInterface):
            self._next[function].add(id(called))
        elif not isinstance(called, BuiltinFunction):
            self._in_doubt = True

    def _port(self, port: Node) -> set[int]:
        """Where the events of a port go next."""
        identity = self._checked(port)
        self._ports.add(identity)
        return self._next[identity]

    def _checked(self, port: Node) -> int:
        self._in_doubt |= not (isinstance(port, Part) and isinstance(port.target, Port))
        return _identity(port)


def _identity(port: Node) -> int:
    return id(port.target) if isinstance(port, Part) else id(port)


def _handlers(component: ComponentImplementation) -> list[EventHandler | DefaultHandler]:
    return [m for m in component.members if isinstance(m, EventHandler | DefaultHandler)]


def _jumps(handler: EventHandler | DefaultHandler) -> bool:
    tails = tail_statements(handler.body)
    return any(isinstance(one, DispatchJump | Forward) for one in tails)
