"""What identifies one run of a program."""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime

__all__ = ["RunMeta"]


def _moment() -> datetime:
    return datetime.now(UTC)


def _identity() -> str:
    return os.urandom(8).hex()


@dataclass(frozen=True, slots=True)
class RunMeta:
    """The identity of one run: what ran, what was done with it, when, and an id of its own."""

    name: str
    """The name that the configuration gives to the program."""
    action: str = "run"
    """What was done."""
    timestamp: datetime = field(default_factory=_moment)
    """The moment of the run, in UTC, to the microsecond."""
    run_id: str = field(default_factory=_identity)
    """Sixteen hexadecimal digits that no other run has."""

    def __post_init__(self) -> None:
        """Keep the timestamp comparable: in UTC."""
        if not self.name:
            raise ValueError("a run needs a name")
        if self.timestamp.tzinfo is None:
            raise ValueError("the timestamp of a run needs a time zone")
        object.__setattr__(self, "timestamp", self.timestamp.astimezone(UTC))

    @classmethod
    def now(cls, name: str, action: str = "run") -> "RunMeta":
        """Make the identity of a run that begins at this moment."""
        return cls(name, action)
