"""What the kinds hand to each other: systems to run, and what a run gave."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from castle.aigr import Diagnostic, Forest

if TYPE_CHECKING:
    from castle.monorail.typing import Float64NDArray


class System:
    """Whatever an engine can run; which of those that derive from it, each engine says."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Program(System):
    """A Castle program that an engine can run."""

    forest: Forest
    """The program, before any machinery was lowered: an engine brings its own delivery."""
    main: str | None = None
    """The component that is powered on, or None where the engine is to know."""
    arguments: Mapping[str, object] = field(default_factory=dict)
    """The arguments of its `powerOn`, by name."""


@dataclass(frozen=True, slots=True, eq=False)
class SteppedFunction(System):
    """A function that carries a state through time, one step after the other."""

    function: "Callable[[float, Float64NDArray, float], Float64NDArray]"
    """Called with the time, the state and the length of the step; gives the state after it."""
    state: "Float64NDArray"
    """The state in which it starts; shape (columns,)."""
    columns: tuple[str, ...]
    """The names of what the state holds."""
    dt: float
    """The length of a step."""
    steps: int
    """How many steps there are."""
    start: float = 0.0
    """The time at which it starts."""

    def __post_init__(self) -> None:
        """Keep state and columns together."""
        if self.state.shape != (len(self.columns),):
            raise ValueError(f"a state of shape {self.state.shape} for {len(self.columns)} columns")
        if self.steps < 0:
            raise ValueError(f"{self.steps} steps")


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


@dataclass(frozen=True, slots=True)
class Processed:
    """What a processor made of a run."""

    printed: str = ""
    """What it has to say."""
    outputs: tuple[Path, ...] = ()
    """The files that it wrote."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What it remarked, and what did not stop it."""
