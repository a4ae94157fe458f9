"""What identifies one run of a program."""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

__all__ = ["Provenance", "RunMeta"]


def _moment() -> datetime:
    return datetime.now(UTC)


def _identity() -> str:
    return os.urandom(8).hex()


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a run was made from, so that it can be told years later."""

    configuration: str = ""
    """The SHA-256 of the configuration, in hexadecimal; empty where there was none."""
    graph: str = ""
    """The SHA-256 of the program, saved as an AIGR file; empty where there was none."""
    distributions: tuple[tuple[str, str], ...] = ()
    """Name and version of each distribution of the house that took part, sorted."""

    def __post_init__(self) -> None:
        """Take nothing but text, of which all else could be read back as something else."""
        given: tuple[Any, ...] = tuple(self.distributions)
        pairs = [tuple(pair) for pair in given if not isinstance(pair, str)]
        texts = [self.configuration, self.graph, *(text for pair in pairs for text in pair)]
        if [len(pair) for pair in pairs] != [2] * len(given):
            raise TypeError("the distributions of a run are pairs of texts")
        if not all(isinstance(text, str) for text in texts):
            raise TypeError("what a run was made from is told by texts")
        object.__setattr__(self, "distributions", tuple(sorted(pairs)))


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
    provenance: Provenance | None = field(default=None, compare=False, repr=False)
    """What it was made from, where that is known; no part of its identity."""

    def __post_init__(self) -> None:
        """Keep the timestamp comparable: in UTC."""
        if not all(isinstance(text, str) for text in (self.name, self.action, self.run_id)):
            raise TypeError("the name, the action and the id of a run are texts")
        if not self.name:
            raise ValueError("a run needs a name")
        if self.timestamp.tzinfo is UTC:
            return
        if self.timestamp.utcoffset() is None:
            raise ValueError("the timestamp of a run needs a time zone")
        try:
            object.__setattr__(self, "timestamp", self.timestamp.astimezone(UTC))
        except OverflowError as error:
            raise ValueError("the timestamp of a run is in no year from 1 to 9999") from error

    @classmethod
    def now(cls, name: str, action: str = "run") -> "RunMeta":
        """Make the identity of a run that begins at this moment."""
        return cls(name, action)
