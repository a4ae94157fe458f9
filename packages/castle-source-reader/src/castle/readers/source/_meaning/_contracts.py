"""Protocols and component interfaces: what they inherit, and what they add."""

from collections.abc import Iterable

from castle.aigr import (
    ComponentInterface,
    EventProtocol,
    Location,
    NamedType,
    Note,
    Specialise,
    events_of,
    ports_of,
)
from castle.readers.source._meaning._constants import is_bound
from castle.readers.source._meaning._queues import LIMITED
from castle.readers.source._meaning._scopes import Scope
from castle.readers.source._meaning._statements import Statements
from castle.readers.source._meaning._uses import Uses
from castle.readers.source._problems import Code, Problems

NO_ELEMENT = "a component is no type here: subs and aliases hold elements"

Contract = EventProtocol | ComponentInterface

_MOST_BASES = 64


class Contracts:
    """Checks the protocols and components of one file."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._program = scope.program
        self._uses = Uses(scope)

    def resolve(self, one: Contract) -> None:
        """Resolve what a contract names; what it inherits is known when all are resolved."""
        self._uses.parameters(one.parameters, elements=NO_ELEMENT)
        if isinstance(one, EventProtocol):
            self._resolve_protocol(one)
            return
        if one.base is not None:
            self._uses.component(one.base)
        for port in one.ports:
            if isinstance(port.protocol, NamedType):
                self._uses.protocol(port.protocol, data=True)
            else:
                self._uses.parameters(port.protocol.event.parameters, elements=NO_ELEMENT)

    def check(self, one: Contract) -> None:
        """Check what a contract adds against what it inherits."""
        if one in self._program.cyclic:
            return
        cycle = _cycle(one)
        if cycle:
            self._report_cycle(one, cycle)
        elif isinstance(one, EventProtocol):
            if isinstance(one.base, Specialise):
                self._check_specialise(one, one.base)
            self._program.report_repeated(events_of(one), one.events)
        else:
            self._program.report_repeated(ports_of(one), one.ports)

    def _report_cycle(self, one: Contract, cycle: list[Contract]) -> None:
        self._program.cyclic.update(cycle)
        notes = [
            Note(f"`{each.name}` inherits from `{after.name}` here", _place(each))
            for each, after in zip(cycle[1:], [*cycle[2:], one], strict=False)
        ]
        message = f"`{one.name}` inherits from itself"
        self._program.problems.report(Code.BASE_CYCLE, message, _place(one), *notes)

    def _resolve_protocol(self, one: EventProtocol) -> None:
        if isinstance(one.base, Specialise):
            one.base.target = self._uses.parameterised(one.base.name, one.base.location)
        elif one.base is not None:
            self._uses.protocol(one.base)
        for event in one.events:
            self._uses.parameters(event.parameters, elements=NO_ELEMENT)
            if event.returns is not None:
                self._uses.value(event.returns, elements=NO_ELEMENT)

    def _check_specialise(self, one: EventProtocol, base: Specialise) -> None:
        constants = Statements(self._scope, None)
        for parameter in one.parameters:
            constants.locals[parameter.name] = parameter
        if isinstance(base.target, EventProtocol):
            constants.give(base, base.arguments, base.target.parameters, base.target)
        limited = self._program.predefined[LIMITED]
        for argument in base.arguments:
            if base.target is limited:
                constants.check_positive(argument.value)
            if not is_bound(argument.value):
                message = "the parameters of a protocol are bound to constants"
                self._program.problems.report(Code.DEFAULT, message, argument.location)


def limit_inheritance(contracts: Iterable[Contract], problems: Problems) -> None:
    """Report what inherits by way of too many others; it inherits nothing then."""
    depths: dict[Contract, int] = {}
    for one in contracts:
        way: list[Contract] = []
        current: Contract | None = one
        while current is not None and current not in depths:
            way.append(current)
            depths[current] = 0  # until it is known, as it may come back to itself
            current = _inherited(current)
        depth = depths[current] if current is not None else 0
        for each in reversed(way):
            depth += 1
            if depth > _MOST_BASES:
                message = f"`{each.name}` inherits by way of more than {_MOST_BASES} others"
                problems.report(Code.TOO_DEEP, message, _place(each), help="inherit from fewer")
                _forget(each)
                depth = 1
            depths[each] = depth


def _inherited(one: Contract) -> Contract | None:
    target = one.base.target if one.base else None
    return target if isinstance(target, EventProtocol | ComponentInterface) else None


def _forget(one: Contract) -> None:
    if one.base is not None:
        one.base.target = None


def _place(one: Contract) -> Location | None:
    return one.base.location if one.base else None


def _cycle(one: Contract) -> list[Contract]:
    """The contracts from one back to itself by way of what each inherits; else nothing."""
    found: list[Contract] = []
    current: object = one
    while isinstance(current, EventProtocol | ComponentInterface) and current not in found:
        found.append(current)
        current = current.base.target if current.base else None
    return found if current is one else []
