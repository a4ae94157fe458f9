"""A plugin that lives outside castle: statements about time."""

from acme._nodes import Alarm, Timer, Unit
from acme._upgrades import in_milliseconds, with_units

__all__ = ["Alarm", "Timer", "Unit", "in_milliseconds", "with_units"]
