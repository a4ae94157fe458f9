"""What the transformers of state machines share: whole and flat machines, names, copies."""

from castle.transformers.plugins.fsm._copies import copied, derived
from castle.transformers.plugins.fsm._flat import (
    FlatMachine,
    is_event,
    is_flat,
    rebuilt,
    trigger_key,
)
from castle.transformers.plugins.fsm._machines import WholeMachine, machines, replaced
from castle.transformers.plugins.fsm._names import fresh, known_names, parameters_for, used_names

__all__ = [
    "FlatMachine",
    "WholeMachine",
    "copied",
    "derived",
    "fresh",
    "is_event",
    "is_flat",
    "known_names",
    "machines",
    "parameters_for",
    "rebuilt",
    "replaced",
    "trigger_key",
    "used_names",
]
