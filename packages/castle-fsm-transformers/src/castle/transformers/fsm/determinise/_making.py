"""The deterministic machine, made of the sets and steps that were found."""

from collections.abc import Hashable, Iterator, Sequence

from castle.aigr import (
    Become,
    BinaryOperation,
    BinaryOperator,
    Body,
    Call,
    Declaration,
    EventTrigger,
    Expression,
    HandlerParameter,
    ListOf,
    ListType,
    Member,
    NamedType,
    Node,
    Part,
    Rule,
    Scalar,
    ScalarType,
    Self,
    SendEvent,
    State,
    StateMachine,
    Statement,
    StateName,
    StaticType,
    Trigger,
    Type,
    copy,
)
from castle.transformers.fsm.determinise._lists import Slot, Wait
from castle.transformers.fsm.determinise._sets import Keep, Paths, Sets, Step
from castle.transformers.plugins.fsm import (
    copied,
    derived,
    fresh,
    parameters_for,
    rebuilt,
    trigger_key,
    used_names,
)

_Twins = dict[HandlerParameter, HandlerParameter]


def made(sets: Sets) -> StateMachine:
    """Make the machine; what was found does not refer to the old one any more."""
    return _Making(sets).machine()


class _Making:
    """Makes one machine."""

    def __init__(self, sets: Sets) -> None:
        self._sets = sets
        self._old = sets.machine
        self._taken = {state.name for state in self._old.states}
        self._states = self._named()
        self._names = {declaration.name for declaration in self._old.declarations}
        self._members: dict[Slot, Member] = {}
        self._reused: set[Rule] = set()

    def machine(self) -> StateMachine:
        order = sorted(range(len(self._states)), key=self._place)
        rules = [self._rule(n, step) for n in order for step in self._sets.steps[n]]
        rules += self._ignored(rules)
        states = [self._states[n] for n in order]
        declarations = [*self._old.declarations, *self._members.values()]
        return rebuilt(self._old.node, declarations, states, self._states[0], rules)

    def _named(self) -> list[State]:
        """A state for each set: its own one where it is what entering a state leads to."""
        alone = [self._alone(paths) for paths in self._sets.found]
        used: set[State] = set()
        states: list[State] = []
        for paths, state in zip(self._sets.found, alone, strict=True):
            if state is None or state in used:
                state = self._joined(paths)  # noqa: PLW2901  # the set has a state of its own
            used.add(state)
            states.append(state)
        return states

    def _alone(self, paths: Paths) -> State | None:
        """The first state whose epsilon closure is the whole set, or None."""
        table = self._sets.table
        there = {path.state: [wait.rule for wait in path.waits] for path in paths}
        for state in there:
            closure = table.closure(state)
            if closure.keys() == there.keys() and all(
                [wait.rule for wait in waits] == there[each] for each, waits in closure.items()
            ):
                return table.states[state]
        return None

    def _joined(self, paths: Paths) -> State:
        members = [self._sets.table.states[path.state] for path in paths]
        name = fresh("_or_".join(state.name for state in members), self._taken)
        self._taken.add(name)
        return State(name, location=derived(members[0]))

    def _place(self, number: int) -> tuple[int, bool, int]:
        """Where a state stands: sets come behind their first states."""
        state, first = self._states[number], self._sets.found[number][0].state
        own = state in self._own_places
        return (self._own_places[state] if own else first, not own, number)

    @property
    def _own_places(self) -> dict[State, int]:
        return self._sets.table.numbers

    def _rule(self, number: int, step: Step) -> Rule:
        source = self._states[number]
        target = None if step.target is None else self._states[step.target]
        return self._same(source, target, step) or self._new(source, target, step)

    def _same(self, source: State, target: State | None, step: Step) -> Rule | None:
        """The old rule, where the step is just that."""
        if len(step.choice.moves) != 1 or step.keeps:
            return None
        rule = step.choice.moves[0].rule
        goal = source if rule.target is None else getattr(rule.target, "target", None)
        guards = () if rule.guard is None else (rule,)
        if rule in self._reused or rule.source.target is not source or goal is not target:
            return None
        if step.choice.guards != guards or len(step.run) != bool(rule.actions):
            return None
        self._reused.add(rule)
        return rule

    def _new(self, source: State, target: State | None, step: Step) -> Rule:
        moves = step.choice.moves
        taken = [move.rule for move in moves]
        rules = [*step.choice.guards, *taken, *(wait.rule for wait in step.run)]
        rules += [keep.rule for keep in step.keeps]
        trigger, twins = _trigger(list(dict.fromkeys(rules)), step.key)
        stays = step.target is None or all(rule.target is None for rule in taken)
        return Rule(
            _use(source),
            trigger,
            _both([copied(r.guard, twins) for r in step.choice.guards if r.guard is not None]),
            None if target is None or (stays and target is source) else _use(target),
            [*self._run(step.run, twins), *self._keep(step.keeps, twins)],
            location=derived(rules[0]),
        )

    def _run(self, run: Sequence[Wait], twins: _Twins) -> list[SendEvent | Call | Body]:
        lists = self._sets.lists
        found: list[SendEvent | Call | Body] = []
        for wait in run:
            values = lists.kept(wait.rule) if wait.slots else []
            kept = dict(zip(values, wait.slots or (), strict=False))
            found += [self._action(action, kept, twins) for action in wait.rule.actions]
        return found

    def _action(
        self, action: SendEvent | Call | Body, kept: dict[Expression, Slot], twins: _Twins
    ) -> SendEvent | Call | Body:
        """Copy an action, with arguments from where they are kept."""
        twin = copied(action, twins)
        if isinstance(action, Body) or isinstance(twin, Body):
            return twin
        for old, new in zip(action.arguments, twin.arguments, strict=True):
            if old.value in kept:
                new.value = self._slot(kept[old.value])
        return twin

    def _keep(self, keeps: Sequence[Keep], twins: _Twins) -> list[SendEvent | Call | Body]:
        """Keep arguments for later, in one block."""
        assigned: list[Statement] = [
            Become(
                [self._slot(keep.slot)],
                [copied(keep.argument, twins)],
                location=derived(keep.argument),
            )
            for keep in keeps
        ]
        return [Body(assigned, location=assigned[0].location)] if assigned else []

    def _slot(self, slot: Slot) -> Part:
        member = self._members.get(slot)
        if member is None:
            name = fresh(f"waiting_{len(self._members) + 1}", self._names)
            self._names.add(name)
            member = self._members[slot] = Member(name, _type(slot[0]))
        return Part(Self(), member.name, member)

    def _ignored(self, rules: Sequence[Rule]) -> list[Rule]:
        """A rule for each event that no other is about any more: it is dropped."""
        about = {trigger_key(rule.trigger) for rule in rules}
        missing = [key for key in self._sets.table.events() if key not in about]
        waiting = [s for s in self._states if not self._old.is_passing(s)]
        every = [rule for state in self._old.states for rule in self._old.rules_of(state)]
        found = {trigger_key(rule.trigger): rule for rule in reversed(every)} if missing else {}
        return [
            Rule(_use(waiting[0]), copy(found[key].trigger), location=derived(found[key]))
            for key in missing
        ]


def _trigger(rules: list[Rule], key: Hashable) -> tuple[Trigger, _Twins]:
    """One trigger for what rules do on an event, and what its parameters stand for."""
    triggers = [rule.trigger for rule in rules if trigger_key(rule.trigger) == key]
    events = [trigger for trigger in triggers if isinstance(trigger, EventTrigger)]
    trigger = copy(triggers[0])
    if not any(event.parameters for event in events) or not isinstance(trigger, EventTrigger):
        return trigger, {}
    trigger.parameters, twins = parameters_for(events, used_names(_code(rules)))
    return trigger, twins


def _code(rules: list[Rule]) -> Iterator[Node]:
    for rule in rules:
        yield from rule.actions
        if rule.guard is not None:
            yield rule.guard


def _both(guards: list[Expression]) -> Expression | None:
    """All guards in one."""
    if not guards:
        return None
    whole, *more = guards
    for guard in more:
        whole = BinaryOperation(BinaryOperator.AND, whole, guard, location=whole.location)
    return whole


def _use(state: State) -> StateName:
    return StateName(state.name, state)


def _type(value: StaticType) -> Type:
    match value:
        case Scalar():
            return ScalarType(value)
        case ListOf():
            return ListType(_type(value.inner))
        case Declaration(name=name):
            return NamedType(name, value)
    raise TypeError(value)  # what has no type is not kept
