"""The nodes, in version 3."""

from enum import Enum

from acme._upgrades import in_milliseconds, with_units
from castle.aigr import Expression, Node, Statement, child, data, declare_family, node, reference

declare_family(__name__, "acme.timers", version=3, upgrades={1: in_milliseconds, 2: with_units})


class Unit(Enum):
    """What a period is counted in."""

    MILLISECOND = 1
    """A thousandth."""
    SECOND = 1000
    """Of the clock."""
    TICK = SECOND
    """Another name, which files do not have."""


@node
class Alarm(Node):
    """What a timer sets off."""

    name: str = data()
    """Its name."""
    units: tuple[Unit, ...] | None = data(default=None)
    """What it understands, or None."""


@node
class Timer(Statement):
    """Something that is done every now and then."""

    period: float = data()
    """How long it takes."""
    unit: Unit | None = data(default=None)
    """What the period is counted in, or None."""
    levels: tuple[int | str | None, ...] = data(default=())
    """Anything."""
    alarms: list[Alarm] = child(factory=list)
    """What it sets off."""
    then: Expression | None = child(default=None)
    """What is evaluated, or None."""
    next: "Timer | None" = reference(default=None)
    """The timer to start, or None."""
