"""Components as Python classes."""

from collections.abc import Iterator, Sequence

from castle.aigr import (
    Alias,
    Become,
    ComponentImplementation,
    ComponentInterface,
    ConstantDefinition,
    Declaration,
    DefaultHandler,
    DispatchTable,
    Enumeration,
    EventHandler,
    HandlerParameter,
    Identifier,
    Init,
    ListOf,
    Member,
    Method,
    Part,
    PortDirection,
    PowerOn,
    Return,
    Scalar,
    Self,
    SendEvent,
    StaticType,
    SubElement,
    TypedParameter,
    declared_type,
    dispatch_tables,
    ports_of,
    tail_statements,
    walk,
)
from castle.writers.python._attributes import Attributes
from castle.writers.python._constants import require_value
from castle.writers.python._expressions import ExpressionWriter
from castle.writers.python._machinery import MachineryWriter
from castle.writers.python._names import POWER_ON, SUBS, TURNS, python_name
from castle.writers.python._naming import Naming
from castle.writers.python._problems import unsupported
from castle.writers.python._statements import StatementWriter
from castle.writers.python._text import call, docstring, indented, separated

_VARIABLES = (Alias, Member, SubElement)
_WRITTEN = (
    *_VARIABLES,
    *(ConstantDefinition, DefaultHandler, Enumeration, EventHandler, Init, Method, PowerOn),
)


def component_class(implementation: ComponentImplementation, naming: Naming) -> list[str]:
    """The lines of the class for a component."""
    return _ComponentWriter(implementation, naming).lines()


class _ComponentWriter:
    def __init__(self, implementation: ComponentImplementation, naming: Naming) -> None:
        for member in implementation.members:
            if not isinstance(member, _WRITTEN):
                raise unsupported(member)
        self._implementation = implementation
        self._naming = naming
        turns = naming.reach.takes_turns(implementation)
        self._attributes = Attributes(implementation, turns=turns)
        self._tables = implementation.tables or dispatch_tables(implementation)
        self._init = next((m for m in implementation.members if isinstance(m, Init)), None)
        self._assigned = set(_assigned_subs(self._init))
        self._constants: list[str] = []

    def lines(self) -> list[str]:
        implementation, naming = self._implementation, self._naming
        name = naming.class_name(implementation.interface.target or implementation, implementation)
        text = self._documentation()
        blocks = [docstring(text) if text else [], self._of_class(), self._constructor()]
        blocks += [self._member(member) for member in implementation.members]
        body = separated(blocks, 1) or ["pass"]
        lines = [f"class {name}({naming.use('Component')}):", *indented(body)]
        values = list(self._values(name))
        return [*lines, "", "", *values] if values else lines

    def _values(self, name: str) -> Iterator[str]:
        """The values of enumerations that its functions use, as names of the module."""
        for member in self._implementation.members:
            for value in member.enumerators if isinstance(member, Enumeration) else ():
                if id(value) in self._naming.values:
                    path = f"{name}.{self._attributes.name(member)}.{python_name(value.name)}"
                    yield f"{self._naming.value(value)} = {path}"

    def _documentation(self) -> str | None:
        interface = self._implementation.interface.target
        inherited = interface.documentation if isinstance(interface, ComponentInterface) else None
        own = self._implementation.documentation
        return f"{inherited}\n\n{own}" if own and inherited else own or inherited

    def _of_class(self) -> list[str]:
        """Enumerations and constants; and the names of subs, by which an error calls elements."""
        writer = self._writer(owner="")
        lines: list[str] = []
        for member in self._implementation.members:
            if isinstance(member, Enumeration):
                names = [f'{python_name(e.name)}="{e.name}"' for e in member.enumerators]
                made = f"{self._naming.use('Enumeration')}({', '.join(names)})"
                lines.append(f"{self._attributes.name(member)} = {made}")
            elif isinstance(member, ConstantDefinition):
                value = writer.converted(member.value, declared_type(member))
                require_value(member, value, writer.fallible, lines)
                lines.append(f"{self._attributes.name(member)} = {value}")
        self._constants = list(lines)
        return lines + self._subs()

    def _subs(self) -> list[str]:
        subs = [m for m in self._implementation.members if isinstance(m, SubElement)]
        names = [f'"{self._attributes.name(sub)}": "{sub.name}"' for sub in subs]
        return [f"{SUBS} = {{{', '.join(names)}}}"] if names else []

    def _member(self, member: Declaration) -> list[str]:
        match member:
            case PowerOn():
                return self._function(POWER_ON, member)
            case Method():
                return self._function(self._attributes.name(member), member)
            case EventHandler():
                return self._function(self._attributes.handler(member), member)
            case DefaultHandler():
                return self._default(member)
        return []

    def _function(self, name: str, function: PowerOn | Method | EventHandler) -> list[str]:
        writer = self._writer()
        head = self._head(name, function.parameters, writer)
        if given := annotation(_result(function)):
            head = f"{head[:-1]} -> {given}:"
        text = docstring(function.documentation) if function.documentation else []
        machinery = MachineryWriter(writer, self._pins(), _tails(function))
        statements = StatementWriter(
            writer,
            machinery,
            _result(function),
            runs_once=isinstance(function, PowerOn),
            is_handler=isinstance(function, EventHandler) and not self._naming.open,
        )
        body = statements.body(function.body)
        return [head, *indented(text + body)]

    def _default(self, handler: DefaultHandler) -> list[str]:
        """A default handler gets the event's name and arguments, to forward it."""
        writer = self._writer()
        for taken in ("event", "arguments"):
            writer.names.name(taken, taken)
        head = f"def {self._attributes.handler(handler)}(self, event, *arguments):"
        tails = frozenset(map(id, tail_statements(handler.body)))
        body = StatementWriter(writer, MachineryWriter(writer, self._pins(), tails)).body(
            handler.body
        )
        text = docstring(handler.documentation) if handler.documentation else []
        return [head, *indented(text + body)]

    def _constructor(self) -> list[str]:
        """The ports, what `init` need not assign, and what `init` does."""
        writer, init = self._writer(), self._init
        writer.assigned.clear()
        head = self._head("__init__", init.parameters if init else self._parameters(), writer)
        machinery = MachineryWriter(writer, self._pins())
        statements = StatementWriter(writer, machinery, runs_once=True)
        lines = docstring(init.documentation) if init and init.documentation else []
        lines += [*self._ports(), *self._variables(statements, _assigned_first(init))]
        if init is not None and init.body.statements:
            lines += statements.body(init.body)
        return [head, *indented(lines)] if lines else []

    def _parameters(self) -> Sequence[TypedParameter]:
        interface = self._implementation.interface.target
        return interface.parameters if isinstance(interface, ComponentInterface) else ()

    def _ports(self) -> Iterator[str]:
        """An in-port holds its own handlers; an out-port those of what it is connected to."""
        if self._attributes.turns:
            yield f"self.{TURNS} = {self._naming.use('Turns')}()"
        for table in self._tables:
            if table.sub is None:
                yield from self._inlet(table)
        interface = self._implementation.interface.target
        for port in ports_of(interface) if isinstance(interface, ComponentInterface) else ():
            if port.direction is PortDirection.OUT:
                yield f"self.{self._attributes.name(port)} = {self._naming.protocol(port)}()"

    def _inlet(self, table: DispatchTable) -> Iterator[str]:
        protocol, name = self._naming.protocol(table.port), self._attributes.name(table.port)
        delegate = self._attributes.delegate(table.port)
        if delegate is None:
            handlers = self._attributes.table(table, self._naming)
            yield from call(f"self.{name} = {protocol}", handlers)
        else:
            yield f"self.{delegate} = {protocol}()"
            yield f'self.{name} = {self._naming.use("relay")}({protocol}, self, "{delegate}")'

    def _variables(self, statements: StatementWriter, assigned: set[int]) -> Iterator[str]:
        members = [m for m in self._implementation.members if isinstance(m, _VARIABLES)]
        variables = [member for member in members if id(member) not in assigned]
        for variable in [*variables, *self._attributes.retained]:
            yield statements.variable(f"self.{self._attributes.name(variable)}", variable)

    def _head(
        self,
        name: str,
        parameters: Sequence[TypedParameter | HandlerParameter],
        writer: ExpressionWriter,
    ) -> str:
        shown = ["self", *(self._parameter(parameter, writer) for parameter in parameters)]
        return f"def {name}({', '.join(shown)}):"

    def _parameter(
        self, parameter: TypedParameter | HandlerParameter, writer: ExpressionWriter
    ) -> str:
        shown, kind = writer.names.name(id(parameter), parameter.name), declared_type(parameter)
        typed = f": {annotation(kind)}" if annotation(kind) else ""
        default = parameter.default if isinstance(parameter, TypedParameter) else None
        if default is None:
            return shown + typed
        of_class = self._writer(owner="")
        value = of_class.converted(default, kind)
        require_value(parameter, value, of_class.fallible, self._constants)
        return f"{shown}{typed}{' = ' if typed else '='}{value}"

    def _writer(self, owner: str = "self.") -> ExpressionWriter:
        """A writer for one function, where the subs that `init` assigns have been assigned."""
        names = self._naming.locals()
        writer = ExpressionWriter(self._naming, self._attributes, names, owner)
        writer.assigned |= self._assigned
        return writer

    def _pins(self) -> list[DispatchTable]:
        return [table for table in self._tables if table.sub is not None]


def annotation(kind: StaticType) -> str | None:
    """What Python calls a type; components and enumerations are left out."""
    if isinstance(kind, ListOf) and isinstance(kind.item, Scalar):
        return "list[" * kind.depth + kind.item.value + "]" * kind.depth
    return kind.value if isinstance(kind, Scalar) else None


def _tails(function: PowerOn | Method | EventHandler) -> frozenset[int]:
    """The sends that a handler ends in; one that returns a value has to stay for it."""
    if not isinstance(function, EventHandler) or declared_type(function.event) is not None:
        return frozenset()
    return frozenset(map(id, tail_statements(function.body)))


def _result(function: PowerOn | Method | EventHandler) -> StaticType:
    return declared_type(function.event if isinstance(function, EventHandler) else function)


def _assigned_first(init: Init | None) -> set[int]:
    """What `init` assigns before it does anything else, from values that use no part of anything.

    Such a variable needs no default first.
    """
    assigned: set[int] = set()
    for statement in init.body.statements if init else ():
        if not isinstance(statement, Become) or not _is_plain(statement):
            break
        assigned.update(id(t.target) for t in statement.targets if isinstance(t, Part))
    return assigned


def _is_plain(statement: Become) -> bool:
    if statement.operator is not None:
        return False
    own = all(isinstance(t, Part) and isinstance(t.base, Self) for t in statement.targets)
    return own and not any(
        isinstance(node, Part | SendEvent)
        or (isinstance(node, Identifier) and isinstance(node.target, Method))
        for value in statement.values
        for node in walk(value)
    )


def _assigned_subs(init: Init | None) -> Iterator[int]:
    """The subs that are assigned whenever an element is made."""
    for statement in init.body.statements if init else ():
        if isinstance(statement, Return):
            return
        if isinstance(statement, Become):
            yield from (id(t.target) for t in statement.targets if isinstance(t, Part))
