from typing import ClassVar, Literal

from castle.aigr import (
    Argument,
    BuiltinFunction,
    Call,
    Constant,
    EpsilonTrigger,
    EventTrigger,
    Forest,
    History,
    Identifier,
    InstantTrigger,
    NameSpace,
    Rule,
    StateMachine,
    StateName,
    Trigger,
    predefined,
    walk,
)
from castle.monorail.abcs import TransformerABC
from castle.monorail.configuration import ModuleModel


class NiceFsmTransformer(ModuleModel, TransformerABC):
    """Lets machines print each rule that they take, as its first action.

    Behind `fsm.determinise` nothing else changes, and flat states are shown. Before `fsm.flatten` the
    rules are shown as they are written, behind the `leave` actions of what they leave. Before
    `fsm.determinise` rules that did the same do so no longer: where they leave a choice, what they
    do waits, or is refused.
    """

    stage: ClassVar[Literal["program", "machinery"]] = "program"

    only: str | None = None
    """The machine that is listened to; else all are."""

    def _transform(self, forest: Forest) -> Forest:
        shows = _print(forest)
        for machine in [one for one in walk(forest) if isinstance(one, StateMachine)]:
            if self.only in (None, machine.name):
                for rule in [one for one in walk(machine) if isinstance(one, Rule)]:
                    rule.actions.insert(0, _shown(f"{machine.name}: {_text(rule)}", shows))
        return forest


def _print(forest: Forest) -> BuiltinFunction:
    """The `print` that the program knows already, or a new one."""
    spaces: list[NameSpace] = [*forest.namespaces, predefined()]
    every = [one for space in spaces for one in space.declarations]
    return next(one for one in every if isinstance(one, BuiltinFunction) and one.name == "print")


def _shown(text: str, shows: BuiltinFunction) -> Call:
    return Call(Identifier("print", shows), [Argument(Constant(text))])


def _text(rule: Rule) -> str:
    """A rule as it is written, without what it does."""
    guard = " [...]" if rule.guard is not None else ""
    return f"{rule.source.name} + {_waits_for(rule.trigger)}{guard} ->{_target(rule.target)}"


def _waits_for(trigger: Trigger) -> str:
    match trigger:
        case EventTrigger(port=port, name=name):
            return f"{port.name}.{name}"
        case EpsilonTrigger():
            return "epsilon"
        case InstantTrigger():
            return "instantly"
    return "done"


def _target(target: StateName | History | None) -> str:
    match target:
        case StateName(name=name):
            return f" {name}"
        case History(state=state, deep=deep):
            return f" {state.name}.{'deep_' if deep else ''}history"
    return ""
