"""A reading of non-determinism that delays nothing: each way has an element of its own."""

from typing import Any, NamedTuple

from elements import Element
from interpreter import names_of

from castle.aigr import (
    EpsilonTrigger,
    Event,
    EventTrigger,
    Rule,
    State,
    StateList,
    StateMachine,
    StateName,
    Trigger,
)

Said = list[tuple[Any, ...]]


class Thread(NamedTuple):
    """A way that the machine may have gone, and all that was done on it."""

    state: State
    element: Element


class Threads:
    """Follows all ways; nothing that one does is seen on another."""

    def __init__(self, machine: StateMachine) -> None:
        self._rules = [item for item in machine.body.items if isinstance(item, Rule)]
        [start] = [e.initial for e in machine.body.items if isinstance(e, StateList) and e.initial]
        self._threads = self._closed([Thread(start, Element(machine))])

    def handle(self, event: Event, values: list[Any]) -> None:
        """Handle one event; a way that cannot, where another can, is none any more."""
        found = [
            self._taken(thread, rule, values)
            for thread in self._threads
            for rule in self._enabled(thread, event, values)
        ]
        self._threads = self._closed(found) if found else self._threads

    def said(self) -> list[Said]:
        """What was sent on each way that is left."""
        return [thread.element.sent for thread in self._threads]

    def _closed(self, threads: list[Thread]) -> list[Thread]:
        """Add where epsilon leads to; those of these machines lead in no circle."""
        found = list(threads)
        for thread in found:
            found += [
                self._taken(thread, rule, []) for rule in self._enabled(thread, EpsilonTrigger, [])
            ]
        return found

    def _enabled(self, thread: Thread, key: object, values: list[Any]) -> list[Rule]:
        rules = [
            rule
            for rule in self._rules
            if rule.source.target is thread.state and _key(rule.trigger) is key
        ]
        for rule in rules:
            if rule.guard is not None and thread.element.holds(rule, names_of(rule, values)):
                return [rule]
        return [rule for rule in rules if rule.guard is None]

    def _taken(self, thread: Thread, rule: Rule, values: list[Any]) -> Thread:
        element = thread.element.twin()
        for action in rule.actions:
            element.do(action, names_of(rule, values))
        goal = rule.target if isinstance(rule.target, StateName) else rule.source
        assert goal.target is not None
        return Thread(goal.target, element)


def _key(trigger: Trigger) -> object:
    return trigger.event if isinstance(trigger, EventTrigger) else type(trigger)


def run(machine: StateMachine, events: list[tuple[Any, list[Any]]]) -> list[Said]:
    """What a machine may have sent after all events, on each way that is left."""
    threads = Threads(machine)
    for event, values in events:
        threads.handle(event, values)
    return threads.said()
