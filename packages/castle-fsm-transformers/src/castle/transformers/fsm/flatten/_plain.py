"""Machines of which there is nothing to flatten."""

from castle.aigr import (
    Body,
    DoneTrigger,
    InstantTrigger,
    Rule,
    State,
    StateList,
    StateName,
)
from castle.transformers.plugins.fsm import FlatMachine, WholeMachine, is_flat, retained


def is_plain(whole: WholeMachine) -> bool:
    """Whether a machine is flat, is never just passing through, and reaches all of its states."""
    items = whole.main.body.items
    lists = sum(isinstance(item, StateList) for item in items)
    rules = [item for item in items if isinstance(item, Rule)]
    return lists == 1 and is_flat(whole) and all(map(_waits, rules)) and _reaches_all(whole)


def _waits(rule: Rule) -> bool:
    """Whether a rule waits for something, and has no block of which there has to be one."""
    blocks = [action for action in rule.actions if isinstance(action, Body)]
    passes = isinstance(rule.trigger, DoneTrigger | InstantTrigger)
    return not passes and not any(retained(block) for block in blocks)


def _reaches_all(whole: WholeMachine) -> bool:
    machine = FlatMachine.of(whole)
    found = {machine.initial}
    pending = [machine.initial]
    while pending:
        for rule in machine.rules_of(pending.pop()):
            target = rule.target.target if isinstance(rule.target, StateName) else None
            if isinstance(target, State) and target not in found:
                found.add(target)
                pending.append(target)
    return len(found) == len(machine.states)
