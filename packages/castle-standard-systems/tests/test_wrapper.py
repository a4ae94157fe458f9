"""Python functions as systems."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from castle.monorail.abcs import SteppedFunction
from castle.monorail.errors import ConfigurationError
from castle.monorail.loader import build
from castle.systems.wrapper import WrapperSystem

MODELS = """
from os import getcwd

ran = "a text"

def decay(time, state, dt, rate=0.5):
    moved = state[0] * rate * dt
    return state + [-moved, moved]

def strict(time, state, dt, *, rate):
    return state

def too_short(time, state):
    return state
"""


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module of models outside the namespace."""
    (tmp_path / "wrapped_models.py").write_text(MODELS)
    monkeypatch.syspath_prepend(tmp_path)


def config(**changes: Any) -> dict[str, Any]:
    """A configuration that is right, but for these changes."""
    right = {
        "module": "wrapper",
        "function": "wrapped_models:decay",
        "state": {"here": 8, "gone": 0},
        "dt": 0.5,
        "steps": 4,
    }
    return {**right, **changes}


def made(**changes: Any) -> SteppedFunction:
    """The system that is prepared of a configuration."""
    plugin = build("systems", config(**changes), allow=["wrapped_models"])
    assert type(plugin) is WrapperSystem
    system = plugin.prepare()
    assert isinstance(system, SteppedFunction)
    return system


def test_a_function_becomes_a_system() -> None:
    """State, names, step and start are those of the configuration."""
    system = made(start=1.5)
    assert system.state.dtype == np.float64
    assert system.state.tolist() == [8, 0]
    assert system.columns == ("here", "gone")
    assert (system.dt, system.steps, system.start) == (0.5, 4, 1.5)
    assert system.function(1.5, system.state, 0.5).tolist() == [6, 2]


def test_arguments_are_handed_to_the_function() -> None:
    """What else a function needs comes from the configuration, by name."""
    system = made(arguments={"rate": 0.25})
    assert system.function(0.0, system.state, 0.5).tolist() == [7, 1]


def test_two_runs_do_not_share_a_state() -> None:
    """Each preparation has an array of its own."""
    plugin = build("systems", config(), allow=["wrapped_models"])
    one, other = plugin.prepare(), plugin.prepare()
    one.state[0] = 3
    assert other.state.tolist() == [8, 0]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"function": "wrapped_models"}, "CAS0814"),
        ({"function": "wrapped_models:getcwd"}, "CAS0815"),
        ({"function": "os:getcwd"}, "CAS0815"),
        ({"function": "wrapped_models:growth"}, "CAS0823"),
        ({"function": "wrapped_models:ran"}, "CAS1212"),
        ({"function": "wrapped_models:too_short"}, "CAS1213"),
        ({"function": "wrapped_models:strict"}, "CAS1213"),
        ({"arguments": {"speed": 1}}, "CAS1213"),
        ({"state": {"time": 1}}, "CAS1211"),
        ({"state": {}}, "CAS0806"),
        ({"state": {"here": float("nan")}}, "CAS0806"),
        ({"dt": 0}, "CAS0806"),
        ({"steps": -1}, "CAS0806"),
        ({"step": 1}, "CAS0804"),
    ],
)
def test_what_does_not_fit_is_told_before_anything_runs(changes: Any, code: str) -> None:
    """Each mistake has its number, when the plugin is built."""
    with pytest.raises(ConfigurationError) as error:
        made(**changes)
    codes = [diagnostic.code for diagnostic in error.value.diagnostics]
    assert len(codes) == 1
    assert codes[0].startswith(code)


def test_a_missing_permission_says_what_to_type() -> None:
    """Without --allow nothing of the module runs, and the cure is in the help."""
    with pytest.raises(ConfigurationError) as error:
        build("systems", config())
    (diagnostic,) = error.value.diagnostics
    assert diagnostic.code == "CAS0815"
    assert "--allow wrapped_models" in str(diagnostic.help)


def test_what_is_no_function_is_refused() -> None:
    """A module of the namespace, say, is not something to call."""
    with pytest.raises(ConfigurationError, match="is no function"):
        build("systems", config(function="castle.systems.wrapper:_system"))
