"""What determinising has to say."""

from collections.abc import Iterable, Sequence
from typing import NoReturn

from castle.aigr import (
    Diagnostic,
    DiagnosticError,
    EpsilonTrigger,
    Expression,
    Note,
    Rule,
    Severity,
    State,
)
from castle.transformers.plugins.fsm import FlatMachine, trigger_key

_MANY = 8


def refuse(problem: Diagnostic) -> NoReturn:
    """Stop, before anything is changed."""
    raise DiagnosticError([problem])


def too_many(machine: FlatMachine, most: int, what: str) -> Diagnostic:
    """Say that there would be more states than allowed, and which rules multiply them."""
    rules = choosing(machine)
    notes = [Note("this rule leaves a choice", rule.location) for rule in rules[:_MANY]]
    if len(rules) > _MANY:
        notes.append(Note(f"and {len(rules) - _MANY} more rules"))
    message = f"the machine `{machine.node.name}` has more than {most} {what}"
    help_ = "let fewer rules share a state and event, or set a larger `max_states`"
    return Diagnostic(
        "CAS0620", Severity.ERROR, message, machine.node.location, tuple(notes), help_
    )


def choosing(machine: FlatMachine) -> list[Rule]:
    """The rules that leave a choice: epsilon, and several without a guard for one event."""
    found: list[Rule] = []
    for state in machine.states:
        groups: dict[object, list[Rule]] = {}
        for rule in machine.rules_of(state):
            if rule.guard is None or isinstance(rule.trigger, EpsilonTrigger):
                groups.setdefault(trigger_key(rule.trigger), []).append(rule)
        for key, group in groups.items():
            if key is EpsilonTrigger or len(group) > 1:
                found += group
    return found


def waiting(rule: Rule, *, strict: bool) -> Diagnostic:
    """Say that what a rule does waits for a later event."""
    message = "the actions of this rule wait for a later event, which tells whether it was taken"
    code, severity = ("CAS0622", Severity.ERROR) if strict else ("CAS0621", Severity.WARNING)
    help_ = "let all rules that may be taken here do the same, or do it later"
    return Diagnostic(code, severity, message, rule.location, help=help_)


def unfit(rule: Rule, what: str) -> Diagnostic:
    """Say that an action cannot wait."""
    message = f"{what} would have to wait until an event tells whether this rule was taken"
    help_ = "let only sends, and calls that no guard depends on, stand where rules leave a choice"
    return Diagnostic("CAS0623", Severity.ERROR, message, rule.location, help=help_)


def stopping(rule: Rule, argument: Expression) -> Diagnostic:
    """Say that a value may stop the program on a way that is not gone."""
    message = (
        "an argument that may stop the program would be computed before an event tells whether "
        "this rule was taken"
    )
    help_ = "divide by a number other than 0, or compute it where no other rule may be taken"
    notes = (Note("this argument", argument.location),)
    return Diagnostic("CAS0623", Severity.ERROR, message, rule.location, notes, help_)


def ambiguous(rules: Iterable[Rule], state: State) -> Diagnostic:
    """Say that no event tells apart what was to be done."""
    first, *others = rules
    message = (
        f"`{state.name}` is reached in ways that do different things, and no event tells which"
    )
    notes = tuple(Note("the other way", rule.location) for rule in others)
    help_ = "give the rules the same actions, or guards, or targets of their own"
    return Diagnostic("CAS0624", Severity.ERROR, message, first.location, notes, help_)


def circular(rule: Rule) -> Diagnostic:
    """Say that epsilon rules do something any number of times."""
    message = "a cycle of `epsilon` does something, and may be taken any number of times"
    help_ = "leave the actions out, or let a rule of the cycle wait for an event"
    return Diagnostic("CAS0625", Severity.ERROR, message, rule.location, help=help_)


def passing(state: State, rules: Sequence[Rule]) -> Diagnostic:
    """Say that there is a choice whose outcome is decided within the step."""
    message = f"`{state.name}` is left at once, and whether it was reached is not known"
    notes = tuple(Note("this rule leaves a choice", rule.location) for rule in rules[:_MANY])
    help_ = "let the state wait for an event"
    return Diagnostic("CAS0626", Severity.ERROR, message, state.location, notes, help_)
