"""The implementation that does what a machine does."""

from collections.abc import Sequence

from castle.aigr import (
    Become,
    Body,
    Call,
    Case,
    Compare,
    ComparisonOperator,
    ComponentImplementation,
    Declaration,
    Enumeration,
    Enumerator,
    EventHandler,
    EventTrigger,
    Identifier,
    If,
    Match,
    Member,
    Method,
    NamedType,
    Part,
    Port,
    Rule,
    Self,
    SendEvent,
    State,
    Statement,
    StateName,
    VoidCall,
    copy,
    protocol_of,
    tail_statements,
)
from castle.transformers.fsm.routines._actions import Actions, Twins
from castle.transformers.plugins.fsm import (
    FlatMachine,
    WholeMachine,
    copied,
    derived,
    fresh,
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
        names = known_names(WholeMachine(machine.node, []))
        self._values = [Enumerator(one.name, location=derived(one)) for one in machine.states]
        self._states = Enumeration(fresh("State", names), self._values)
        self._value = dict(zip(machine.states, self._values, strict=True))
        first = self._named(machine.initial)
        kind = NamedType(self._states.name, self._states)
        self._state = Member(fresh("state", names), kind, first)
        self._actions = Actions(names | {self._states.name, self._state.name})
        self._begin = self._beginning(fresh("begin", names))
        self._taken = self._inner_names()

    def implementation(self) -> ComponentImplementation:
        """What stands in the place of the machine."""
        node = self._machine.node
        handlers = [self._handler(rules) for rules in self._by_event()]
        methods = [self._begin] if self._begin is not None else []
        members: list[Declaration] = [self._states, self._state, *self._machine.declarations]
        members += [*methods, *self._actions.methods, *handlers]
        return ComponentImplementation(
            node.name, node.interface, members, [], node.documentation, location=node.location
        )

    def _by_event(self) -> list[list[Rule]]:
        found: dict[object, list[Rule]] = {}
        for state in self._machine.states:
            for rule in self._machine.rules_of(state):
                if is_event(rule.trigger):
                    found.setdefault(trigger_key(rule.trigger), []).append(rule)
        return list(found.values())

    def _beginning(self, name: str) -> Method | None:
        """What is done just before the first event, when there is something to be done."""
        initial = self._machine.initial
        if not self._machine.is_passing(initial):
            return None
        code = self._decided(self._machine.rules_of(initial), initial, {}, set())
        return Method(name, Body(code), location=derived(self._machine.node))

    def _handler(self, rules: Sequence[Rule]) -> EventHandler:
        triggers = [each.trigger for each in rules if isinstance(each.trigger, EventTrigger)]
        first = triggers[0]
        own, twins = parameters_for(triggers, self._used(rules), every=True)
        known = {each.name for each in own}
        body = Body([*self._begun(), *self._cases(rules, twins, known)])
        port = first.port.target
        protocol = protocol_of(port) if isinstance(port, Port) else None
        named = NamedType(protocol.name, protocol) if protocol is not None else None
        event, where = first.event, derived(rules[0])
        return EventHandler(first.name, named, copy(first.port), body, own, event, location=where)

    def _used(self, rules: Sequence[Rule]) -> set[str]:
        """The names that parameters of a handler may not have."""
        code = [node for rule in rules for node in (rule.guard, *rule.actions) if node is not None]
        return used_names(code) | self._taken

    def _inner_names(self) -> set[str]:
        """The names that parameters of handlers may not have, whatever the rules say."""
        passing = [one for one in self._machine.states if self._machine.is_passing(one)]
        rules = [rule for state in passing for rule in self._machine.rules_of(state)]
        code = [node for rule in rules for node in (rule.guard, *rule.actions) if node is not None]
        begin = {self._begin.name} if self._begin is not None else set()
        return used_names(code) | {self._states.name} | begin

    def _begun(self) -> list[Statement]:
        if self._begin is None:
            return []
        call = VoidCall(Call(Identifier(self._begin.name, self._begin)))
        return [If(self._is(self._machine.initial), Body([call]))]

    def _cases(self, rules: Sequence[Rule], twins: Twins, known: set[str]) -> list[Statement]:
        of: dict[State, list[Rule]] = {}
        for rule in rules:
            if rule.source.target is not None:
                of.setdefault(rule.source.target, []).append(rule)
        cases = []
        for state, mine in of.items():
            code = self._decided(mine, state, twins, known)
            if code:
                cases.append(Case(Body(code), [self._named(state)], location=derived(mine[0])))
        return [Match(self._current(), cases)] if cases else []

    def _decided(
        self, rules: Sequence[Rule], state: State, twins: Twins, known: set[str]
    ) -> list[Statement]:
        """The first rule whose guard holds is carried out, or else the one without."""
        plain = [self._done(rule, state, twins, known) for rule in rules if rule.guard is None]
        code = plain[0] if plain else []
        for rule in reversed(rules):
            if rule.guard is not None:
                then, otherwise = Body(self._done(rule, state, twins, known)), _otherwise(code)
                guard = copied(rule.guard, twins)
                code = [If(guard, then, otherwise, location=derived(rule))]
        return code

    def _done(self, rule: Rule, state: State, twins: Twins, known: set[str]) -> list[Statement]:
        """What a rule does: its actions, and then the state that is next."""
        known = set(known)
        code = self._actions.statements(rule.actions, twins, known)
        target = _led_to(rule) or state
        if self._machine.is_passing(target):
            return [*code, *self._decided(self._machine.rules_of(target), target, {}, known)]
        if target is not state or _ends_with_send(code):
            code.append(Become([self._current()], [self._named(target)], location=derived(rule)))
        return code

    def _named(self, state: State) -> Part:
        value = self._value[state]
        return Part(Identifier(self._states.name, self._states), value.name, value)

    def _current(self) -> Part:
        return Part(Self(), self._state.name, self._state)

    def _is(self, state: State) -> Compare:
        return Compare((ComparisonOperator.EQUAL,), [self._current(), self._named(state)])


def _led_to(rule: Rule) -> State | None:
    return rule.target.target if isinstance(rule.target, StateName) else None


def _otherwise(code: list[Statement]) -> Body | If | None:
    match code:
        case []:
            return None
        case [If() as other]:
            return other
    return Body(code)


def _ends_with_send(code: list[Statement]) -> bool:
    """Whether a handler would be over with its last send, which is part of the step."""
    return any(
        isinstance(one, VoidCall) and isinstance(one.call, SendEvent)
        for one in tail_statements(Body(code))
    )
