"""What is done in a step: guards, actions, and the state that is next."""

from collections import Counter
from collections.abc import Iterator, Sequence

from castle.aigr import (
    Body,
    Call,
    Identifier,
    If,
    Method,
    Rule,
    SendEvent,
    State,
    Statement,
    VoidCall,
    tail_statements,
)
from castle.transformers.fsm.routines._depth import MOST, branches, is_deeper
from castle.transformers.fsm.routines._methods import Methods, Twins
from castle.transformers.fsm.routines._states import States
from castle.transformers.plugins.fsm import FlatMachine, copied, derived, goal, is_left_early

_AROUND = 4
"""The braces around the code of a case: of implementation, handler, `match` and case."""
_DEEPEST = 24
"""How deep what stands inside of guards may be: with all around it, far from what is allowed."""


class Steps:
    """Makes statements of rules.

    A state that is passed through is left by the code that leads there. Where more than one rule
    leads there, a method leaves it: with copies, each such state in a row would double the code.
    """

    def __init__(self, machine: FlatMachine, states: States, methods: Methods) -> None:
        self._machine = machine
        self._states = states
        self._methods = methods
        self._passed: dict[State, list[Statement] | Method] = {}
        rules = [rule for state in machine.states for rule in machine.rules_of(state)]
        self._led = Counter(map(goal, rules))
        for state in machine.passing():
            self._pass(state)

    def begin(self) -> Method | None:
        """What is done just before the first event, when there is something to be done."""
        found = self._passed.get(self._machine.initial)
        return found if isinstance(found, Method) else None

    def passing(self) -> list[Method]:
        """The methods that leave states, in the order of these."""
        found = [self._passed.get(state) for state in self._machine.states]
        return [one for one in found if isinstance(one, Method)]

    def of_state(self, rules: Sequence[Rule], state: State, twins: Twins) -> list[Statement]:
        """What is done on an event in one state."""
        code = self._decided(rules, state, twins)
        return self._within(MOST - _AROUND, code, rules[0])

    def _pass(self, state: State) -> None:
        code = self._decided(self._machine.rules_of(state), state, {})
        is_first = state is self._machine.initial
        if is_first or self._led[state] > 1 or is_deeper(code, _DEEPEST):
            name = self._methods.name("begin" if is_first else f"leave_{state.name}")
            self._passed[state] = Method(name, Body(code), location=derived(state))
        else:
            self._passed[state] = code

    def _within(self, most: int, code: list[Statement], rule: Rule) -> list[Statement]:
        """The code, or the call of a method when it is deeper than that."""
        deep = is_deeper(code, most)
        return self._methods.of_code(code, "step", derived(rule)) if deep else code

    def _decided(self, rules: Sequence[Rule], state: State, twins: Twins) -> list[Statement]:
        """The first rule whose guard holds is carried out, or else the one without."""
        plain = [self._done(rule, state, twins) for rule in rules if rule.guard is None]
        code = plain[0] if plain else []
        for rule in reversed(rules):
            if rule.guard is None:
                continue
            if branches(code) >= MOST:
                code = self._methods.of_code(code, "otherwise", derived(rule))
            then, guard = Body(self._done(rule, state, twins)), copied(rule.guard, twins)
            code = [If(guard, then, _otherwise(code), location=derived(rule))]
        return code

    def _done(self, rule: Rule, state: State, twins: Twins) -> list[Statement]:
        """What a rule does: its actions, and then the state that is next."""
        code = [one for action in rule.actions for one in self._action(action, twins)]
        code = self._within(_DEEPEST, code, rule)
        target = goal(rule)
        if target in self._passed:
            return [*code, *self._leaving(target)]
        if target is not state or _ends_with_send(code):
            code.append(self._states.next(target, derived(rule)))
        return code

    def _leaving(self, state: State) -> list[Statement]:
        found = self._passed[state]
        if isinstance(found, Method):
            return [call_of(found)]
        return found

    def _action(self, action: SendEvent | Call | Body, twins: Twins) -> Iterator[Statement]:
        if not isinstance(action, Body):
            yield VoidCall(copied(action, twins), location=derived(action))
        elif is_left_early(action):
            yield self._methods.of_block(action, twins)
        else:
            yield from copied(action, twins).statements


def call_of(method: Method) -> VoidCall:
    """The call of a method without parameters."""
    return VoidCall(Call(Identifier(method.name, method)))


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
