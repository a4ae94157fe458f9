"""Programs that mean something: a chain of components, each of which does a little arithmetic."""

from random import Random

from castle.aigr import (
    Argument,
    Become,
    Body,
    Call,
    ComponentImplementation,
    ComponentInterface,
    Connection,
    Constant,
    Declaration,
    Event,
    EventHandler,
    EventProtocol,
    Forest,
    HandlerParameter,
    Identifier,
    Import,
    ImportedName,
    ImportFrom,
    Init,
    Member,
    Method,
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
    Statement,
    SubElement,
    TypedParameter,
    VoidCall,
    predefined,
)
from castle.TESTDOUBLES.aigr.programs._code import Code


def program(random: Random, components: int) -> Forest:
    """Make a program that `verify` finds nothing wrong with: a main and a chain of components.

    The main sends one event down the chain; it may stop on an overflow and never runs on. A
    component has some 150 nodes.

    Args:
        random: decides; the same state gives the same program.
        components: how many components the chain has, at least one.
    """
    return _Chain(random, components).forest()


def _int(name: str) -> TypedParameter:
    return TypedParameter(name, ScalarType(Scalar.INT))


class _Chain:
    """A program that is being made."""

    def __init__(self, random: Random, components: int) -> None:
        self._random = random
        self._prelude = predefined()
        self._event = Event("input", [_int("number"), _int("step")])
        base = NamedType("EventProtocol", self._prelude.declarations[0])
        self._protocol = EventProtocol(
            "Numbers", base, [self._event], documentation="What travels down the chain."
        )
        last = components - 1
        self._links = [self._interface(f"Link{n}", n == last) for n in range(components)]
        self._main = ComponentInterface("Main")

    def forest(self) -> Forest:
        """The whole program, a file for each component."""
        contracts = SourceNS("contracts", [self._protocol, *self._links, self._main])
        contracts.source = "contracts.Moat"
        spaces = [
            self._space(link.name, self._implementation(link), self._named(self._protocol, link))
            for link in self._links
        ]
        makers: list[Import | ImportFrom] = [Import(space.name) for space in spaces]
        makers.append(self._named(*self._links, self._main))
        spaces.append(self._space("Main", self._whole(), *makers))
        return Forest([self._prelude, contracts, *spaces])

    def _space(
        self, name: str, code: ComponentImplementation, *imports: Import | ImportFrom
    ) -> SourceNS:
        return SourceNS(name.lower(), [code], f"{name.lower()}.Castle", list(imports))

    def _named(self, *contracts: EventProtocol | ComponentInterface) -> ImportFrom:
        return ImportFrom("contracts", [ImportedName(one.name, None, one) for one in contracts])

    def _interface(self, name: str, last: bool) -> ComponentInterface:
        ports = [Port("inlet", PortDirection.IN, self._use())]
        if not last:
            ports.append(Port("outlet", PortDirection.OUT, self._use()))
        return ComponentInterface(name, None, ports, documentation=f"The component {name}.")

    def _use(self) -> NamedType:
        return NamedType("Numbers", self._protocol)

    def _implementation(self, link: ComponentInterface) -> ComponentImplementation:
        count = self._random.randrange(1, 4)
        members = [
            Member(f"member{n}", ScalarType(Scalar.INT), Constant(self._random.randrange(9)))
            for n in range(count)
        ]
        outlet = link.ports[1] if len(link.ports) > 1 else None
        code = Code(self._random, members, outlet, self._event)
        parameter = _int("amount")
        quiet = Code(self._random, members, None, self._event)
        method = Method("work", quiet.body([parameter], 3), [parameter])
        code.method = method
        return ComponentImplementation(
            link.name,
            NamedType(link.name, link),
            [*members, method, self._handler(link.ports[0], code)],
        )

    def _handler(self, inlet: Port, code: Code) -> EventHandler:
        given = [HandlerParameter(p.name, p) for p in self._event.parameters]
        body = code.body(list(given), 4)
        port = Part(Self(), inlet.name, inlet)
        return EventHandler(self._event.name, self._use(), port, body, given, self._event)

    def _whole(self) -> ComponentImplementation:
        """The main: it owns the chain, connects it, and starts it."""
        subs = [SubElement(f"link{n}", NamedType(c.name, c)) for n, c in enumerate(self._links)]
        made = [self._made(sub, link) for sub, link in zip(subs, self._links, strict=True)]
        joined = [self._joined(n, subs) for n in range(len(subs) - 1)]
        start = SendEvent(
            self._port(subs[0], self._links[0].ports[0]),
            self._event.name,
            self._event,
            [Argument(Constant(1)), Argument(Constant(2))],
        )
        members: list[Declaration] = [*subs, Init(Body([*made, *joined]))]
        members.append(PowerOn(Body([VoidCall(start)])))
        return ComponentImplementation("Main", NamedType("Main", self._main), members)

    def _made(self, sub: SubElement, link: ComponentInterface) -> Statement:
        return Become([Part(Self(), sub.name, sub)], [Call(Identifier(link.name, link))])

    def _joined(self, number: int, subs: list[SubElement]) -> Statement:
        outlet = self._links[number].ports[1]
        inlet = self._links[number + 1].ports[0]
        return Connection(self._port(subs[number], outlet), self._port(subs[number + 1], inlet))

    def _port(self, sub: SubElement, port: Port) -> Part:
        return Part(Part(Self(), sub.name, sub), port.name, port)
