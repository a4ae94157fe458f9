"""Functions stepped over time: the other kind of system that this engine runs."""

import io
from contextlib import redirect_stdout

import numpy as np

from castle.aigr import Diagnostic, Severity
from castle.monorail.abcs import RunResult, SteppedFunction, Verdict
from castle.monorail.typing import Float64NDArray


class StepError(Exception):
    """A step that cannot be taken, and the number that it is refused under."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        """The number."""
        super().__init__(message)


def run_steps(system: SteppedFunction) -> RunResult:
    """Take every step, or those before the first that fails; a row for the start and for each.

    What the function prints is kept, and goes nowhere.
    """
    rows = np.empty((system.steps + 1, 1 + len(system.columns)))
    rows[0] = system.start, *system.state
    printed, verdict = io.StringIO(), Verdict(ok=True)
    with redirect_stdout(printed):
        for done in range(system.steps):
            try:
                _take(system, rows, done)
            except StepError as error:
                verdict = _failed(error, f"step {done + 1} of {system.steps}, at {rows[done, 0]}")
                rows = rows[: done + 1]
                break
    return RunResult(rows, ("time", *system.columns), {}, printed.getvalue(), verdict)


def _take(system: SteppedFunction, rows: Float64NDArray, step: int) -> None:
    time = system.start + step * system.dt  # a sum would gather rounding errors
    try:
        # A copy: a function may change what it is given, and what is recorded stays.
        after = np.asarray(system.function(time, rows[step, 1:].copy(), system.dt))
    except Exception as error:  # the function is the user's, and may raise anything
        raise StepError("CAS0920", f"{type(error).__name__}: {error}") from error
    rows[step + 1] = system.start + (step + 1) * system.dt, *_checked(after, len(system.columns))


def _checked(state: Float64NDArray, size: int) -> Float64NDArray:
    if state.shape != (size,):
        message = f"the function gave a state of shape {state.shape}, not ({size},)"
        raise StepError("CAS0921", message)
    if state.dtype.kind not in "fiub":
        raise StepError("CAS0921", f"the function gave a state of {state.dtype}, not of float64")
    return state.astype(np.float64)


def _failed(error: StepError, place: str) -> Verdict:
    message = f"{place}: {' '.join(str(error).split())}"
    return Verdict(False, message, (Diagnostic(error.code, Severity.ERROR, message),))
