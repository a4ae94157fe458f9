"""How the code of one module names what it uses."""

from castle.aigr import Declaration, Enumerator, Node, Port, SourceNS, protocol_of
from castle.writers.python._layout import Layout
from castle.writers.python._names import HOMES, Scope, builtin_names


class Naming:
    """The names that one module uses; what it has to import is noted as they are asked for."""

    def __init__(self, module: str, layout: Layout, *, open: bool) -> None:
        self.module = module
        self.open = open
        """Whether connections are made by the run-time module, because no machinery was chosen."""
        self.classes: dict[str, set[str]] = {}
        """Names to import from other modules, by module."""
        self.modules: set[str] = set()
        """Modules to import as a whole, because they need this one."""
        self.reach = layout.reach
        """Where events can lead to."""
        self.values: set[int] = set()
        """The values of enumerations that functions use, by identity."""
        self._layout = layout
        self._source = ""

    def enter(self, space: SourceNS) -> None:
        """Go on with what one source file holds."""
        self._source = space.source

    def use(self, name: str) -> str:
        """A name of one of the run-time modules."""
        self.classes.setdefault(HOMES[name], set()).add(name)
        return name

    def class_name(self, declaration: Declaration, user: Node) -> str:
        """The class that a protocol or a component has become."""
        made = self._layout.implementation(declaration, user)
        home, name = self._layout.home(made), self._layout.class_name(made)
        if home == self.module:
            return name
        if self._layout.entangled(self.module, home):
            self.modules.add(home)
            return f"{home}.{name}"
        self.classes.setdefault(home, set()).add(name)
        return name

    def value(self, value: Enumerator) -> str:
        """A value of an enumeration, by a name of the module: nothing is at hand sooner."""
        self.values.add(id(value))
        return self._layout.values[id(value)]

    def protocol(self, port: Port) -> str:
        """The class of what a port is connected to."""
        protocol = protocol_of(port)
        return self.use("DataPort") if protocol is None else self.class_name(protocol, port)

    def origin(self, node: Node) -> str:
        """The comment that says where in the source a line comes from."""
        return f"  # {self._source}:{node.location.line}" if node.location else ""

    def locals(self) -> Scope:
        """A scope for the names in one function: other than all that the code around it uses."""
        layout = self._layout
        classes = {layout.class_name(d) for name in layout.modules for d in layout.classes(name)}
        values = layout.values.values()
        return Scope({"self", *builtin_names(), *HOMES, *classes, *layout.modules, *values})
