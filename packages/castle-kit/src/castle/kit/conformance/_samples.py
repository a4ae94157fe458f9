"""Programs that every stage can be tried on."""

from castle.aigr import (
    Argument,
    Become,
    Body,
    Call,
    ComponentImplementation,
    ComponentInterface,
    Connection,
    Constant,
    Event,
    EventHandler,
    EventProtocol,
    Forest,
    HandlerParameter,
    Identifier,
    Init,
    NamedType,
    Part,
    Port,
    PortDirection,
    PowerOn,
    Scalar,
    ScalarType,
    Self,
    SendEvent,
    SourceNS,
    SubElement,
    TypedParameter,
    VoidCall,
    predefined,
)


def sample_programs() -> dict[str, Forest]:
    """Graphs that verify, by a name: one without anything in it, and one that prints `1`."""
    return {"nothing": Forest([predefined()]), "one event": _one_event()}


def _one_event() -> Forest:
    known = predefined()
    names = {one.name: one for one in known.declarations}
    event = Event("show", [TypedParameter("number", ScalarType(Scalar.INT))])
    protocol = EventProtocol("Shows", NamedType("EventProtocol", names["EventProtocol"]), [event])
    shown = NamedType("Shows", protocol)
    inlet = Port("numbers", PortDirection.IN, shown)
    outlet = Port("outlet", PortDirection.OUT, NamedType("Shows", protocol))
    base = names["Component"]
    printer = ComponentInterface("Printer", NamedType("Component", base), [inlet])
    main = ComponentInterface("Main", NamedType("Component", base), [outlet])
    own = HandlerParameter("number")
    own.parameter = event.parameters[0]
    show = VoidCall(
        Call(Identifier("print", names["print"]), [Argument(Identifier("number", own))])
    )
    handler = EventHandler(
        "show", NamedType("Shows", protocol), _own(inlet), Body([show]), [own], event
    )
    sub = SubElement("printer", NamedType("Printer", printer))
    make = Become([_own(sub)], [Call(Identifier("Printer", printer), [])])
    connect = Connection(_own(outlet), Part(_own(sub), "numbers", inlet))
    send = VoidCall(SendEvent(_own(outlet), "show", event, [Argument(Constant(1))]))
    implementations = [
        ComponentImplementation("Printer", NamedType("Printer", printer), [handler]),
        ComponentImplementation(
            "Main",
            NamedType("Main", main),
            [sub, Init(Body([make, connect])), PowerOn(Body([send]), [])],
        ),
    ]
    space = SourceNS("sample", [protocol, printer, main, *implementations], source="sample.Castle")
    return Forest([known, space])


def _own(declaration: Port | SubElement) -> Part:
    return Part(Self(), declaration.name, declaration)
