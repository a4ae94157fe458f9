"""Invariants of names: what they name, and that no two things share one."""

from collections.abc import Iterable, Iterator, Sequence

from castle.aigr._diagnostics import Diagnostic
from castle.aigr._node import Declaration
from castle.aigr._nodes.enumerations import Enumeration
from castle.aigr._nodes.expressions import Identifier, Part, Self
from castle.aigr._nodes.handlers import (
    EventHandler,
    HandlerParameter,
    Init,
    Method,
    PowerOn,
)
from castle.aigr._nodes.implementations import ComponentImplementation
from castle.aigr._nodes.interfaces import ComponentInterface, Port
from castle.aigr._nodes.machines import EventTrigger, StateMachine
from castle.aigr._nodes.members import Alias, ConstantDefinition, Member, SubElement
from castle.aigr._nodes.namespaces import Forest, ImportedName, NameSpace
from castle.aigr._nodes.protocols import Event, EventProtocol
from castle.aigr._nodes.statements import Body, LocalVariable, LoopVariable
from castle.aigr._nodes.types import NamedType, Specialise, TypedParameter
from castle.aigr._verification._facts import Implementation, bodies
from castle.aigr._verification._invariants import Scope, invariant
from castle.aigr._verification._ports import component_of, has_port
from castle.aigr._verification._problems import declared, problem, shortened

_LOCALS = HandlerParameter | LocalVariable | LoopVariable | TypedParameter
_OF_ELEMENTS = (Alias, ConstantDefinition, Enumeration, Member, Method, SubElement)
_NAMED = (*_OF_ELEMENTS, Init, PowerOn)


@invariant(Identifier, ImportedName, NamedType, Part, Specialise)
def resolved(
    node: Identifier | ImportedName | NamedType | Part | Specialise, scope: Scope
) -> Iterator[Diagnostic]:
    """A name names something."""
    if node.target is None:
        yield problem("CAS0307", node, f"nothing is called `{shortened(node.name)}` here")


@invariant(Identifier)
def in_sight(node: Identifier, scope: Scope) -> Iterator[Diagnostic]:
    """A local or parameter is one of the code that names it; a method one of its element."""
    target = node.target
    if isinstance(target, _LOCALS) and id(target) not in scope.known:
        message = f"`{shortened(node.name)}` is not known here: it belongs to other code"
        yield problem("CAS0319", node, message, declared(target))
    elif isinstance(target, _OF_ELEMENTS):
        yield from _at_home(node, target, scope)


@invariant(Part)
def of_its_base(node: Part, scope: Scope) -> Iterator[Diagnostic]:
    """What stands after a dot is part of what stands before it."""
    target, base = node.target, node.base
    if isinstance(base, Self) and isinstance(target, _OF_ELEMENTS):
        yield from _at_home(node, target, scope)
    if not isinstance(target, Port):
        return
    holder = scope.interface if isinstance(base, Self) else component_of(base, scope.facts)
    if holder is not None and not has_port(holder, target, scope.facts):
        message = f"`{shortened(holder.name)}` has no such port `{shortened(node.name)}`"
        yield problem("CAS0319", node, message, declared(target), declared(holder))


def _at_home(node: Identifier | Part, target: Declaration, scope: Scope) -> Iterator[Diagnostic]:
    home = scope.facts.homes.get(id(target))
    if scope.interface is not None and home is not None and home is not scope.interface:
        message = f"`{shortened(node.name)}` belongs to `{shortened(home.name)}`, not to this"
        yield problem("CAS0319", node, message, declared(target))


@invariant(Forest)
def namespaces(node: Forest, scope: Scope) -> Iterator[Diagnostic]:
    """Namespaces of one name share their names; an implementation may be called as its contract."""
    together: dict[str, list[Declaration]] = {}
    for space in scope.facts.spaces:
        if scope.facts.owner(space) is node:
            together.setdefault(space.name, []).extend(space.declarations)
    for name, declarations in together.items():
        yield from _in_namespace(declarations, name)


@invariant(NameSpace)
def namespace(node: NameSpace, scope: Scope) -> Iterator[Diagnostic]:
    """A namespace within a namespace has no name twice either."""
    if not isinstance(scope.facts.owner(node), Forest):
        yield from _in_namespace(node.declarations, node.name)


@invariant(Forest)
def inherited(node: Forest, scope: Scope) -> Iterator[Diagnostic]:
    """No event or port is called like one that is inherited."""
    for second, first in scope.facts.inheritance.repeated():
        yield _twice(second, first)


@invariant(Forest)
def implemented_once(node: Forest, scope: Scope) -> Iterator[Diagnostic]:
    """One thing stands behind an interface; refinements of a machine do not count."""
    seen: dict[int, Declaration] = {}
    for one in scope.facts.implementations:
        target = one.interface.target
        if target is not None and not _refines(one):
            first = seen.setdefault(id(target), one)
            if first is not one and first.name != one.name:
                message = f"`{shortened(target.name)}` is implemented twice"
                yield problem("CAS0304", one, message, ("the first time is here", first))


@invariant(ComponentInterface, Event, EventProtocol, EventTrigger, Init, Method, PowerOn)
@invariant(EventHandler)
def parameters(
    node: ComponentInterface | Event | EventHandler | EventProtocol | EventTrigger | Method,
    scope: Scope,
) -> Iterator[Diagnostic]:
    """No two parameters have one name."""
    yield from _repeated(node.parameters)


@invariant(Enumeration)
def enumerators(node: Enumeration, scope: Scope) -> Iterator[Diagnostic]:
    """No two values of an enumeration have one name."""
    yield from _repeated(node.enumerators)


@invariant(Body)
def locals_of_body(node: Body, scope: Scope) -> Iterator[Diagnostic]:
    """No two locals between the same braces have one name."""
    yield from _repeated([each for each in node.statements if isinstance(each, LocalVariable)])


@invariant(ComponentImplementation)
def members(node: ComponentImplementation, scope: Scope) -> Iterator[Diagnostic]:
    """Members, sub-elements, aliases, constants and methods have names of their own."""
    yield from _repeated(_named(node))
    handlers: dict[tuple[int, ...], EventHandler] = {}
    for each in node.members:
        if isinstance(each, EventHandler) and each.event is not None:
            holder = each.port.base.target if isinstance(each.port.base, Part) else None
            key = id(each.event), id(each.port.target), id(holder)
            if each.port.target is not None and handlers.setdefault(key, each) is not each:
                yield _twice(each, handlers[key])


@invariant(StateMachine)
def members_of_machine(node: StateMachine, scope: Scope) -> Iterator[Diagnostic]:
    """What a machine has besides states has names of its own, too."""
    yield from _repeated(_named(node))


@invariant(Forest)
def ports_and_members(node: Forest, scope: Scope) -> Iterator[Diagnostic]:
    """Nothing in an implementation is called like a port of its component, inherited or not."""
    inside: dict[int, list[Declaration]] = {}
    for one in scope.facts.implementations:
        inside.setdefault(id(one.interface.target), []).extend(_named(one))
    for contract, ports in scope.facts.inheritance.named():
        for each in inside.get(id(contract), ()):
            if each.name in ports:
                yield _twice(each, ports[each.name])


def _named(one: Implementation) -> list[Declaration]:
    """What is declared in an implementation, and used by its name."""
    if isinstance(one, ComponentImplementation):
        return [each for each in one.members if isinstance(each, _NAMED)]
    items = [item for body, _ in bodies(one) for item in body.items]
    return [each for each in items if isinstance(each, _NAMED)]


def _in_namespace(declarations: Sequence[Declaration], name: str) -> Iterator[Diagnostic]:
    implementing = (ComponentImplementation, StateMachine)
    yield from _repeated([d for d in declarations if not isinstance(d, implementing)])
    wholes = [d for d in declarations if isinstance(d, implementing) and not _refines(d)]
    yield from _repeated(wholes)


def _refines(one: Declaration) -> bool:
    return isinstance(one, StateMachine) and one.refines is not None


def _repeated(declarations: Iterable[Declaration]) -> Iterator[Diagnostic]:
    seen: dict[str, Declaration] = {}
    for one in declarations:
        first = seen.setdefault(one.name, one)
        if first is not one:
            yield _twice(one, first)


def _twice(second: Declaration, first: Declaration) -> Diagnostic:
    message = f"`{shortened(second.name)}` is declared twice"
    return problem("CAS0304", second, message, ("the first is here", first))
