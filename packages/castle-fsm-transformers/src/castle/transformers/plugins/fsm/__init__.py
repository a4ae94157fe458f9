"""What the transformers of state machines share: whole and flat machines, names, copies."""

from castle.transformers.plugins.fsm._blocks import (
    CHANGING,
    as_method,
    block_method,
    is_left_early,
    retained,
    with_members,
)
from castle.transformers.plugins.fsm._copies import copied, derived
from castle.transformers.plugins.fsm._flat import (
    FlatMachine,
    goal,
    is_event,
    is_flat,
    rebuilt,
    trigger_key,
)
from castle.transformers.plugins.fsm._machines import WholeMachine, machines, replaced
from castle.transformers.plugins.fsm._names import fresh, known_names, parameters_for, used_names
from castle.transformers.plugins.fsm._sight import Sight, Sights

__all__ = [
    "CHANGING",
    "FlatMachine",
    "Sight",
    "Sights",
    "WholeMachine",
    "as_method",
    "block_method",
    "copied",
    "derived",
    "fresh",
    "goal",
    "is_event",
    "is_flat",
    "is_left_early",
    "known_names",
    "machines",
    "parameters_for",
    "rebuilt",
    "replaced",
    "retained",
    "trigger_key",
    "used_names",
    "with_members",
]
