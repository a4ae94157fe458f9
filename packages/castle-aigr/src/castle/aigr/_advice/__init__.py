"""What is allowed, and is hardly meant."""

from castle.aigr._diagnostics import Diagnostic
from castle.aigr._nodes.machines import StateMachine
from castle.aigr._nodes.namespaces import Forest
from castle.aigr._verification._facts import Facts


def advise(forest: Forest) -> list[Diagnostic]:
    """Warn of what is allowed, and is hardly meant, in a forest that `verify` finds sound.

    Of state machines: states that are never reached, events that are never waited for, rules that
    are never taken or do nothing. For readers: what people wrote is worth a warning, what a
    transformer makes of it is not.
    """
    facts = Facts(forest, {})
    if not any(isinstance(one, StateMachine) for one in facts.implementations):
        return []
    from castle.aigr._advice._machines import about_machines  # noqa: PLC0415  # few need it

    return about_machines(facts)
