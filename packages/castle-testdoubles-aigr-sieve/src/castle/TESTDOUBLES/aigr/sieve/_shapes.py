"""Short ways to write the shapes that come up again and again."""

from castle.aigr import (
    Argument,
    Become,
    Body,
    Call,
    ComponentImplementation,
    ComponentInterface,
    Connection,
    Declaration,
    Event,
    EventHandler,
    EventProtocol,
    Expression,
    HandlerParameter,
    Identifier,
    ImportedName,
    ImportFrom,
    NamedType,
    Part,
    Port,
    PortDirection,
    Scalar,
    ScalarType,
    Self,
    SendEvent,
    SourceNS,
    Statement,
    TypedParameter,
    VoidCall,
)


def integer() -> ScalarType:
    """The use of `int`."""
    return ScalarType(Scalar.INT)


def use(declaration: Declaration) -> NamedType:
    """The use of a declaration as a type."""
    return NamedType(declaration.name, declaration)


def parameter(name: str, default: Expression | None = None) -> TypedParameter:
    """A parameter `int:name`."""
    return TypedParameter(name, integer(), default)


def event(name: str, carries: str) -> Event:
    """An event that carries one int."""
    return Event(name, [parameter(carries)])


def protocol(name: str, base: EventProtocol, text: str, *events: Event) -> EventProtocol:
    """A protocol and the events that it adds."""
    return EventProtocol(name, use(base), list(events), documentation=text)


def inlet(carries: EventProtocol, name: str) -> Port:
    """An in-port."""
    return Port(name, PortDirection.IN, use(carries))


def outlet(carries: EventProtocol, name: str) -> Port:
    """An out-port."""
    return Port(name, PortDirection.OUT, use(carries))


def component(
    name: str, base: ComponentInterface, text: str, *ports: Port, parameters: tuple[str, ...] = ()
) -> ComponentInterface:
    """A component with its ports; its parameters are ints."""
    bound = [parameter(each) for each in parameters]
    return ComponentInterface(name, use(base), list(ports), bound, documentation=text)


def implement(interface: ComponentInterface, *members: Declaration) -> ComponentImplementation:
    """An implementation of a component."""
    return ComponentImplementation(interface.name, use(interface), list(members))


def handler(
    carries: EventProtocol,
    handled: Event,
    port: Part,
    own: HandlerParameter,
    *statements: Statement,
    text: str | None = None,
) -> EventHandler:
    """A handler of an event that carries one value, which it calls by a name of its own."""
    (own.parameter,) = handled.parameters
    return EventHandler(
        handled.name, use(carries), port, body(*statements), [own], handled, documentation=text
    )


def body(*statements: Statement) -> Body:
    """Statements between braces."""
    return Body(list(statements))


def name(declaration: Declaration) -> Identifier:
    """The use of a name without a dot."""
    return Identifier(declaration.name, declaration)


def own(declaration: Declaration) -> Part:
    """`.name`."""
    return Part(Self(), declaration.name, declaration)


def part(base: Expression, declaration: Declaration) -> Part:
    """`base.name`."""
    return Part(base, declaration.name, declaration)


def call(callee: Declaration, *arguments: Expression) -> Call:
    """`callee(arguments)`."""
    return Call(name(callee), [Argument(each) for each in arguments])


def send(port: Part, sent: Event, *arguments: Expression) -> VoidCall:
    """`port.event(arguments);`."""
    return VoidCall(SendEvent(port, sent.name, sent, [Argument(each) for each in arguments]))


def assign(target: Part, value: Expression) -> Become:
    """`target := value;`."""
    return Become([target], [value])


def connect(left: Part, right: Part) -> Connection:
    """`left = right;`."""
    return Connection(left, right)


def imports(space: SourceNS, *declarations: Declaration) -> ImportFrom:
    """`from space import names;`."""
    names = [ImportedName(each.name, target=each) for each in declarations]
    return ImportFrom(space.name, names)
