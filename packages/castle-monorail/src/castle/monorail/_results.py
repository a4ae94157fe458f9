"""What the kinds hand to each other: systems to run, and what a run gave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from castle.aigr import Diagnostic, Forest

if TYPE_CHECKING:
    from castle.monorail.typing import Float64NDArray


@dataclass(frozen=True, slots=True)
class Program:
    """A Castle program that an engine can run."""

    forest: Forest
    """The program, before any machinery was lowered: an engine brings its own delivery."""
    main: str | None = None
    """The component that is powered on, or None where the engine is to know."""
    arguments: Mapping[str, object] = field(default_factory=dict)
    """The arguments of its `powerOn`, by name."""


System: TypeAlias = Program
"""Whatever an engine can run."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a run ended."""

    ok: bool
    """Whether it ran to its end."""
    message: str = ""
    """What stopped it, in one line; empty when nothing did."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What stopped it, with its place; and what else the run has to say."""


@dataclass(frozen=True, slots=True, eq=False)
class RunResult:
    """What a run gave: its events as numbers, the names behind the numbers, and its output."""

    events: "Float64NDArray"
    """One row per event, in the order in which they were handled; shape (events, columns)."""
    columns: tuple[str, ...]
    """The names of the columns of `events`."""
    names: Mapping[str, tuple[str, ...]]
    """The names that numbers in `events` are indices into, by the name of the list."""
    printed: str
    """Exactly what the program printed."""
    verdict: Verdict = field(default_factory=lambda: Verdict(ok=True))
    """How it ended."""
