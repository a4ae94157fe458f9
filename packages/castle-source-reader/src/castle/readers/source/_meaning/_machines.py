"""State machines: what their rules name, and the code in them."""

from collections.abc import Callable, Sequence
from typing import Any

from castle.aigr import (
    Body,
    Call,
    ComponentImplementation,
    ComponentInterface,
    Declaration,
    EntryAction,
    Event,
    EventTrigger,
    History,
    LeaveAction,
    MachineItem,
    Node,
    Region,
    Rule,
    SendEvent,
    State,
    StateMachine,
    SuperState,
)
from castle.readers.source._meaning._bodies import declared_here, named
from castle.readers.source._meaning._elements import Element, PortUse
from castle.readers.source._meaning._implementations import Implementations
from castle.readers.source._meaning._open_types import infer_types
from castle.readers.source._meaning._scopes import Scope
from castle.readers.source._meaning._states import States, bodies_of
from castle.readers.source._meaning._uses import Uses
from castle.readers.source._meaning._values import NOTHING, declared, describe
from castle.readers.source._problems import Code

Part = tuple[Scope, StateMachine]
"""A machine, or one of its states, in the file that it stands in."""


def check_machine(interface: ComponentInterface, parts: Sequence[Part]) -> None:
    """Check a machine: the part that implements the component first, then its refinements.

    All parts share the names of states, members and methods; each has the imports of its own file.
    """
    program = parts[0][0].program
    states = States(interface.name, [node for _, node in parts], program)
    members = [member for _, node in parts for member in _members(node)]
    element = Element(_as_implementation(parts[0][1], members), interface, program)
    checks = [_Machine(scope, node, element, states) for scope, node in parts]
    for check in checks:
        check.share(checks[0])
        check.begin()
    infer_types([(check, check.content()) for check in checks])
    for check in checks:
        check.run_all()
    whole = checks[0]
    for check in checks[1:]:
        whole.take_over(check)
    whole.finish(interface)


class _Machine(Implementations):
    """Checks what stands in one file of a machine."""

    def __init__(self, scope: Scope, node: StateMachine, element: Element, states: States) -> None:
        # Names are those of the whole machine: what is told about them is told once.
        super().__init__(scope, _as_implementation(node, []))
        self.element = element
        self.uses = Uses(scope, element.enumerations)
        self._node.members += _members(node)
        self._part = node
        self._states = states
        self._is_doubtful = False

    def share(self, first: "_Machine") -> None:
        """Know what is known to all: constants, and which subs are assigned."""
        self.constants, self.values = first.constants, first.values
        self.assigned = first.assigned

    def content(self) -> list[Node]:
        """All that stands in the file, however deep in states, which are left out."""
        items = [item for body in bodies_of(self._part.body) for item in body.items]
        return [item for item in items if not isinstance(item, Region | SuperState)]

    def begin(self) -> None:
        """Check the declarations: code may use what stands further down, or in another file."""
        self.check_heads()
        if self._part.refines is not None:
            self._states.resolve(self._part.refines)

    def run_all(self) -> None:
        """Check all code: that of members and methods, and that of rules and actions."""
        self.check_code()
        for body in bodies_of(self._part.body):
            for item in body.items:
                check = _CHECKS.get(type(item))
                if check is not None:
                    check(self, item)

    def take_over(self, other: "_Machine") -> None:
        """Take over what another file handles."""
        self.handled |= other.handled
        self._excused |= other._excused
        self.delegated |= other.delegated
        self._is_doubtful = self._is_doubtful or other._is_doubtful

    def finish(self, interface: ComponentInterface) -> None:
        """Report each event of an in-port that no rule waits for, where all ports are known."""
        if not self._is_doubtful:
            self.check_complete(interface, self._part.interface)
        self.check_delegated()

    def remedy(self, use: PortUse, event: Event) -> str:
        """What to write so that a rule waits for an event."""
        return f"a rule, such as `... + {use.port.name}.{event.name} -> ;` to ignore it"

    def rule(self, node: Rule) -> None:
        """Check a rule; what its event carries is known in its guard and actions."""
        self._states.resolve(node.source)
        if isinstance(node.target, History):
            self._states.resolve(node.target.state)
        elif node.target is not None:
            self._states.resolve(node.target)
        with self.block():
            if isinstance(node.trigger, EventTrigger):
                self._trigger(node.trigger)
            if node.guard is not None:
                self.condition(node.guard)
            self._actions(node.actions)

    def state_action(self, node: EntryAction | LeaveAction) -> None:
        """Check what is done when a state is entered or left."""
        self._states.resolve(node.state)
        self._actions(node.actions)

    def superstate(self, node: SuperState) -> None:
        """Check the name of a state that is refined in place."""
        self._states.resolve(node.state)

    def _trigger(self, node: EventTrigger) -> None:
        use = self.port(node.port)
        if use is None:
            self._is_doubtful = True
        elif self.arrives(node, use):
            node.event = self.event(use, node.name, named(node, node.port, node.name))
        if node.event is not None and use is not None:
            self.handled.setdefault((use.holder, use.port, node.event), node)
            self._bind_first(node, node.event.parameters)
            self._check_value(node, node.event)
        elif use is not None:
            self._excused.add(use.port)
        for parameter in node.parameters:
            self.declare(parameter)

    def _bind_first(self, node: EventTrigger, carried: Sequence[Any]) -> None:
        """Give the names of a trigger the types of what the event carries, as far as they go."""
        for own, parameter in zip(node.parameters, carried, strict=False):
            own.parameter = parameter
        if len(node.parameters) > len(carried) and node.event is not None:
            values = "value" if len(carried) == 1 else "values"
            count = len(node.parameters)
            message = f"`{node.name}` carries {len(carried)} {values}, and the rule names {count}"
            self.report(Code.ARGUMENT_COUNT, message, node, *declared_here(node.event))

    def _check_value(self, node: EventTrigger, event: Event) -> None:
        if event.returns is not None:
            kind = describe(declared(event.returns))
            message = f"`{event.name}` gives {kind}, and a rule gives nothing back"
            help_ = "connect the port to a sub-element that is no machine"
            self.report(Code.RETURN, message, node, *declared_here(event), help=help_)

    def _actions(self, actions: Sequence[SendEvent | Call | Body]) -> None:
        for action in actions:
            if isinstance(action, Body):
                self.run(action, NOTHING, "an action")
            elif isinstance(action, Call) or not self._is_limit(action):
                self.type_of(action)

    def _is_limit(self, action: SendEvent) -> bool:
        """Whether the bound of a queue is changed, which is a statement, as was reported."""
        before = len(self.program.problems.found)
        if self.queue_limit(action) is None:
            return False
        if len(self.program.problems.found) == before:
            message = "a statement as an action stands in braces"
            help_ = f"write `{{ ....queue.{action.event}(...); }}`"
            self.report(Code.MISPLACED, message, action, help=help_)
        return True


def _as_implementation(
    node: StateMachine, members: Sequence[Declaration]
) -> ComponentImplementation:
    """What a machine has besides states, looked at as that of any implementation."""
    return ComponentImplementation(node.name, node.interface, list(members), location=node.location)


def _members(node: StateMachine) -> list[Declaration]:
    items = [item for body in bodies_of(node.body) for item in body.items]
    return [one for one in items if isinstance(one, Declaration) and not isinstance(one, _PARTS)]


_PARTS = (Region, State)
_CHECKS: dict[type[MachineItem | Declaration], Callable[[_Machine, Any], None]] = {
    EntryAction: _Machine.state_action,
    LeaveAction: _Machine.state_action,
    Rule: _Machine.rule,
    SuperState: _Machine.superstate,
}
