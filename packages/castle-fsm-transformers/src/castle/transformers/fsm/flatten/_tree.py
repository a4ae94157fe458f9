"""The states of a machine as a tree: states, and the regions that they are made of."""

from typing import NamedTuple

from castle.aigr import (
    Body,
    Call,
    DoneTrigger,
    EntryAction,
    History,
    LeaveAction,
    Region,
    Rule,
    SendEvent,
    State,
    StateList,
    StateMachine,
    StateName,
    SuperState,
    Trigger,
)
from castle.transformers.plugins.fsm import WholeMachine, trigger_key

Action = SendEvent | Call | Body


class RulesFor(NamedTuple):
    """What a state does about an event."""

    guarded: list[Rule]
    """The rules with a guard, of which the first that holds is taken alone."""
    plain: list[Rule]
    """The rules without."""


class Place:
    """A state, a region or the whole machine."""

    def __init__(self, state: State | None = None, region: Region | None = None) -> None:
        self.state = state
        """The state; None for a region and for the whole machine."""
        self.region = region
        """The region, or None."""
        self.children: list[Place] = []
        """The states, or the regions, that it is made of, in order."""
        self.initial: Place | None = None
        """The child that is entered first; None where all are, or there are none."""
        self.path: tuple[Place, ...] = (self,)
        """What it is inside of, from the whole machine on, and itself."""
        self.depth = 0
        """How many places it is inside of."""
        self.order = 0
        """Its place in the order of the document."""
        self.rules: dict[object, RulesFor] = {}
        """Its rules for each event, or lack of one, in order."""
        self.entry: list[Action] = []
        """What is done when it is entered."""
        self.leave: list[Action] = []
        """What is done when it is left."""

    @property
    def is_parallel(self) -> bool:
        """Whether all that it is made of is active at once."""
        return bool(self.children) and self.children[0].region is not None

    def is_inside(self, other: "Place") -> bool:
        """Whether it is a proper descendant of another place."""
        return self.depth > other.depth and self.path[other.depth] is other

    def domain(self) -> "Place | None":
        """The state that is done when this final one is entered."""
        return next((one for one in self.path[-2::-1] if one.state is not None), None)


class Ended(NamedTuple):
    """What `done` rules of a state wait for."""

    place: Place
    """The state."""


class Tree:
    """All places of a machine."""

    def __init__(self, whole: WholeMachine) -> None:
        self.root = Place()
        """The whole machine."""
        self.places: dict[State, Place] = {}
        """The place of each state."""
        self._bodies: dict[int, Place] = {id(whole.main.body): self.root}
        items = list(whole.items())
        for item, _ in items:
            for state in _declared(item):
                self.places[state] = Place(state)
        for item in (*whole.refinements, *(item for item, _ in items)):
            self._find_body(item)
        for item, body in items:
            self._nest(item, self._bodies[id(body)])
        for item, _ in items:
            self._say(item)
        self.all = self._numbered()
        """Every place, in the order of the document."""

    def target(self, use: StateName | History) -> Place:
        """The place that a rule names; of a history the state whose history it is."""
        name = use.state if isinstance(use, History) else use
        return self._named(name)

    def source(self, rule: Rule) -> Place:
        """The place that a rule is of."""
        return self._named(rule.source)

    def _named(self, name: StateName) -> Place:
        if name.target is None:
            raise TypeError(f"{name.name} names no state, which verify would have told")
        return self.places[name.target]

    def _find_body(self, item: object) -> None:
        match item:
            case (
                SuperState(state=name, body=body)
                | StateMachine(refines=StateName() as name, body=body)
            ):
                self._bodies[id(body)] = self._named(name)
            case Region(body=body):
                self._bodies[id(body)] = Place(None, item)

    def _nest(self, item: object, around: Place) -> None:
        around.children += [self.places[state] for state in _declared(item)]
        match item:
            case StateList(initial=State() as initial):
                around.initial = self.places[initial]
            case Region(body=body):
                around.children.append(self._bodies[id(body)])

    def _say(self, item: object) -> None:
        match item:
            case Rule(trigger=trigger, guard=guard):
                of = self.source(item).rules
                mine = of.setdefault(self._key(item, trigger), RulesFor([], []))
                (mine.plain if guard is None else mine.guarded).append(item)
            case EntryAction(state=name, actions=actions):
                self._named(name).entry.extend(actions)
            case LeaveAction(state=name, actions=actions):
                self._named(name).leave.extend(actions)

    def _key(self, rule: Rule, trigger: Trigger) -> object:
        """What a rule waits for; the end of one state is not that of another."""
        done = isinstance(trigger, DoneTrigger)
        return Ended(self.source(rule)) if done else trigger_key(trigger)

    def _numbered(self) -> list[Place]:
        found: list[Place] = []
        pending = [self.root]
        while pending:
            place = pending.pop()
            place.order = len(found)
            found.append(place)
            for child in reversed(place.children):
                child.path, child.depth = (*place.path, child), place.depth + 1
                pending.append(child)
        return found


def _declared(item: object) -> list[State]:
    match item:
        case StateList(states=states):
            return states
        case State():
            return [item]
    return []
