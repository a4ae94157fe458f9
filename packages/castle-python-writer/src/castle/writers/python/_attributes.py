"""The names that an element's attributes have in Python."""

from castle.aigr import (
    ComponentImplementation,
    ComponentInterface,
    Declaration,
    DispatchTable,
    EventHandler,
    Init,
    Part,
    Port,
    PowerOn,
    ports_of,
)
from castle.writers.python._busyness import may_be_busy
from castle.writers.python._names import POWER_ON, TURNS, Scope, python_name
from castle.writers.python._problems import unsupported


class Attributes:
    """The attributes of one component.

    Ports come first: their names, which other components use too, depend on nothing else.
    """

    def __init__(self, implementation: ComponentImplementation) -> None:
        self._scope = Scope({POWER_ON})
        self.turns = may_be_busy(implementation)
        """Whether an event may come while the component handles another, and then has to wait."""
        interface = implementation.interface.target
        if isinstance(interface, ComponentInterface):
            for port in ports_of(interface):
                self.name(port)
        for member in implementation.members:
            if not isinstance(member, EventHandler | Init | PowerOn):
                self.name(member)

    def name(self, declaration: Declaration) -> str:
        """The attribute for a port, member, sub, alias or method of this component."""
        return self._scope.name(id(declaration), declaration.name)

    def handler(self, handler: EventHandler) -> str:
        """The method for an event handler: the port's name, and the event's."""
        path = [handler.port.name, handler.name]
        if isinstance(handler.port.base, Part):
            path.insert(0, handler.port.base.name)
        return self._scope.name(id(handler), "_".join(path))

    def of(self, part: Part) -> str:
        """The attribute that a part of some element is."""
        if part.target is None:
            raise unsupported(part)
        return python_name(part.name) if isinstance(part.target, Port) else self.name(part.target)

    def table(self, table: DispatchTable) -> str:
        """The handlers of a dispatch table, as arguments: `input=self.try_input`."""
        return ", ".join(
            f"{python_name(entry.name)}={self._handling(entry.handler)}"
            for entry in table.entries
            if entry.handler is not None
        )

    def _handling(self, handler: EventHandler) -> str:
        method = f"self.{self.handler(handler)}"
        return f"self.{TURNS}.of({method})" if self.turns else method
