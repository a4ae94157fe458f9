"""Machines in which it is open what is done."""

from collections.abc import Iterator

from castle.aigr import Diagnostic, EpsilonTrigger, Note, Rule, Severity
from castle.transformers.plugins.fsm import FlatMachine, trigger_key

_HELP = "let `fsm.determinise` come before this transformer"


def choices(machine: FlatMachine) -> Iterator[Diagnostic]:
    """Tell each rule that may be taken without input, or instead of another one."""
    for state in machine.states:
        seen: dict[object, Rule] = {}
        for rule in machine.rules_of(state):
            key = trigger_key(rule.trigger)
            if isinstance(rule.trigger, EpsilonTrigger):
                yield _choice(machine, rule, "may be taken without input")
            elif rule.guard is None and key in seen:
                yield _choice(machine, rule, "may be taken instead of another one", seen[key])
            elif rule.guard is None:
                seen[key] = rule


def _choice(
    machine: FlatMachine, rule: Rule, message: str, other: Rule | None = None
) -> Diagnostic:
    text = f"the machine `{machine.node.name}` is not deterministic: a rule {message}"
    notes = (Note("the other rule is here", other.location),) if other is not None else ()
    return Diagnostic("CAS0614", Severity.ERROR, text, rule.location, notes, _HELP)
