"""The text of programs that mean something, with most of what the language has."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from castle.TESTDOUBLES.aigr.programs._source_bodies import Bodies, Parameters
from castle.TESTDOUBLES.aigr.programs._source_machine import machine
from castle.TESTDOUBLES.aigr.programs._source_values import LITERALS

_SCALARS = ["int", "float", "bool", "str"]


@dataclass
class _Protocol:
    name: str
    base: "_Protocol | None" = None
    events: dict[str, Parameters] = field(default_factory=dict)
    head: str = ""

    def all_events(self) -> dict[str, Parameters]:
        """Its own events behind those that it inherits."""
        return {**(self.base.all_events() if self.base else {}), **self.events}

    def is_bounded(self) -> bool:
        """Whether it inherits from `SlowStart`."""
        return self.base.is_bounded() if self.base else "SlowStart" in self.head


@dataclass
class _Component:
    name: str
    parameters: Parameters
    inlets: dict[str, _Protocol]
    outlets: dict[str, _Protocol]
    base: "_Component | None" = None

    @property
    def own(self) -> list[tuple[str, _Protocol, str]]:
        """The ports that it does not inherit: name, protocol, direction."""
        inherited = {*self.base.inlets, *self.base.outlets} if self.base else set()
        ports = [(name, protocol, "in") for name, protocol in self.inlets.items()]
        ports += [(name, protocol, "out") for name, protocol in self.outlets.items()]
        return [port for port in ports if port[0] not in inherited]


def source(random: Random, components: int = 3) -> dict[str, str]:
    """Make the text of a program that can be read without an error, and is not in canonical style.

    It holds comments and docstrings, and uses most of the language; it is not meant to be run.

    Args:
        random: decides; the same state gives the same text.
        components: how many components there are beside the main one and a state machine.

    Returns:
        The text of each file by its name; the first imports all others.
    """
    return _Source(random, components).files()


class _Source:
    """A program that is being made."""

    def __init__(self, random: Random, components: int) -> None:
        self._random = random
        self._protocols = [self._protocol(0, None)]
        for number in range(1, 4):
            base = random.choice([None, *self._protocols])
            self._protocols.append(self._protocol(number, base))
        self._components: list[_Component] = []
        for number in range(components):
            self._components.append(self._component(number))

    def files(self) -> dict[str, str]:
        """The text of each file."""
        contracts = [*map(self._protocol_text, self._protocols)]
        contracts += [*map(self._component_text, self._components), "component Main {\n}"]
        parts = [self._implementation(component) for component in self._components]
        contract, door = machine(self._random)
        imports = "import contracts;\nfrom contracts import Main, Part0 as First;\nimport doors;\n"
        names = ", ".join([*(p.name for p in self._protocols), *(c.name for c in self._components)])
        return {
            "main.Castle": imports + "import parts;\n\n" + self._noisy(self._main()),
            "parts.Castle": f"from contracts import {names};\n" + self._noisy("\n".join(parts)),
            "contracts.Moat": self._noisy('"""What there is."""\n' + "\n\n".join(contracts)),
            "doors.Moat": self._noisy(contract),
            "doors.Castle": self._noisy(door),
        }

    def _protocol(self, number: int, base: _Protocol | None) -> _Protocol:
        made = _Protocol(f"Protocol{number}", base)
        for event in range(self._random.randrange(1, 4)):
            made.events[f"event{number}{event}"] = self._parameters()
        bases = ["", ": EventProtocol", f": SlowStart({self._random.randrange(1, 9)})"]
        made.head = f": {base.name}" if base else self._random.choice(bases)
        return made

    def _component(self, number: int) -> _Component:
        base = self._random.choice(self._components) if self._components else None
        if base and self._random.random() < 0.3:
            outlets = {**base.outlets, f"more{number}": self._random.choice(self._protocols)}
            return _Component(f"Part{number}", base.parameters, dict(base.inlets), outlets, base)
        inlets = {f"in{n}": self._random.choice(self._protocols) for n in range(2)}
        outlets = {"try": self._random.choice(self._protocols), "through": inlets["in0"]}
        return _Component(f"Part{number}", self._parameters(), inlets, outlets)

    def _parameters(self) -> Parameters:
        kinds = [*_SCALARS, "int[]"]
        number = self._random.randrange(3)
        return [(f"given{n}", self._random.choice(kinds)) for n in range(number)]

    def _declared(self, parameters: Parameters) -> str:
        sides = [
            f"{kind}:{name}" if self._random.random() < 0.7 else f"{name}: {kind}"
            for name, kind in parameters
        ]
        return f"({', '.join(sides)})"

    def _protocol_text(self, protocol: _Protocol) -> str:
        lines = [f"protocol {protocol.name} {protocol.head} {{", '    """An agreement."""']
        for name, parameters in protocol.events.items():
            lines.append(f"    {name}{self._declared(parameters)};")
        return "\n".join([*lines, "}"])

    def _component_text(self, component: _Component) -> str:
        parameters = self._declared(component.parameters) if component.parameters else ""
        base = f" : {component.base.name}" if component.base else ""
        lines = [f"component {component.name}{parameters}{base} {{"]
        for name, protocol, direction in component.own:
            colon = self._random.choice([":", " : ", " "])
            lines.append(f"    port {protocol.name}<{direction}>{colon}{name};")
        if not component.base:
            lines += ["    port float[]<in>:levels;", "    port int<out>:level;"]
        return "\n".join([*lines, "}"])

    def _implementation(self, component: _Component) -> str:
        members = {kind: [f".{kind.strip('[]')}{len(kind)}"] for kind in (*_SCALARS, "int[]")}
        bodies = Bodies(self._random, members)
        declared = [
            f"{kind} {names[0][1:]} := {self._random.choice(LITERALS[kind])};"
            for kind, names in members.items()
        ]
        lines = [f"implement {component.name} {{", *_indented(declared)]
        lines += _indented(["cons LIMIT := 3;", "enum Mood { calm, angry }", "Mood mood;"])
        lines += self._method(bodies)
        if component.parameters and self._random.random() < 0.8:
            head = f"init{self._declared(component.parameters)} {{"
            names = ", ".join(name for name, _ in component.parameters)
            above = [f"super.init({names});"] if component.base else []
            lines += self._block(head, above + bodies.body(component.parameters, quiet=True))
        for port, protocol in component.outlets.items():
            events = protocol.all_events().items()
            bodies.sends += [(f".{port}.{name}", parameters) for name, parameters in events]
            if protocol.is_bounded():
                bodies.sends += [(f".{port}.queue.removeLimit", [])]
        return "\n".join([*lines, *self._handlers(component, bodies), "}"])

    def _method(self, bodies: Bodies) -> list[str]:
        kind, parameters = self._random.choice(_SCALARS), self._parameters()
        body = bodies.body(parameters, kind, quiet=True)
        lines = self._block(f"{kind}: valued{self._declared(parameters)} {{", body)
        lines += self._block("plain() {", ['"""Do it."""', *bodies.body([], quiet=True)])
        bodies.sends.append(("plain", []))
        return lines

    def _handlers(self, component: _Component, bodies: Bodies) -> Iterator[str]:
        for port, protocol in component.inlets.items():
            events = list(protocol.all_events().items())
            through = component.outlets.get("through") is protocol and self._random.random() < 0.5
            if through:
                del events[self._random.randrange(len(events)) :]
            for event, parameters in events:
                names = ", ".join(name for name, _ in parameters)
                head = f"{protocol.name}.{event}({names}) on .{port} {{"
                yield from self._block(head, bodies.body(parameters))
            if through:
                yield from self._block(f"* on .{port} as e {{", [".through = e;"])
        yield from self._block("value(v) on .levels {", [".level.value(len(v));"])

    def _main(self) -> str:
        bodies = Bodies(self._random, {"int": [".count"]})
        given = [LITERALS[kind][0] for _, kind in self._components[0].parameters]
        made = [f".first := contracts.Part0({', '.join(given)});", ".last := .first;"]
        sends = self._components[0].inlets["in0"].all_events().items()
        bodies.sends = [(f".first.in0.{name}", parameters) for name, parameters in sends]
        lines = ["implement Main {", *_indented(["sub First:first;", "alias last;", "int count;"])]
        lines += self._block("init() {", made)
        power = ["str:name", "int:times := 3"][: self._random.randrange(3)]
        lines += self._block(f"powerOn({', '.join(power)}) {{", bodies.body([]))
        return "\n".join([*lines, *self._pin(), "}"])

    def _pin(self) -> list[str]:
        protocol = self._components[0].outlets["try"]
        owner = protocol
        while owner.base and self._random.random() < 0.5:
            owner = owner.base
        event, parameters = self._random.choice(list(owner.events.items()))
        names = ", ".join(name for name, _ in parameters)
        return self._block(
            f"contracts.{owner.name}.{event}({names}) on .first.try {{", ["print(.count);"]
        )

    def _block(self, head: str, inside: list[str]) -> list[str]:
        return [f"    {head}", *_indented(inside, 8), "    }"]

    def _noisy(self, text: str) -> str:
        """Put in comments and blank lines, and move what can be moved."""
        lines = []
        for line in text.splitlines():
            chance = self._random.random()
            if '"""' in line or chance > 0.3:
                lines.append(line)
            elif chance < 0.05:
                lines += ["", line]
            elif chance < 0.1:
                lines += ["    // a comment before", line]
            elif chance < 0.15:
                lines.append(f"{line}  // a comment behind")
            elif chance < 0.2:
                lines.append(f"/* a block */ {line}")
            else:
                lines.append(line.replace("    ", self._random.choice(["", " ", "\t"])))
        return "\n".join(lines) + "\n"


def _indented(lines: list[str], width: int = 4) -> list[str]:
    return [" " * width + line for line in lines]
