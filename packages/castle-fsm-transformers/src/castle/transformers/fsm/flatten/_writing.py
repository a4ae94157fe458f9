"""The flat machine, of the points that are left."""

from collections.abc import Iterable, Sequence

from castle.aigr import (
    BinaryOperation,
    BinaryOperator,
    DoneTrigger,
    EpsilonTrigger,
    EventTrigger,
    Expression,
    HandlerParameter,
    InstantTrigger,
    Node,
    Rule,
    State,
    StateMachine,
    StateName,
    Trigger,
    copy,
)
from castle.transformers.fsm.flatten._blocks import Blocks
from castle.transformers.fsm.flatten._exploring import PASSING, Guard, Point, Way
from castle.transformers.fsm.flatten._histories import Recorded
from castle.transformers.fsm.flatten._memory import Memory
from castle.transformers.fsm.flatten._passing import Passing
from castle.transformers.fsm.flatten._steps import Done
from castle.transformers.fsm.flatten._tree import Action
from castle.transformers.plugins.fsm import (
    WholeMachine,
    copied,
    derived,
    fresh,
    known_names,
    parameters_for,
    rebuilt,
    trigger_key,
    used_names,
)

Twins = dict[HandlerParameter, HandlerParameter]


class Writing:
    """Writes the states and rules of one flat machine."""

    def __init__(self, whole: WholeMachine, passing: Passing) -> None:
        self._whole = whole
        self._passing = passing
        names = known_names(whole)
        self._memory = Memory(names, passing)
        self._blocks = Blocks(_actions(passing), names)
        self._points = sorted(passing.ways, key=_place)
        self._states: dict[Point, State] = {}
        self._names: set[str] = set()
        for point in self._points:
            self._states[point] = self._state(point)

    def machine(self) -> StateMachine:
        """The machine, to be put in the place of the one that it is made from."""
        first = self._passing.first
        states, initial = list(self._states.values()), self._states[first.target]
        rules: list[Rule] = []
        if first.actions:
            initial = State(fresh("Start", self._names), location=derived(self._whole.main))
            states.insert(0, initial)
            rules.append(self._rule(initial, InstantTrigger(), {}, first))
        for point in self._points:
            rules += self._rules(point)
        rules += self._unheard(rules)
        made = [*self._memory.declarations, *self._blocks.declarations]
        declarations = [*self._whole.declarations(), *made]
        return rebuilt(self._whole.main, declarations, states, initial, rules)

    def _state(self, point: Point) -> State:
        name = "_".join(atom.state.name for atom in point.configuration if atom.state is not None)
        first = point.configuration[0].state
        name = fresh(f"{name}_then" if point.is_passing else name, self._names)
        self._names.add(name)
        return State(name, location=derived(first) if first is not None else None)

    def _rules(self, point: Point) -> list[Rule]:
        state = self._states[point]
        found: list[Rule] = []
        for key, ways in self._passing.ways[point].items():
            for way in ways:
                trigger, twins = self._trigger(key, way)
                found.append(self._rule(state, trigger, twins, way))
        return found

    def _trigger(self, key: object, way: Way) -> tuple[Trigger, Twins]:
        if key is PASSING or key is EpsilonTrigger:
            return (DoneTrigger() if key is PASSING else EpsilonTrigger()), {}
        rules = dict.fromkeys([*way.rules, *(one for one in way.guards if isinstance(one, Rule))])
        triggers = [rule.trigger for rule in rules if isinstance(rule.trigger, EventTrigger)]
        code: list[Node] = [one for one in way.actions if isinstance(one, Node)]
        code += [rule.guard for rule in rules if rule.guard is not None]
        own, twins = parameters_for(triggers, used_names(code))
        first = triggers[0]
        return EventTrigger(
            copy(first.port), first.name, first.event, own, location=derived(first)
        ), twins

    def _rule(self, state: State, trigger: Trigger, twins: Twins, way: Way) -> Rule:
        guard = self._guard(way.guards, twins)
        target = self._states[way.target]
        stays = target is state and all(rule.target is None for rule in way.rules)
        actions = [self._action(one, twins) for one in way.actions if self._memory.keeps(one)]
        leads = None if stays else StateName(target.name, target)
        place = derived(way.rules[0] if way.rules else self._whole.main)
        return Rule(StateName(state.name, state), trigger, guard, leads, actions, location=place)

    def _action(self, action: Done, twins: Twins) -> Action:
        if isinstance(action, Recorded):
            return self._memory.record(action)
        return copied(self._blocks.of(action), twins)

    def _guard(self, guards: Iterable[Guard], twins: Twins) -> Expression | None:
        whole: Expression | None = None
        for one in guards:
            if isinstance(one, Rule):
                term = copied(one.guard, twins) if one.guard is not None else None
            else:
                term = self._memory.comparison(one)
            if whole is None or term is None:
                whole = whole or term
            else:
                whole = BinaryOperation(BinaryOperator.AND, whole, term, location=term.location)
        return whole

    def _unheard(self, rules: Sequence[Rule]) -> list[Rule]:
        """For each event that no rule is about any more, one that says so."""
        heard = {trigger_key(rule.trigger) for rule in rules}
        state = next(self._states[point] for point in self._points if not point.is_passing)
        found: dict[object, Rule] = {}
        for item, _ in self._whole.items():
            if isinstance(item, Rule) and isinstance(item.trigger, EventTrigger):
                key = trigger_key(item.trigger)
                if key not in heard and key not in found:
                    old = item.trigger
                    trigger = EventTrigger(copy(old.port), old.name, old.event)
                    name = StateName(state.name, state)
                    found[key] = Rule(name, trigger, location=derived(item))
        return list(found.values())


def _actions(passing: Passing) -> list[Done]:
    ways = [way for found in passing.ways.values() for each in found.values() for way in each]
    return [action for way in (passing.first, *ways) for action in way.actions]


def _place(point: Point) -> tuple[list[int], bool, list[int], bool]:
    """The order of the document."""
    atoms = [atom.order for atom in point.configuration]
    return atoms, point.is_passing, [place.order for place in point.ended], point.instantly
