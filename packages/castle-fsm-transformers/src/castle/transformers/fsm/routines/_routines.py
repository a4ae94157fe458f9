"""The implementation that does what a machine does."""

from collections.abc import Iterable, Sequence

from castle.aigr import (
    Body,
    Case,
    ComponentImplementation,
    Declaration,
    EventHandler,
    EventTrigger,
    If,
    Match,
    Method,
    NamedType,
    Node,
    Port,
    Rule,
    State,
    Statement,
    copy,
    protocol_of,
)
from castle.transformers.fsm.routines._locals import rename_variables
from castle.transformers.fsm.routines._methods import Methods, Twins
from castle.transformers.fsm.routines._states import States
from castle.transformers.fsm.routines._steps import Steps, call_of
from castle.transformers.plugins.fsm import (
    FlatMachine,
    WholeMachine,
    derived,
    is_event,
    known_names,
    parameters_for,
    trigger_key,
    used_names,
)


class Routines:
    """Makes the implementation of one machine."""

    def __init__(self, machine: FlatMachine) -> None:
        self._machine = machine
        names = known_names(WholeMachine(machine.node, [])) | _carried(machine)
        self._states = States(machine, names)
        enumeration, member = self._states.enumeration, self._states.member
        self._methods = Methods(names | {enumeration.name, member.name})
        self._steps = Steps(machine, self._states, self._methods)
        rules = [rule for state in machine.passing() for rule in machine.rules_of(state)]
        self._taken = used_names(_code(rules)) | {enumeration.name}
        """The names that parameters of handlers may not have, whatever the rules say."""

    def implementation(self) -> ComponentImplementation:
        """What stands in the place of the machine."""
        node = self._machine.node
        members: list[Declaration] = [self._states.enumeration, self._states.member]
        members += [*self._machine.declarations, *self._routines()]
        return ComponentImplementation(
            node.name, node.interface, members, [], node.documentation, location=node.location
        )

    def _routines(self) -> list[Method | EventHandler]:
        # Handlers come last, and first to be made: methods are made for what they need.
        handlers = [self._handler(rules) for rules in self._by_event()]
        found: list[Method | EventHandler] = [*self._steps.passing(), *self._methods.made]
        found += handlers
        for each in found:
            rename_variables(each.body, each.parameters)
        return found

    def _by_event(self) -> list[list[Rule]]:
        found: dict[object, list[Rule]] = {}
        for state in self._machine.states:
            for rule in self._machine.rules_of(state):
                if is_event(rule.trigger):
                    found.setdefault(trigger_key(rule.trigger), []).append(rule)
        return list(found.values())

    def _handler(self, rules: Sequence[Rule]) -> EventHandler:
        triggers = [each.trigger for each in rules if isinstance(each.trigger, EventTrigger)]
        first = triggers[0]
        unfit = used_names(_code(rules)) | self._taken
        own, twins = parameters_for(triggers, unfit, every=True)
        body = Body([*self._begun(), *self._cases(rules, twins)])
        port = first.port.target
        protocol = protocol_of(port) if isinstance(port, Port) else None
        named = NamedType(protocol.name, protocol) if protocol is not None else None
        event, where = first.event, derived(rules[0])
        return EventHandler(first.name, named, copy(first.port), body, own, event, location=where)

    def _begun(self) -> list[Statement]:
        begin = self._steps.begin()
        if begin is None:
            return []
        return [If(self._states.is_in(self._machine.initial), Body([call_of(begin)]))]

    def _cases(self, rules: Sequence[Rule], twins: Twins) -> list[Statement]:
        of: dict[State, list[Rule]] = {}
        for rule in rules:
            if rule.source.target is not None:
                of.setdefault(rule.source.target, []).append(rule)
        cases = []
        for state, mine in of.items():
            code = self._steps.of_state(mine, state, twins)
            if code:
                value, place = self._states.value(state), derived(mine[0])
                cases.append(Case(Body(code), [value], location=place))
        return [Match(self._states.current(), cases)] if cases else []


def _code(rules: Iterable[Rule]) -> list[Node]:
    return [node for rule in rules for node in (rule.guard, *rule.actions) if node is not None]


def _carried(machine: FlatMachine) -> set[str]:
    """The names of what events carry, which handlers may come to have for parameters."""
    rules = [rule for state in machine.states for rule in machine.rules_of(state)]
    events = [rule.trigger.event for rule in rules if isinstance(rule.trigger, EventTrigger)]
    return {one.name for event in events if event is not None for one in event.parameters}
