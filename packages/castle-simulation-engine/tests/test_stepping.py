"""Functions stepped over time."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from castle.aigr import DiagnosticError
from castle.engines.simulation import SimulationEngine
from castle.monorail.abcs import RunResult, SteppedFunction, System
from castle.monorail.meta import RunMeta

Function = Callable[..., Any]


def step(function: Function, steps: int = 4, dt: float = 0.5, start: float = 0.0) -> RunResult:
    """Step a function of two numbers, which start as 8 and 0."""
    state = np.array([8.0, 0.0])
    system = SteppedFunction(function, state, ("left", "gone"), dt, steps, start)
    return SimulationEngine().run(system, RunMeta.now("decay"))


def halve(time: float, state: Any, dt: float) -> Any:
    """Move half of the first number to the second."""
    moved = state[0] / 2
    return state + np.array([-moved, moved])


def test_a_step_is_a_row() -> None:
    """The first row is the start, and each step adds one: the time, and the state after it."""
    result = step(halve)
    assert result.columns == ("time", "left", "gone")
    assert result.events.dtype == np.float64
    wanted = [[0, 8, 0], [0.5, 4, 4], [1, 2, 6], [1.5, 1, 7], [2, 0.5, 7.5]]
    assert result.events.tolist() == wanted
    assert (result.verdict.ok, result.names) == (True, {})


def test_a_function_gets_time_state_and_dt() -> None:
    """The time is that at the beginning of the step, and gathers no rounding errors."""
    seen: list[tuple[float, float]] = []

    def note(time: float, state: Any, dt: float) -> Any:
        assert state.dtype == np.float64
        seen.append((time, dt))
        return state

    result = step(note, steps=1000, dt=0.1, start=5.0)
    assert seen[-1] == (5.0 + 999 * 0.1, 0.1)
    assert_allclose(result.events[:, 0], 5.0 + np.arange(1001) * 0.1, rtol=1e-15)


def test_no_step_leaves_the_start() -> None:
    """A system of no steps has a run of one row."""
    assert step(halve, steps=0).events.tolist() == [[0, 8, 0]]


def test_a_function_may_change_the_state_in_place() -> None:
    """What was recorded stays as it was."""

    def drain(time: float, state: Any, dt: float) -> Any:
        state -= [1, -1]
        return state

    assert step(drain, steps=2).events.tolist() == [[0, 8, 0], [0.5, 7, 1], [1, 6, 2]]


def test_what_a_function_prints_is_in_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    """An engine writes nothing to standard output."""

    def speak(time: float, state: Any, dt: float) -> Any:
        print(f"at {time}")
        return state

    assert step(speak, steps=2).printed == "at 0.0\nat 0.5\n"
    assert capsys.readouterr().out == ""


def third(result: Any) -> Function:
    """Make a function whose third step gives this."""

    def function(time: float, state: Any, dt: float) -> Any:
        return result(state) if time == 1.0 else state

    return function


@pytest.mark.parametrize(
    ("result", "code", "message"),
    [
        (lambda state: state[2], "CAS0920", "IndexError: index 2 is out of bounds"),
        (lambda state: None, "CAS0921", "a state of shape (), not (2,)"),
        (lambda state: state[:1], "CAS0921", "a state of shape (1,), not (2,)"),
        (lambda state: ["a", "b"], "CAS0921", "a state of <U1, not of float64"),
    ],
)
def test_a_step_that_fails_is_told(result: Any, code: str, message: str) -> None:
    """The verdict says which step failed and why, and the rows before it are kept."""
    stopped = step(third(result))
    assert not stopped.verdict.ok
    assert stopped.verdict.message.startswith("step 3 of 4, at 1.0: ")
    assert message in stopped.verdict.message
    assert [d.code for d in stopped.verdict.diagnostics] == [code]
    assert len(stopped.events) == 3


def test_numbers_of_another_type_become_float64() -> None:
    """A function may give integers, or a list."""
    result = step(lambda time, state, dt: [1, 2], steps=1)
    assert result.events.tolist() == [[0, 8, 0], [0.5, 1, 2]]


def test_another_system_is_refused() -> None:
    """What this engine does not know is named."""

    class Tape(System):
        pass

    with pytest.raises(DiagnosticError, match="Tape") as refused:
        SimulationEngine().run(Tape(), RunMeta.now("tape"))
    assert [d.code for d in refused.value.diagnostics] == ["CAS0905"]
