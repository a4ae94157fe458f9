"""The transformer, a machine at a time."""

from typing import ClassVar, Literal

from castle.aigr import (
    Diagnostic,
    DiagnosticError,
    EpsilonTrigger,
    Forest,
    Rule,
    Severity,
    State,
    StateMachine,
    StateName,
    copy,
)
from castle.monorail.abcs import TransformerABC
from castle.monorail.configuration import ModuleModel
from castle.transformers.fsm.minimise._classes import classes, reached
from castle.transformers.plugins.fsm import (
    FlatMachine,
    derived,
    is_event,
    machines,
    rebuilt,
    replaced,
    trigger_key,
)


class MinimiseTransformer(ModuleModel, TransformerABC):
    """Joins the states of flat, deterministic machines that cannot be told apart.

    Of states that do the same on all events to come, the first stays. States that nothing leads
    to go.
    """

    stage: ClassVar[Literal["program", "machinery"]] = "program"

    def _transform(self, forest: Forest) -> Forest:
        found = [FlatMachine.of(whole) for whole in machines(forest)]
        problems = [problem for machine in found for problem in _choices(machine)]
        if problems:
            raise DiagnosticError(problems)
        changes = {machine.node: new for machine in found if (new := _smaller(machine))}
        return replaced(forest, changes)


def _smaller(machine: FlatMachine) -> StateMachine | None:
    """The machine with fewer states, or None when it is as small as can be."""
    groups = classes(machine, reached(machine))
    if len(groups) == len(machine.states):
        return None
    first = {state: group[0] for group in groups for state in group}
    kept = [group[0] for group in groups]
    rules = [_led(rule, first) for state in kept for rule in machine.rules_of(state)]
    rules += _ignored(machine, kept, rules)
    declared = machine.declarations
    return rebuilt(machine.node, declared, kept, first[machine.initial], rules)


def _led(rule: Rule, first: dict[State, State]) -> Rule:
    """The rule, which leads to the state that stays."""
    if isinstance(rule.target, StateName) and rule.target.target is not None:
        target = first[rule.target.target]
        rule.target.name, rule.target.target = target.name, target
    return rule


def _ignored(machine: FlatMachine, kept: list[State], rules: list[Rule]) -> list[Rule]:
    """A rule for each event that no other is about any more: it is dropped."""
    about = {trigger_key(rule.trigger) for rule in rules}
    missing: dict[object, Rule] = {}
    for state in machine.states:
        for rule in machine.rules_of(state):
            if is_event(rule.trigger) and (key := trigger_key(rule.trigger)) not in about:
                missing.setdefault(key, rule)
    waiting = next((state for state in kept if not machine.is_passing(state)), kept[0])
    return [
        Rule(StateName(waiting.name, waiting), copy(rule.trigger), location=derived(rule))
        for rule in missing.values()
    ]


def _choices(machine: FlatMachine) -> list[Diagnostic]:
    """Where a machine leaves open which rule is taken: the first place that does."""
    for state in machine.states:
        seen: set[object] = set()
        for rule in machine.rules_of(state):
            key = trigger_key(rule.trigger)
            if isinstance(rule.trigger, EpsilonTrigger) or (rule.guard is None and key in seen):
                return [_not_deterministic(machine, rule)]
            if rule.guard is None:
                seen.add(key)
    return []


def _not_deterministic(machine: FlatMachine, rule: Rule) -> Diagnostic:
    message = f"the machine `{machine.node.name}` is not deterministic: this rule leaves a choice"
    help_ = "let `fsm.determinise` come before `fsm.minimise`"
    return Diagnostic("CAS0630", Severity.ERROR, message, rule.location, help=help_)
