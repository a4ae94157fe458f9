"""Machines and the files that they stand in: which state of which machine is refined where."""

from collections.abc import Iterable

from castle.aigr import (
    ComponentInterface,
    Declaration,
    Location,
    NamedType,
    NameSpace,
    StateMachine,
    StateName,
)
from castle.readers.source._meaning._bodies import declared_here
from castle.readers.source._meaning._machines import Part, check_machine
from castle.readers.source._meaning._scopes import Scope
from castle.readers.source._meaning._uses import Uses
from castle.readers.source._problems import Code

Whole = dict[ComponentInterface, list[Part]]


def register(node: StateMachine, scope: Scope, machines: Whole) -> None:
    """Find the component that a machine implements, or of which it refines a state."""
    _split(node, scope)
    component = Uses(scope).component(node.interface)
    if component is None:
        return
    if node.refines is not None:
        machines.setdefault(component, []).append((scope, node))
        return
    first = scope.program.implementations.setdefault(component, node)
    if first is not node:
        scope.program.report_twice(f"implement {node.name}", node.location, first)
    else:
        machines.setdefault(component, []).insert(0, (scope, node))


def check_machines(machines: Whole) -> None:
    """Check all machines, each with what refines its states in other files."""
    for interface, parts in machines.items():
        scope, first = parts[0]
        found = scope.program.implementations.get(interface)
        if found is first:
            check_machine(interface, parts)
        elif found is not None or scope.program.is_complete:
            _report_missing(interface, parts, found)


def _report_missing(
    interface: ComponentInterface, parts: Iterable[Part], found: Declaration | None
) -> None:
    for scope, node in parts:
        if found is None:
            code, message = Code.NO_IMPLEMENTATION, f"there is no machine `{interface.name}` here"
            notes, help_ = declared_here(interface), "import the file that it stands in"
        else:
            code, message = Code.WRONG_KIND, f"`{interface.name}` is implemented as no machine"
            notes, help_ = declared_here(found), "write `@FSM` before `implement`"
        place = node.interface.location
        scope.program.problems.report(code, message, place, *notes, help=help_)


def _split(node: StateMachine, scope: Scope) -> None:
    """Tell the name of a component, with or without a namespace, from that of a state."""
    names = node.interface.name.split(".")
    count = 2 if isinstance(scope.names.get(names[0]), NameSpace) else 1
    if len(names) <= count:
        return
    place = node.interface.location
    name, state = ".".join(names[:count]), ".".join(names[count:])
    node.name = names[count - 1]
    node.refines = StateName(state, location=_last(place, state))
    node.interface = NamedType(name, location=_first(place, name))


def _first(place: Location | None, text: str) -> Location | None:
    return place._replace(end=place.start + len(text)) if place is not None else None


def _last(place: Location | None, text: str) -> Location | None:
    return place._replace(start=place.end - len(text)) if place is not None else None
