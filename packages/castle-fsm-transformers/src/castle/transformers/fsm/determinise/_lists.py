"""Action lists: which are equal, and which may wait."""

from collections.abc import Hashable, Iterable, Iterator
from typing import NamedTuple

from castle.aigr import (
    Body,
    BuiltinFunction,
    Call,
    ComponentInterface,
    EventTrigger,
    Expression,
    HandlerParameter,
    Identifier,
    Method,
    Node,
    Rule,
    SendEvent,
    StaticType,
    copy,
    dump,
    type_of,
    walk,
)
from castle.transformers.fsm.determinise._delays import (
    asks,
    changed,
    may_stop,
    read,
    varies,
)
from castle.transformers.fsm.determinise._problems import refuse, stopping, unfit
from castle.transformers.plugins.fsm import CHANGING, trigger_key

Slot = tuple[StaticType, int]


class Wait(NamedTuple):
    """An action list that a path has still to run."""

    rule: Rule
    """The first rule that has this list, or an equal one."""
    slots: tuple[Slot, ...] | None = None
    """Where its arguments are kept; None for a list of the step at hand that has any to keep."""


class Lists:
    """The action lists of a machine, equal ones known as one."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._firsts: dict[Hashable, Rule] = {}
        self._fresh: dict[Rule, tuple[Wait, ...]] = {}
        self._kept: dict[Rule, list[Expression]] = {}
        guards = [rule.guard for rule in rules if rule.guard is not None]
        self._observed = {part for guard in guards for part in read(guard)}

    def fresh(self, rules: Iterable[Rule]) -> tuple[Wait, ...]:
        """The lists of rules that are taken now, empty ones left out."""
        return tuple(wait for rule in rules if rule.actions for wait in self._wait(rule))

    def kept(self, rule: Rule) -> list[Expression]:
        """The arguments that have to be kept when a list waits, in order."""
        found = self._kept.get(rule)
        if found is None:
            found = self._kept[rule] = [each for each in _arguments(rule) if varies(each)]
        return found

    def check(self, waits: Iterable[Wait]) -> None:
        """Refuse a path on which something waits that must not.

        Raises:
            DiagnosticError: a block, a call that a guard or a later argument depends on, or an
                argument that cannot be kept.
        """
        late: set[Node] = set()
        for wait in waits:
            for action in wait.rule.actions:
                if wait.slots is None and not isinstance(action, Body):
                    self._check_kept(wait.rule, action, late)
                late |= self._check(wait.rule, action)

    def _wait(self, rule: Rule) -> tuple[Wait, ...]:
        found = self._fresh.get(rule)
        if found is None:
            first = self._firsts.setdefault(_shape(rule), rule)
            found = self._fresh[rule] = (Wait(first, None if self.kept(first) else ()),)
        return found

    def _check(self, rule: Rule, action: SendEvent | Call | Body) -> set[Node]:
        """Refuse what must not wait; tell what it changes."""
        if isinstance(action, Body):
            refuse(unfit(rule, "a block"))
        if isinstance(action, SendEvent):
            return set()
        name = action.callee.name
        target = action.callee.target
        if isinstance(target, BuiltinFunction) and name in CHANGING:
            refuse(unfit(rule, f"a change by `{name}`"))
        late = changed(target) if isinstance(target, Method) else set()
        if late & self._observed:
            refuse(unfit(rule, f"a call of `{name}`, on which a guard depends,"))
        return late

    def _check_kept(self, rule: Rule, action: SendEvent | Call, late: set[Node]) -> None:
        for argument in (each.value for each in action.arguments if varies(each.value)):
            if any(map(asks, walk(argument))):
                refuse(unfit(rule, "an argument that calls something"))
            if may_stop(argument):
                refuse(stopping(rule, argument))
            if type_of(argument) is None or isinstance(type_of(argument), ComponentInterface):
                refuse(unfit(rule, "an argument that cannot be kept"))
            if late.intersection(read(argument)):
                refuse(unfit(rule, "a call on which an argument depends"))


def _arguments(rule: Rule) -> Iterator[Expression]:
    for action in rule.actions:
        if not isinstance(action, Body):
            for argument in action.arguments:
                yield argument.value


def _shape(rule: Rule) -> Hashable:
    """Something equal for lists that do the same, whatever the parameters are called."""
    trigger = rule.trigger
    names = trigger.parameters if isinstance(trigger, EventTrigger) else []
    places = {name: f"${place}" for place, name in enumerate(names)}
    texts: list[str] = []
    carried = False
    for action in rule.actions:
        twin = copy(action)
        for each in walk(twin):
            if isinstance(each, Identifier) and isinstance(each.target, HandlerParameter):
                each.name, each.target, carried = places[each.target], None, True
        texts.append(dump(twin))
    return tuple(texts), trigger_key(trigger) if carried else None
