"""Invariants of state machines, whichever file or format they come from."""

from collections.abc import Iterator

from castle.aigr._diagnostics import Diagnostic
from castle.aigr._nodes.expressions import Call, SendEvent
from castle.aigr._nodes.handlers import DefaultHandler, EventHandler, Method
from castle.aigr._nodes.interfaces import ComponentInterface
from castle.aigr._nodes.machines import (
    EventTrigger,
    History,
    MachineBody,
    Region,
    Rule,
    State,
    StateList,
    StateMachine,
    SuperState,
)
from castle.aigr._nodes.namespaces import Forest
from castle.aigr._traversal import walk
from castle.aigr._verification._invariants import Scope, invariant
from castle.aigr._verification._problems import declared, problem, shortened
from castle.aigr._verification._states import (
    Machine,
    declared_states,
    is_final,
    is_instant,
    regions,
)


@invariant(Forest)
def nesting(node: Forest, scope: Scope) -> Iterator[Diagnostic]:
    """No state is inside itself."""
    for machine in scope.facts.machines.values():
        for one in machine.circles():
            yield problem("CAS0332", one, f"the state `{shortened(one.name)}` is inside itself")


@invariant(MachineBody)
def initial_state(node: MachineBody, scope: Scope) -> Iterator[Diagnostic]:
    """One state of a body is entered first, and the body declares it."""
    lists = [item for item in node.items if isinstance(item, StateList)]
    initial = [(each, each.initial) for each in lists if each.initial is not None]
    own = {id(one) for one in declared_states(node)}
    for each, target in initial:
        if id(target) not in own:
            message = f"the initial state `{shortened(target.name)}` is declared elsewhere"
            help_ = "name a state that stands in a list of this body"
            yield problem("CAS0324", each, message, declared(target), help=help_)
    for each, target in initial[1:]:
        message = "a second initial state; one is entered first"
        help_ = f"leave `:= {shortened(target.name)}` out of this list"
        yield problem("CAS0324", each, message, ("the other is here", initial[0][0]), help=help_)
    if not initial and (own or (_needs_states(node, scope) and not regions(node))):
        help_ = "write `state: A, B := A;`"
        yield problem("CAS0323", node, "no state is entered first", help=help_)


@invariant(MachineBody)
def states_or_regions(node: MachineBody, scope: Scope) -> Iterator[Diagnostic]:
    """A body is made of states or of regions, which have the states; regions have names."""
    seen: dict[str, Region] = {}
    for region in regions(node):
        first = seen.setdefault(region.name, region)
        if first is not region:
            message = f"`{shortened(region.name)}` is declared twice"
            yield problem("CAS0304", region, message, ("the first is here", first))
    if seen and declared_states(node):
        message = "states stand beside regions; they belong into one of them"
        yield problem("CAS0329", node, message, *map(declared, list(seen.values())[:1]))


@invariant(Rule)
def source(node: Rule, scope: Scope) -> Iterator[Diagnostic]:
    """A final state is the end: it has no rules."""
    if node.source.target is not None and is_final(node.source.target):
        message = f"`{shortened(node.source.name)}` is a final state, which is never left by a rule"
        yield problem("CAS0327", node, message, declared(node.source.target))


@invariant(Rule)
def instantly(node: Rule, scope: Scope) -> Iterator[Diagnostic]:
    """A rule that is taken at once is the only one of its state."""
    machine = scope.facts.machine(scope.interface)
    if machine is None or not is_instant(node):
        return
    rules = machine.rules.get(id(node.source.target), [])
    if len(rules) > 1:
        other = rules[0] if rules[0] is not node else rules[1]
        message = f"`instantly` stands beside other rules of `{shortened(node.source.name)}`"
        help_ = "remove the other rules, or let this one wait for an event"
        yield problem("CAS0325", node, message, ("another rule is here", other), help=help_)


@invariant(History)
def history(node: History, scope: Scope) -> Iterator[Diagnostic]:
    """What remembers where it was left is a state with states inside."""
    machine, target = scope.facts.machine(scope.interface), node.state.target
    if machine is None or target is None or id(target) not in machine.states:
        return
    if id(target) not in machine.inner:
        name = shortened(target.name)
        message = f"`{name}` has no states inside that could be remembered"
        help_ = f"lead to `{name}`, or write states into it: `state {name} {{ state: A := A; }}`"
        yield problem("CAS0326", node, message, declared(target), help=help_)


@invariant(SuperState)
def refined_in_place(node: SuperState, scope: Scope) -> Iterator[Diagnostic]:
    """A state is refined once, in the body that declares it."""
    machine, target = scope.facts.machine(scope.interface), node.state.target
    if machine is None or target is None or id(target) not in machine.states:
        return
    yield from _refinement(node, target, machine)
    if machine.bodies[id(target)] is not scope.facts.owner(node):
        message = f"`{shortened(target.name)}` is refined where it is not declared"
        yield problem("CAS0328", node, message, declared(target))


@invariant(StateMachine)
def refined_elsewhere(node: StateMachine, scope: Scope) -> Iterator[Diagnostic]:
    """A state that is refined in another file is not refined in a second place."""
    target = node.refines.target if node.refines is not None else None
    machine = scope.facts.machine(node.interface.target)
    if machine is not None and target is not None and id(target) in machine.states:
        yield from _refinement(node, target, machine)


@invariant(EventTrigger)
def nothing_back(node: EventTrigger, scope: Scope) -> Iterator[Diagnostic]:
    """A rule gives no value back, and so its event asks for none."""
    if node.event is not None and node.event.returns is not None:
        message = f"`{shortened(node.name)}` gives a value, and a rule gives nothing back"
        yield problem("CAS0608", node, message, declared(node.event))


@invariant(MachineBody)
def no_handlers(node: MachineBody, scope: Scope) -> Iterator[Diagnostic]:
    """What events do in a machine is said by rules."""
    for item in node.items:
        if isinstance(item, EventHandler | DefaultHandler):
            yield problem("CAS0607", item, "a machine has rules, no handlers")


@invariant(Rule)
def guard(node: Rule, scope: Scope) -> Iterator[Diagnostic]:
    """A guard only looks: it sends nothing, calls no method and makes no element."""
    for part in walk(node.guard) if node.guard is not None else ():
        called = part.callee.target if isinstance(part, Call) else None
        if isinstance(part, SendEvent) or isinstance(called, Method | ComponentInterface):
            yield problem("CAS0330", part, "a guard neither sends nor calls methods")


def _refinement(
    node: SuperState | StateMachine, target: State, machine: Machine
) -> Iterator[Diagnostic]:
    first = machine.refined.get(id(target))
    if first is not None and first is not node:
        message = f"`{shortened(target.name)}` is refined twice"
        yield problem("CAS0328", node, message, ("the first time is here", first))
    elif is_final(target):
        message = f"`{shortened(target.name)}` is a final state, which has nothing inside"
        yield problem("CAS0328", node, message, declared(target))


def _needs_states(node: MachineBody, scope: Scope) -> bool:
    """Whether a body must say where it begins: that of a whole machine, or of a region."""
    owner = scope.facts.owner(node)
    return isinstance(owner, Region) or (isinstance(owner, StateMachine) and owner.refines is None)
