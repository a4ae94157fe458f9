"""A reading of machines as they are written, rule by rule of the language: slow and plain.

It knows nothing of what the transformers do: states are active or not, as in SCXML's algorithm.
"""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from elements import Element, Names

from castle.aigr import (
    DoneTrigger,
    EntryAction,
    Event,
    EventTrigger,
    FinalState,
    History,
    InstantTrigger,
    LeaveAction,
    MachineBody,
    Region,
    Rule,
    State,
    StateList,
    StateMachine,
    SuperState,
    Trigger,
)

_MOST = 1000


class Place:
    """The whole machine, a state or a region."""

    def __init__(self, node: Any, parent: "Place | None") -> None:
        self.node = node
        self.parent = parent
        self.children: list[Place] = []
        self.initial: Place | None = None
        self.number = -1
        self.rules: list[Rule] = []
        self.entry: list[Any] = []
        self.leave: list[Any] = []

    @property
    def is_compound(self) -> bool:
        """Whether exactly one of its children is active when it is."""
        return bool(self.children) and not isinstance(self.children[0].node, Region)

    @property
    def is_parallel(self) -> bool:
        """Whether it has regions."""
        return bool(self.children) and isinstance(self.children[0].node, Region)

    def ancestors(self, until: "Place | None" = None) -> Iterable["Place"]:
        """What it is inside of, inner ones first, up to one that is left out."""
        place = self.parent
        while place is not None and place is not until:
            yield place
            place = place.parent

    def is_inside(self, other: "Place") -> bool:
        """Whether it is a proper descendant."""
        return other in self.ancestors()


class Interpreter:
    """Runs one machine without non-determinism."""

    def __init__(self, machine: StateMachine, *, flat: bool = False) -> None:
        self.element = Element(machine)
        self._flat = flat
        self._places: dict[State, Place] = {}
        self.root = Place(machine, None)
        self._bodies: dict[State, MachineBody] = {}
        self._collect(machine.body)
        self._grow(self.root, machine.body)
        self._count(self.root, 0)
        self._say(machine.body)
        self.active: set[Place] = set()
        self._remembered: dict[tuple[Place, bool], list[Place]] = {}
        self._internal: deque[Place] = deque()
        self._begun = False

    def handle(self, event: Event, values: list[Any]) -> None:
        """Handle one event, after what is done at the very beginning."""
        if not self._begun:
            self._begun = True
            self._enter(self._descendants(self.root, set()))
            self._settle()
        self._take(lambda place, rule: _waits_for(rule.trigger, event), values)
        self._settle()

    # The tree.

    def _collect(self, body: MachineBody) -> None:
        for item in body.items:
            if isinstance(item, SuperState):
                assert item.state.target is not None
                self._bodies[item.state.target] = item.body
            if isinstance(item, SuperState | Region):
                self._collect(item.body)

    def _grow(self, place: Place, body: MachineBody) -> None:
        for item in body.items:
            if isinstance(item, StateList):
                for state in item.states:
                    self._state(place, state)
            elif isinstance(item, FinalState):
                self._state(place, item)
            elif isinstance(item, Region):
                region = Place(item, place)
                place.children.append(region)
                self._grow(region, item.body)
        for item in body.items:
            if isinstance(item, StateList) and item.initial is not None:
                place.initial = self._places[item.initial]

    def _state(self, place: Place, state: State) -> None:
        made = self._places[state] = Place(state, place)
        place.children.append(made)
        if state in self._bodies:
            self._grow(made, self._bodies[state])

    def _count(self, place: Place, number: int) -> int:
        place.number = number
        for child in place.children:
            number = self._count(child, number + 1)
        return number

    def _say(self, body: MachineBody) -> None:
        """Take in rules and actions, in the order of the text."""
        for item in body.items:
            match item:
                case Rule():
                    self._places[item.source.target].rules.append(item)  # type: ignore[index]  # resolved
                case EntryAction():
                    self._places[item.state.target].entry += item.actions  # type: ignore[index]  # resolved
                case LeaveAction():
                    self._places[item.state.target].leave += item.actions  # type: ignore[index]  # resolved
                case SuperState() | Region():
                    self._say(item.body)

    # Steps: rules 2 to 7.

    def _settle(self) -> None:
        """`instantly` first, then `done`, until there is nothing left but to wait."""
        for _ in range(_MOST):
            if self._take(lambda place, rule: isinstance(rule.trigger, self._instant()), []):
                continue
            if not self._internal:
                return
            ended = self._internal.popleft()
            self._take(
                lambda place, rule, ended=ended: (  # type: ignore[misc]  # bound now
                    place is ended and isinstance(rule.trigger, DoneTrigger)
                ),
                [],
            )
        raise AssertionError("a machine that runs on")

    def _instant(self) -> Any:
        """A flat machine has `done` where it goes on at once."""
        return InstantTrigger | DoneTrigger if self._flat else InstantTrigger

    def _take(self, fits: Callable[[Place, Rule], bool], values: list[Any]) -> bool:
        """Select rules and take them; tell whether there are any."""
        chosen: list[tuple[Place, Rule, Names]] = []
        for place in self._ordered(self.active):
            if place.children:
                continue
            for each in (place, *place.ancestors()):
                found = self._enabled(each, fits, values)
                assert len(found) <= 1, "non-determinism"
                if found:
                    if all(rule is not found[0][1] for _, rule, _ in chosen):
                        chosen += found
                    break
        kept = self._without_conflicts(chosen)
        if kept:
            self._step(kept)
        return bool(kept)

    def _enabled(
        self, place: Place, fits: Callable[[Place, Rule], bool], values: list[Any]
    ) -> list[tuple[Place, Rule, Names]]:
        rules = [(place, rule, names_of(rule, values)) for rule in place.rules if fits(place, rule)]
        for one in rules:
            if one[1].guard is not None and self.element.holds(one[1], one[2]):
                return [one]
        return [one for one in rules if one[1].guard is None]

    def _without_conflicts(
        self, chosen: list[tuple[Place, Rule, Names]]
    ) -> list[tuple[Place, Rule, Names]]:
        kept: list[tuple[Place, Rule, Names]] = []
        for one in chosen:
            losing = []
            for other in kept:
                if self._left(one) & self._left(other):
                    if not one[0].is_inside(other[0]):
                        break
                    losing.append(other)
            else:
                kept = [other for other in kept if other not in losing] + [one]
        return kept

    def _domain(self, place: Place, rule: Rule) -> Place | None:
        if rule.target is None:
            return None
        if isinstance(rule.target, History):
            inside = self._places[rule.target.state.target]  # type: ignore[index]  # resolved
            around = [inside, *inside.ancestors()]
        else:
            around = list(self._places[rule.target.target].ancestors())  # type: ignore[index]  # resolved
        for each in place.ancestors():
            if each in around and (each.is_compound or each is self.root):
                return each
        raise AssertionError("no domain")

    def _left(self, one: tuple[Place, Rule, Names]) -> set[Place]:
        domain = self._domain(one[0], one[1])
        return {each for each in self.active if domain is not None and each.is_inside(domain)}

    def _step(self, chosen: list[tuple[Place, Rule, Names]]) -> None:
        left = set().union(*(self._left(one) for one in chosen))
        self._remember(left)
        for place in self._ordered(left)[::-1]:
            self.active.discard(place)
            self._do(place.leave, {})
        for _, rule, names in chosen:
            self._do(rule.actions, names)
        entered: set[Place] = set()
        for place, rule, _ in chosen:
            domain = self._domain(place, rule)
            targets = self._targets(rule)
            for target in targets:
                self._descendants(target, entered)
            for target in targets:
                self._above(target, domain, entered)
        self._enter(entered)

    def _remember(self, left: set[Place]) -> None:
        for place in left:
            parents = {place, *place.children} if place.is_parallel else {place}
            inside = [each for each in self._ordered(self.active) if each.is_inside(place)]
            shallow = [e for e in inside if e.parent in parents and not isinstance(e.node, Region)]
            self._remembered[place, False] = shallow
            self._remembered[place, True] = [each for each in inside if not each.children]

    def _targets(self, rule: Rule) -> list[Place]:
        if rule.target is None:
            return []
        if not isinstance(rule.target, History):
            return [self._places[rule.target.target]]  # type: ignore[index]  # resolved
        place = self._places[rule.target.state.target]  # type: ignore[index]  # resolved
        found = self._remembered.get((place, rule.target.deep))
        if found:
            return found
        inner = place.children if place.is_parallel else [place]
        return [each.initial for each in inner if each.initial is not None] or [place]

    def _descendants(self, place: Place, entered: set[Place]) -> set[Place]:
        entered.add(place)
        if place.is_parallel:
            self._regions(place, entered)
        elif place.initial is not None:
            self._descendants(place.initial, entered)
        return entered

    def _regions(self, place: Place, entered: set[Place]) -> None:
        for region in place.children:
            if not any(each.is_inside(region) for each in entered):
                self._descendants(region, entered)

    def _above(self, place: Place, domain: Place | None, entered: set[Place]) -> None:
        for each in place.ancestors(domain):
            entered.add(each)
            if each.is_parallel:
                self._regions(each, entered)

    def _enter(self, entered: set[Place]) -> None:
        for place in self._ordered(entered):
            self.active.add(place)
            self._do(place.entry, {})
            if isinstance(place.node, FinalState) and place.parent is not None:
                around = place.parent
                if isinstance(around.node, Region) and around.parent is not None:
                    around = around.parent
                self._internal.append(around)

    def _do(self, actions: list[Any], names: Names) -> None:
        for action in actions:
            self.element.do(action, names)

    def _ordered(self, places: Iterable[Place]) -> list[Place]:
        return sorted(places, key=lambda place: place.number)


def names_of(rule: Rule, values: list[Any]) -> Names:
    """What the parameters of a rule's trigger stand for."""
    names = rule.trigger.parameters if isinstance(rule.trigger, EventTrigger) else []
    return dict(zip(names, values, strict=False))


def _waits_for(trigger: Trigger, event: Event) -> bool:
    return isinstance(trigger, EventTrigger) and trigger.event is event


def run(machine: StateMachine, events: list[tuple[Any, list[Any]]], *, flat: bool = False) -> Any:
    """What a machine sends on each event of a sequence."""
    interpreter = Interpreter(machine, flat=flat)
    found = []
    for event, values in events:
        interpreter.handle(event, values)
        found.append(interpreter.element.sent)
        interpreter.element.sent = []
    return found
