"""The names that an element's attributes have in Python."""

from collections.abc import Iterator

from castle.aigr import (
    ComponentImplementation,
    ComponentInterface,
    Connection,
    ConstantDefinition,
    Declaration,
    DefaultHandler,
    DelegatePort,
    DispatchEntry,
    DispatchTable,
    Enumeration,
    EventHandler,
    Expression,
    Forward,
    Init,
    LocalVariable,
    Method,
    Part,
    Port,
    PortDirection,
    PowerOn,
    Self,
    ports_of,
    tail_statements,
    walk,
)
from castle.writers.python._names import HOMES, POWER_ON, TURNS, Scope, builtin_names, python_name
from castle.writers.python._naming import Naming
from castle.writers.python._problems import unsupported

_OF_CLASS = (ConstantDefinition, Enumeration, Method)
# What the values of constants and parameters may call, while the class is made.
_USED_BY_CLASS = {*HOMES, *builtin_names()}


class Attributes:
    """The attributes of one component.

    Ports come first: their names, which other components use too, depend on nothing else.

    Args:
        implementation: the component.
        turns: whether its handlers take turns.
    """

    def __init__(self, implementation: ComponentImplementation, *, turns: bool = False) -> None:
        self._scope = Scope({POWER_ON})
        self.turns = turns
        """Whether an event may come while the component handles another, and then has to wait."""
        interface = implementation.interface.target
        if isinstance(interface, ComponentInterface):
            for port in ports_of(interface):
                self.name(port)
        for member in implementation.members:
            if not isinstance(member, EventHandler | DefaultHandler | Init | PowerOn):
                self.name(member)
        locals = [node for node in walk(implementation) if isinstance(node, LocalVariable)]
        self.retained = [local for local in locals if local.retained]
        """Locals that keep their values between calls, and so are attributes."""
        self._delegated = list(_delegated(implementation))

    def name(self, declaration: Declaration) -> str:
        """The attribute for a port, member, sub, alias or method of this component."""
        wanted = declaration.name
        if isinstance(declaration, _OF_CLASS) and wanted in _USED_BY_CLASS:
            wanted += "_"
        return self._scope.name(id(declaration), wanted)

    def handler(self, handler: EventHandler | DefaultHandler) -> str:
        """The method for an event handler: the port's name, and the event's."""
        last = handler.name if isinstance(handler, EventHandler) else "default"
        path = [handler.port.name, last]
        if isinstance(handler.port.base, Part):
            path.insert(0, handler.port.base.name)
        return self._scope.name(id(handler), "_".join(path))

    def of(self, part: Part) -> str:
        """The attribute that a part of some element is."""
        if part.target is None:
            raise unsupported(part)
        return python_name(part.name) if isinstance(part.target, Port) else self.name(part.target)

    def table(self, table: DispatchTable, naming: Naming) -> list[str]:
        """The handlers of a dispatch table, as arguments: `input=self.try_input`."""
        return [
            f"{python_name(entry.name)}={self._handling(entry, entry.handler, naming)}"
            for entry in table.entries
            if entry.handler is not None
        ]

    def _handling(
        self, entry: DispatchEntry, handler: EventHandler | DefaultHandler, naming: Naming
    ) -> str:
        method, answers = f"self.{self.handler(handler)}", entry.event.returns is not None
        if isinstance(handler, DefaultHandler):
            if answers and not _forwards_at_the_end(handler):
                raise unsupported(handler)
            made = naming.use("proxy" if answers else "default")
            method = f'{made}({method}, "{python_name(entry.name)}")'
        if not self.turns:
            return method
        return f"self.{TURNS}.{'now' if answers else 'of'}({method})"

    def delegate(self, port: Port) -> str | None:
        """For an in-port that is delegated, the attribute that says to whom; else None."""
        if not any(port is delegated for delegated in self._delegated):
            return None
        return self._scope.name(("to", id(port)), f"{port.name}_to")


def _forwards_at_the_end(handler: DefaultHandler) -> bool:
    tails = list(tail_statements(handler.body))
    return all(node in tails for node in walk(handler.body) if isinstance(node, Forward))


def _delegated(implementation: ComponentImplementation) -> Iterator[Port]:
    """The own in-ports that some statement delegates to an in-port of a sub."""
    for node in walk(implementation):
        sides: list[Expression] = []
        if isinstance(node, DelegatePort):
            sides = [node.inlet]
        elif isinstance(node, Connection):
            sides = [node.left, node.right]
        targets = [side.target for side in sides if isinstance(side, Part)]
        inlets = [t for t in targets if isinstance(t, Port) and t.direction is PortDirection.IN]
        if len(inlets) == len(sides):
            yield from (
                side.target
                for side in sides
                if isinstance(side, Part)
                and isinstance(side.base, Self)
                and isinstance(side.target, Port)
            )
