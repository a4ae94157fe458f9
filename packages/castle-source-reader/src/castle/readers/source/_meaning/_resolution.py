"""A program whose names are resolved and whose meaning is checked."""

from collections.abc import Callable, Collection

from castle.aigr import (
    ComponentImplementation,
    ComponentInterface,
    Declaration,
    EventProtocol,
    NameSpace,
    StateMachine,
)
from castle.readers.source._imports import Unit
from castle.readers.source._meaning._contracts import Contracts, limit_inheritance
from castle.readers.source._meaning._implementations import Implementations
from castle.readers.source._meaning._machine_parts import Whole, check_machines, register
from castle.readers.source._meaning._scopes import Program, Scope
from castle.readers.source._meaning._uses import Uses
from castle.readers.source._problems import Problems


def resolve(
    predefined: NameSpace,
    units: list[Unit],
    problems: Problems,
    complete: Callable[[Collection[Declaration]], None] = lambda implemented: None,
) -> None:
    """Resolve every name of a program, and report all that the language forbids.

    Contracts come first, then which component is implemented where, then the implementations.
    Before these, `complete` is told what is implemented, and may read bodies that were left out.
    """
    program = Program(predefined, units, problems)
    scopes: dict[Unit, Scope] = {}
    for unit in units:
        _scope(unit, program, scopes)
    _resolve_contracts(scopes, problems)
    machines: Whole = {}
    for unit, scope in scopes.items():
        for one in unit.space.declarations:
            if isinstance(one, ComponentImplementation):
                _register(one, scope)
            elif isinstance(one, StateMachine):
                register(one, scope, machines)
    complete(program.implementations)
    for unit, scope in scopes.items():
        for one in unit.space.declarations:
            if isinstance(one, ComponentImplementation) and not unit.is_stub:
                Implementations(scope, one).check()
    check_machines(machines)


def _scope(unit: Unit, program: Program, scopes: dict[Unit, Scope]) -> Scope:
    if unit not in scopes:
        contract = _scope(unit.contract, program, scopes) if unit.contract else None
        scopes[unit] = Scope(program, unit, contract)
    return scopes[unit]


def _resolve_contracts(scopes: dict[Unit, Scope], problems: Problems) -> None:
    found = [
        (Contracts(scope), one)
        for unit, scope in scopes.items()
        for one in unit.space.declarations
        if isinstance(one, EventProtocol | ComponentInterface)
    ]
    for contracts, one in found:
        contracts.resolve(one)
    limit_inheritance((one for _, one in found), problems)
    for contracts, one in found:
        contracts.check(one)


def _register(one: ComponentImplementation, scope: Scope) -> None:
    component = Uses(scope).component(one.interface)
    if component is None:
        scope.program.is_complete = False  # it may be what implements any of them
        return
    first = scope.program.implementations.setdefault(component, one)
    if first is not one:
        scope.program.report_twice(f"implement {one.name}", one.location, first)
